# METADATA
# title: A variable takes anything
# description: >-
#   The type of a variable is `any`, or a collection of `any`.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/variables
#     description: type constraints
# custom:
#   since: 1.0.0
#   severity: info
#   category: syntax
#   impact: low
#   why: >-
#     the type promises a check that does not happen
#   recovery: minutes
#   remediation: >-
#     Name the type of what is in it, such as list(string) or object({ size = number }).
#   confidence: 0.95
#   subject: /variables/*
#   when: self.type != ""
#   inputs:
#     - type
package packer_style.syntax.loosely_typed_variable

import rego.v1

deny contains object.union(
	{
		"msg": sprintf("variable %s takes anything: its type is %s", [variable.name, variable.type]),
		"path": ["variables", v, "type"],
	},
	cure(v, variable),
) if {
	some v, variable in input.variables
	regex.match(`^\s*(any|(list|map|set)\s*\(\s*any\s*\))\s*$`, variable.type)
}

# The type of the default. Who gives another kind of value is refused from then on.
cure(v, variable) := {"fix": {
	"description": "write the type of the default",
	"safe": false,
	"rewrite": [{"path": ["variables", v, "type"], "call": variable.type, "by": type}],
}} if {
	variable.origin == "default"
	not variable.sensitive # of which the document does not say what kind of value it is
	type := of_default(variable)
} else := {}

of_default(variable) := simple[type_name(variable.value)] if {
	variable.type == "any"
}

of_default(variable) := sprintf("%s(%s)", [collection, kind]) if {
	some collection in ["list", "map", "set"]
	variable.type == sprintf("%s(any)", [collection])
	kinds := {simple[type_name(item)] | some item in variable.value}
	count(kinds) == 1
	count(variable.value) == count([item | some item in variable.value; simple[type_name(item)]])
	some kind in kinds
}

simple := {"string": "string", "number": "number", "boolean": "bool"}
