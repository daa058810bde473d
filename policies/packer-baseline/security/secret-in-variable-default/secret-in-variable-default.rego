# METADATA
# title: A secret is the default of a variable
# description: >-
#   A sensitive variable, or one whose value goes into an attribute that holds a credential, has a
#   default that is not empty.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/variables
#     description: variables and their defaults
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     everyone who can read the repository can log in, and a build that forgot to set another
#     value does not notice
#   recovery: hours
#   remediation: >-
#     Remove the default: Packer then asks for the value. Give it in the environment (PKR_VAR_…)
#     or from a vault.
#   confidence: 0.9
#   subject: /
#   when: size(doc.secrets) > 0
#   partial: judge
package packer_baseline.security.secret_in_variable_default

import data.packer_baseline_lib.secrets
import rego.v1

deny contains object.union(
	{"msg": sprintf("%s has its secret as a default in the template", [subject(secret)]), "path": secret.path},
	cure(secret.path),
) if {
	some secret in input.secrets
	not secret.empty
	not secret.harmless
	secret.origin == "variable-default"
	in_scope(secret)
}

in_scope(secret) if {
	secret.path[0] == "variables"
	not secrets.service_key(secret) # cloud-key-in-template says more of it
}

# Where the default is known by its place in a credential alone. What is found at a variable is
# reported there, once, and not again at each attribute that it goes into.
in_scope(secret) if {
	secret.path[0] == "builds"
	secret.kind == "secret-attribute"
	not found_at_variable
}

found_at_variable if {
	some secret in input.secrets
	secret.path[0] == "variables"
	secret.origin == "variable-default"
	not secret.empty
	not secret.harmless
}

subject(secret) := sprintf("variable %s", [input.variables[secret.path[1]].name]) if {
	secret.path[0] == "variables"
}

subject(secret) := secret.path[count(secret.path) - 1] if secret.path[0] == "builds"

# Without a default Packer asks for the value.
cure(path) := {"fix": {
	"description": "take the default out, so that whoever builds gives the value",
	"safe": false,
	"remove": [array.concat(array.slice(path, 0, 2), ["default"])],
}} if {
	path[0] == "variables"
	count(path) == 3
	object.get(input, path, "") == "<secret>" # and nothing else
} else := {}
