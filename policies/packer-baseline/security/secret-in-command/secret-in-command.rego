# METADATA
# title: A secret is written in a command or a script
# description: >-
#   An inline command, or a script that a provisioner names, holds what looks like a password, a
#   token or a key.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: environment_vars
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     everyone who can read the repository has it, and it can be left in logs and shell
#     histories of the image
#   recovery: hours
#   remediation: >-
#     Pass it in by environment_vars from a sensitive variable, or fetch it in the build from a
#     vault; change it where it is in use.
#   confidence: 0.85
#   subject: /
#   when: size(doc.secrets) > 0
#   partial: judge
package packer_baseline.security.secret_in_command

import rego.v1

deny contains {"msg": sprintf("a secret (%s) stands in a command", [secret.kind]), "path": secret.path, "line": line} if {
	some secret in input.secrets
	not secret.empty
	not secret.harmless
	not secret.kind in {"sensitive-variable", "secret-attribute"}
	secret.origin in {"literal", "local"}
	in_command(secret.path)
	some line in lines(secret)
}

# The lines of a script that hold one. Where all of them only repeat what stands in another place,
# the first.
lines(secret) := {line | line := secret.lines[_]} if {
	secret.path[0] == "scripts"
	secret.lines
}

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

lines(secret) := {0} if secret.path[0] != "scripts"

in_command(path) if path[0] == "scripts"

in_command(path) if {
	path[0] == "builds"
	path[2] in {"provisioners", "post_processors"}
	"inline" in path
}

in_command(path) if {
	path[0] == "builds"
	path[2] in {"provisioners", "post_processors"}
	"content" in path
}
