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

import data.packer_baseline_lib.secrets
import rego.v1

deny contains {"msg": sprintf("a secret (%s) stands in a command", [secret.kind]), "path": secret.path, "line": line} if {
	some secret in secrets.told["secret-in-command"]
	some line in secrets.lines(secret)
}
