# METADATA
# title: A variable has no type
# description: >-
#   A variable of an HCL2 template is declared without `type`.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/variables
#     description: type constraints
# custom:
#   since: 1.0.0
#   severity: low
#   category: syntax
#   impact: low
#   why: >-
#     any value is taken, and a wrong one fails late, in words of the builder
#   recovery: minutes
#   remediation: >-
#     Say what it takes, such as type = string or type = list(string).
#   confidence: 0.95
#   subject: /variables/*
#   when: doc.format == "hcl2"
#   inputs:
#     - type
package packer_style.syntax.untyped_variable

import rego.v1

deny contains denial if {
	input.format == "hcl2"
	some v, variable in input.variables
	variable.type == ""
	denial := object.union(
		{
			"msg": sprintf("variable %s has no type", [variable.name]),
			"path": ["variables", v],
		},
		cure(v, variable),
	)
}

# Packer takes the type of the default, so writing it down changes nothing.
cure(v, variable) := {"fix": {
	"description": "write the type of the default",
	"safe": true,
	"set": [{"path": ["variables", v, "type"], "expression": types[type_name(variable.value)]}],
}} if {
	variable.origin == "default"
	types[type_name(variable.value)]
} else := {}

types := {"string": "string", "number": "number", "boolean": "bool"}
