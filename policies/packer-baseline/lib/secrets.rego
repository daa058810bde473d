# Which rule tells of a secret: each is told once, by the rule that says most about it.
package packer_baseline_lib.secrets

import rego.v1

# The secrets that the template or a script holds, by the name of the rule that tells of them.
told[rule] contains secret if {
	some secret in input.secrets
	may_be_told(secret)
	not secret.empty
	not secret.harmless
	at_its_place(secret)
	rule := rule_for(secret)
	not a_name_like_it(secret)
}

# A setting that no rule on secrets is about, and that happens to have the text of one: the secret
# is told of at its own place.
a_name_like_it(secret) if {
	secret.repeated
	secret.path[0] != "locals"
	secret.path[count(secret.path) - 2] == "config"
	rule_for(secret) == "secret-in-template"
}

# All others have come from outside, or stand where the value is told of. Most are such: this look
# spares the others.
may_be_told(secret) if secret.origin in {"literal", "local"}

may_be_told(secret) if service_key(secret)

# The lines of a script or another text that hold one. Where all those of a script only repeat what
# stands in another place, the first. Elsewhere 0: all of the value.
lines(secret) := {line | line := secret.lines[_]} if secret.lines

lines(secret) := {min(numbers)} if {
	secret.path[0] == "scripts"
	not secret.lines
	texts := split(input.scripts[secret.path[1]].text, "\n")
	numbers := {number |
		some i, text in texts
		contains(text, "<secret>")
		number := i + 1
	}
}

lines(secret) := {0} if {
	secret.path[0] != "scripts"
	not secret.lines
}

rule_for(secret) := "cloud-key-in-template" if {
	service_key(secret)
} else := "secret-in-execute-command" if {
	within(secret, {"execute_command", "shutdown_command"})
} else := "secret-in-template" if {
	secret.kind == "secret-attribute"
} else := "secret-in-command" if {
	in_command(secret.path)
} else := "secret-in-environment" if {
	within(secret, {"environment_vars", "env"})
} else := "secret-in-boot-command" if {
	within(secret, {"boot_command"})
} else := "secret-in-tags" if {
	within(secret, {"tags", "tag", "run_tags", "run_tag", "snapshot_tags", "snapshot_tag", "run_volume_tags", "labels", "image_labels", "metadata", "azure_tags", "azure_tag", "custom_attributes", "annotation", "notes"})
} else := "secret-in-user-data" if {
	within(secret, {"user_data", "custom_data", "startup_script"})
} else := "secret-in-template"

# What a fix moves to a variable: a secret that is a literal, or what an assignment such as NAME=… gives.
move(secret) := {
	"path": secret.path,
	"variable": name,
	"description": sprintf("Stood in the template as %s", [name]),
	"before": before,
} if {
	secret.origin in {"literal", "local"}
	value := object.get(input, secret.path, "")
	is_string(value)
	regex.match(`^(\w+=)?<secret>$`, value)
	before := trim_suffix(value, "<secret>")
	name := lower(variable(secret, before))
}

variable(secret, before) := trim_suffix(before, "=") if {
	before != ""
} else := input.locals[secret.path[1]].name if {
	secret.path[0] == "locals"
	count(secret.path) == 3
} else := names[count(names) - 1] if {
	names := [step | some step in secret.path; is_string(step)]
}

service_key(secret) if secret.kind in data.packer_baseline.settings.service_keys

within(secret, names) if {
	secret.path[0] == "builds"
	some step in secret.path
	step in names
}

in_command(path) if path[0] == "scripts"

in_command(path) if {
	path[0] == "builds"
	path[2] in {"provisioners", "post_processors"}
	some step in path
	step in {"inline", "content"}
}

# What is written in text, and not already told where that text is.
at_its_place(secret) if {
	service_key(secret)
	secret.path[0] in {"variables", "locals"}
	not secret.origin in {"environment", "command-line"}
}

at_its_place(secret) if {
	service_key(secret)
	secret.path[0] in {"data", "builds", "scripts"}
	not secret.origin in {"environment", "command-line"}
	not key_of_a_value(secret)
}

# Of a sensitive value and of one that goes into a credential the value is told of, not each place
# that repeats it.
at_its_place(secret) if {
	not service_key(secret)
	secret.kind != "sensitive-variable"
	secret.origin in {"literal", "local"}
	secret.path[0] in {"data", "builds"}
}

at_its_place(secret) if {
	not service_key(secret)
	not secret.kind in {"sensitive-variable", "secret-attribute"}
	secret.origin in {"literal", "local"}
	secret.path[0] == "scripts"
}

# A local that is used is told of where it is used, since that says what it opens.
at_its_place(secret) if {
	not service_key(secret)
	secret.kind != "sensitive-variable"
	secret.origin in {"literal", "local"}
	secret.path[0] == "locals"
	not told_where_used(secret)
	not passed_on(secret)
}

at_its_place(secret) if {
	secret.kind == "sensitive-variable"
	secret.origin in {"literal", "local"}
	secret.path[0] == "locals"
	input.locals[secret.path[1]].sensitive
}

# A source that no build uses. The others stand in builds too, as they are used.
at_its_place(secret) if {
	secret.kind != "sensitive-variable"
	secret.origin == "literal"
	secret.path[0] == "sources"
	source := input.sources[secret.path[1]]
	not [source.type, source.name] in built
}

built contains [source.type, source.name] if {
	some build in input.builds
	some source in build.sources
}

# Whether a key is that of a variable or a local, which is told of.
key_of_a_value(secret) if {
	some [root, origin] in [["variables", "variable-default"], ["variables", "var-file"], ["locals", "local"]]
	secret.origin == origin
	some other in input.secrets
	other.path[0] == root
	other.kind == secret.kind
}

# Whether a local only has what is written in another one, which is told of.
passed_on(secret) if {
	secret.origin == "local"
	some other in input.secrets
	other.path[0] == "locals"
	other.origin == "literal"
	other.kind == secret.kind
}

told_where_used(secret) if {
	input.locals[secret.path[1]].used
	some other in input.secrets
	other.origin == "local"
	other.path[0] in {"data", "builds"}
	other.kind in {secret.kind, "secret-attribute"}
}
