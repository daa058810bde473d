# METADATA
# title: A script prints the secrets that it gets
# description: >-
#   A script, or the commands of a step, read an environment variable that the step fills with a
#   secret, after `set -x`: the shell prints each command with its values.
# related_resources:
#   - ref: https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html
#     description: set -x
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/variables#sensitive
#     description: what Packer hides
# custom:
#   since: 1.1.0
#   severity: medium
#   category: security
#   impact: high
#   why: >-
#     the secret stands in the log of the build, which far more people can read than the secret
#     itself
#   recovery: minutes
#   remediation: >-
#     Switch tracing off around it, { set +x; } 2>/dev/null, or take set -x out.
#   confidence: 0.85
#   subject: /
#   when: >-
#     size(doc.secrets) > 0 && (size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline)) || b.post_processors.exists(c, c.exists(p, has(p.config.inline)))))
#   partial: judge
package packer_baseline.security.traced_secrets

import rego.v1

deny contains {"msg": sprintf("the script %s prints the secret %s", [base(script.path), one.name]), "path": ["scripts", s, "text"], "line": line} if {
	some one in handed
	some s, script in input.scripts
	some use in script.used_by
	array.slice(use, 0, count(one.step)) == one.step
	regex.match(tracing, script.text)
	not regex.match(untraced, script.text)
	line := min(lines(script.text, one.name))
}

# The commands of a step are one script.
deny contains {"msg": sprintf("%s prints the secret %s", [kind, one.name]), "path": array.concat(one.step, ["config", "inline", first]), "line": 0} if {
	some one in handed
	step := object.get(input, one.step, {})
	inline := step.config.inline
	is_array(inline)
	starts := {i | some i, command in inline; is_string(command); regex.match(tracing, command)} | by_shebang(step.config)
	count(starts) > 0
	every command in inline {
		not switched_off(command)
	}
	readers := {i |
		some i, command in inline
		i >= min(starts)
		is_string(command)
		count(lines(command, one.name)) > 0
	}
	first := min(readers)
	kind := sprintf("%s %s", [trim_suffix(replace(one.step[2], "_", "-"), "s"), step.type])
}

by_shebang(config) := {0} if {
	is_string(config.inline_shebang)
	regex.match(`\s-[a-z]*x[a-z]*(\s|$)`, config.inline_shebang)
} else := set()

tracing := `(?m)(^|[;&])[ \t]*set\s+(-[a-z]*x|-o\s+xtrace)`

untraced := `(?m)^[^#\n]*\bset\s+\+([a-z]*x|o\s+xtrace)`

switched_off(command) if regex.match(untraced, command)

# The secrets that a step hands to what it runs: {"step": document path, "name" of the variable}.
handed contains {"step": step, "name": name} if {
	some secret in input.secrets
	not secret.empty
	not secret.harmless
	secret.kind != "sensitive-variable" # Packer hides these in its output
	step := step_of(secret.path)
	assignment := object.get(input, secret.path, "")
	is_string(assignment)
	name := split(assignment, "=")[0]
	regex.match(`^[A-Za-z_][A-Za-z0-9_]*$`, name)
}

step_of(path) := array.slice(path, 0, 4) if {
	path[0] == "builds"
	path[2] == "provisioners"
	array.slice(path, 4, 6) == ["config", "environment_vars"]
	count(path) > 6
}

step_of(path) := array.slice(path, 0, 5) if {
	path[0] == "builds"
	path[2] == "post_processors"
	array.slice(path, 5, 7) == ["config", "environment_vars"]
	count(path) > 7
}

# Where a command has its value.
lines(text, name) := {number |
	some i, line in split(text, "\n")
	not regex.match(`^\s*#`, line)
	regex.match(sprintf(`\$(%s\b|\{%s\b)`, [name, name]), line)
	number := i + 1
}

base(path) := parts[count(parts) - 1] if parts := split(replace(path, "\\", "/"), "/")
