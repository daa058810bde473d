# METADATA
# title: A secret is written into the environment of a provisioner
# description: >-
#   `environment_vars` or `env` of a provisioner holds a literal that looks like a password, a
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
#     everyone who can read the repository has it, and it can be seen in the process list and in
#     logs
#   recovery: hours
#   remediation: >-
#     Take the value from a sensitive variable: environment_vars = ["TOKEN=${var.token}"].
#   confidence: 0.85
#   subject: /
#   when: size(doc.secrets) > 0
#   partial: judge
package packer_baseline.security.secret_in_environment

import data.packer_baseline_lib.secrets
import rego.v1

deny contains object.union(
	{"msg": sprintf("a secret (%s) stands in %s", [secret.kind, name]), "path": secret.path},
	cure(secret),
) if {
	some secret in secrets.told["secret-in-environment"]
	some name in {"environment_vars", "env"}
	name in secret.path
}

# Whoever builds gives the value. The secret has to be changed all the same: the history has it.
cure(secret) := {"fix": {
	"description": "put a sensitive variable without a default in its place; change the secret where it is in use",
	"safe": false,
	"move": [step],
}} if {
	step := secrets.move(secret)
} else := {}
