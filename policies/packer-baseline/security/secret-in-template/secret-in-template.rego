# METADATA
# title: A password is written in the template
# description: >-
#   An attribute that holds a credential (`ssh_password`, `winrm_password`, `client_secret` and
#   the like) has a literal value.
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
#     everyone who can read the repository, or any copy of it, can log in
#   recovery: hours
#   remediation: >-
#     Declare a variable with sensitive = true and no default, and give its value in the
#     environment (PKR_VAR_…) or from a vault.
#   confidence: 0.9
#   subject: /
#   when: size(doc.secrets) > 0
#   partial: judge
package packer_baseline.security.secret_in_template

import rego.v1

deny contains {"msg": message(secret.path), "path": secret.path} if {
	some secret in input.secrets
	not secret.empty
	not secret.harmless
	secret.kind == "secret-attribute"
	secret.origin in {"literal", "local"}
	secret.path[0] == "builds"
}

message(path) := sprintf("%s is written in the template", [last(path)]) if is_string(last(path))

# An element of a list: the name of the list says more than its number.
message(path) := sprintf("a secret is written in %s", [last(names)]) if {
	is_number(last(path))
	names := [step | step := path[_]; is_string(step)]
}

last(list) := list[count(list) - 1]
