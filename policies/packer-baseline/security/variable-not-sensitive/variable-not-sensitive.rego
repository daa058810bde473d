# METADATA
# title: A variable that holds a secret is not marked sensitive
# description: >-
#   The name of a variable says that it holds a password, a token or a key, or several of them in a
#   list or a map, and it is not `sensitive`. An `access_key` beside a `secret_key` is the name of a pair, and no secret.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/variables
#     description: sensitive variables
# custom:
#   since: 1.0.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     its value is printed in logs and in the output of inspect
#   recovery: minutes
#   remediation: >-
#     Set sensitive = true; in a legacy template, list it in sensitive-variables.
#   confidence: 0.9
#   subject: /variables/*
#   when: self.type == "" || self.type.matches("\\b(string|any)\\b")
#   inputs:
#     - name
#     - sensitive
package packer_baseline.security.variable_not_sensitive

import rego.v1

deny contains {
	"msg": sprintf("variable %s is not marked sensitive", [variable.name]),
	"path": ["variables", v],
	"fix": {
		"description": "mark the variable sensitive",
		"safe": true,
		"set": [{"path": ["variables", v, "sensitive"], "value": true}],
	},
} if {
	some v, variable in input.variables
	not variable.sensitive
	name := lower(variable.name)
	regex.match(`(^|_|-)(password|passwd|passphrase|pwd|secret|secret_key|client_secret|secret_id|token|api_?key|private_key|access_key|account_key|credential)s?$`, name)
	not regex.match(`(public|_no_|^no_|disable|enable|use_|random|ask_|(^|_)(max|min|num)_)`, name)
	not names_a_pair(name)
}

names_a_pair(name) if {
	regex.match(`(^|_|-)access_keys?$`, name)
	not contains(name, "secret")
	secret_key
}

secret_key if {
	some variable in input.variables
	regex.match(`secret_(access_)?keys?$`, lower(variable.name))
}
