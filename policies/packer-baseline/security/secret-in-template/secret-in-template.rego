# METADATA
# title: A secret is written in the template
# description: >-
#   An attribute that holds a credential (`ssh_password`, `winrm_password`, `client_secret` and
#   the like) has a literal value, or a text holds what looks like a password or a token, and no
#   other rule speaks of that place.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/variables
#     description: sensitive variables
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/functions/contextual/vault
#     description: values from a vault
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     everyone who can read the repository, or any copy of it, has it and can log in
#   recovery: hours
#   remediation: >-
#     Declare a variable with sensitive = true and no default, and give its value in the
#     environment (PKR_VAR_…) or from a vault.
#   confidence: 0.9
#   subject: /
#   when: size(doc.secrets) > 0
#   partial: judge
package packer_baseline.security.secret_in_template

import data.packer_baseline_lib.secrets
import rego.v1

deny contains object.union(
	{"msg": message(secret), "path": place(secret), "line": line},
	cure(secret),
) if {
	some secret in secrets.told["secret-in-template"]
	some line in secrets.lines(secret)
}

# A sensitive local is one secret, whatever it holds.
place(secret) := array.slice(secret.path, 0, 3) if secret.kind == "sensitive-variable"

place(secret) := secret.path if secret.kind != "sensitive-variable"

message(secret) := sprintf("%s is written in the template", [last(secret.path)]) if {
	secret.kind == "secret-attribute"
	secret.path[0] != "locals"
	is_string(last(secret.path))
}

# An element of a list: the name of the list says more than its number.
message(secret) := sprintf("a secret is written in %s", [named(secret.path)]) if {
	secret.kind == "secret-attribute"
	secret.path[0] != "locals"
	is_number(last(secret.path))
}

message(secret) := sprintf("a secret (%s) is written in %s", [secret.kind, named(secret.path)]) if {
	secret.kind != "secret-attribute"
	secret.path[0] != "locals"
}

message(secret) := sprintf("a secret is written in local %s", [input.locals[secret.path[1]].name]) if {
	secret.path[0] == "locals"
}

named(path) := last([step | step := path[_]; is_string(step)])

last(list) := list[count(list) - 1]

# Whoever builds gives the value. The secret has to be changed all the same: the history has it.
cure(secret) := {"fix": {
	"description": "put a sensitive variable without a default in its place; change the secret where it is in use",
	"safe": false,
	"move": [step],
}} if {
	step := secrets.move(secret)
	not "extra_arguments" in secret.path # an argument can be seen, wherever it comes from
} else := {}
