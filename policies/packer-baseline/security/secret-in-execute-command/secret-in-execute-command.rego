# METADATA
# title: A password is written into execute_command
# description: >-
#   `execute_command` or `shutdown_command` holds a literal password, mostly to feed it to sudo.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: execute_command
# custom:
#   since: 1.0.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     everyone who can read the repository has the password of an account that may become root
#   recovery: hours
#   remediation: >-
#     Let the build's account use sudo without a password while it builds and take that back at
#     the end, or use {{ .Vars }} with a sensitive variable.
#   confidence: 0.85
#   subject: /
#   when: size(doc.secrets) > 0
#   partial: judge
package packer_baseline.security.secret_in_execute_command

import data.packer_baseline_lib.secrets
import rego.v1

deny contains object.union(
	{"msg": sprintf("a secret (%s) stands in %s", [secret.kind, name]), "path": secret.path},
	cure(secret.path, object.get(input, secret.path, "")),
) if {
	some secret in secrets.told["secret-in-execute-command"]
	some name in {"execute_command", "shutdown_command"}
	name in secret.path
	not moot(secret.path)
}

# The password that old examples feed to sudo, in an image whose account has none: what is made of a
# cloud's image is logged in to by key, and sudo asks for nothing there.
moot(path) if {
	sources := judged(path)
	count(sources) > 0
	every s in sources {
		source := input.builds[path[1]].sources[s]
		by_key(source)
		not login_password(path[1], s)
	}
}

# The sources that a command runs for: the one that it stands in, or all of the build.
judged(path) := {path[3]} if path[2] == "sources"

judged(path) := {s | some s, _ in input.builds[path[1]].sources} if path[2] != "sources"

by_key(source) if regex.match(`^(amazon-|azure-arm$|digitalocean$|googlecompute$|hcloud$|linode$|openstack$|oracle-oci$|scaleway$|vultr$)`, source.type)

by_key(source) if source.config.disk_image == true

login_password(b, s) if input.builds[b].sources[s].config.ssh_password

login_password(b, s) if {
	some entry in input.unknowns
	entry.path == ["builds", b, "sources", s, "config", "ssh_password"]
}

# What sudo asks for is the password of the account that Packer logs in as, and Packer knows that one.
cure(path, text) := {"fix": {
	"description": "let Packer put in the password that it logs in with",
	"safe": false,
	"set": [object.union({"path": path}, known_password(text))],
}} if {
	path[2] == "provisioners"
	path[count(path) - 1] == "execute_command"
	is_string(text)
	regex.match(`^\s*echo\s+(-n\s+)?['"]?<secret>['"]?\s*\|.*\bsudo\s.*-\w*S`, text)
	strings.count(text, "<secret>") == 1
	not contains(text, "<unknown>")
	names := runs_for(path)
	count(names) > 0
	every name in names {
		by_password(path[1], name)
	}
} else := {}

# The sources that the step, or its override, is for.
runs_for(path) := input.builds[path[1]].provisioners[path[3]].sources if path[4] == "config"

runs_for(path) := [path[5]] if path[4] == "overrides"

by_password(b, name) if {
	some s, source in input.builds[b].sources
	name == sprintf("%s.%s", [source.type, source.name])
	object.get(source.config, "communicator", "ssh") == "ssh"
	login_password(b, s)
}

known_password(text) := {"value": replace(text, "<secret>", "{{build `Password`}}")} if {
	input.format == "json"
} else := {"expression": sprintf(`"%s"`, [replace(written, "<secret>", "${build.Password}")])} if {
	written := strings.replace_n({`\`: `\\`, `"`: `\"`, "\n": `\n`, "${": "$${", "%{": "%%{"}, text)
}
