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

import rego.v1

deny contains {"msg": sprintf("a secret (%s) stands in %s", [secret.kind, name]), "path": secret.path} if {
	some secret in input.secrets
	not secret.empty
	not secret.harmless
	not secret.kind == "sensitive-variable"
	secret.origin in {"literal", "local"}
	secret.path[0] == "builds"
	some name in {"execute_command", "shutdown_command"}
	name in secret.path
}
