# METADATA
# title: A legacy function is used in HCL2
# description: >-
#   A string of an HCL2 template holds {{user `…`}} or {{env `…`}}, which only legacy JSON
#   templates know.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/guides/hcl/from-json-v1
#     description: from legacy JSON to HCL2
# custom:
#   since: 1.0.0
#   severity: high
#   category: syntax
#   impact: medium
#   why: >-
#     the build stops, or the words themselves end up in the image
#   recovery: minutes
#   remediation: >-
#     Write ${var.name} for {{user `name`}}, and env("NAME") in the default of a variable for
#     {{env `NAME`}}.
#   confidence: 0.95
#   subject: /
#   when: doc.format == "hcl2"
#   partial: judge
package packer_baseline.syntax.user_function_in_hcl

import rego.v1

deny contains {
	"msg": sprintf("%s uses a function that only legacy templates know", [named[count(named) - 1]]),
	"path": array.concat(["builds"], path),
	"fix": cure(array.concat(["builds"], path), text),
} if {
	input.format == "hcl2"
	regex.match(`\{\{\s*(user|env)`, json.marshal(input.builds)) # most templates end here
	some path, text
	walk(input.builds, [path, text])
	is_string(text)
	contains(text, "{{")
	regex.match("\\{\\{\\s*(user|env)\\s+[`\"']", text)
	named := [step | some step in path; is_string(step)] # of a list, the list
}

# Plain text around variables of the template; what would have to be quoted is for a person.
cure(path, text) := {
	"description": "refer to the variable",
	"safe": false,
	"set": [{"path": path, "expression": sprintf(`"%s"`, [referring])}],
} if {
	regex.match(`^[^"\\$%[:cntrl:]]*$`, text)
	names := {found[1] | some found in regex.find_all_string_submatch_n("\\{\\{\\s*user\\s+[`']([A-Za-z_][A-Za-z0-9_-]*)[`']\\s*\\}\\}", text, -1)}
	count(names) > 0
	every name in names {
		name in {variable.name | some variable in input.variables}
	}
	referring := regex.replace(text, "\\{\\{\\s*user\\s+[`']([A-Za-z_][A-Za-z0-9_-]*)[`']\\s*\\}\\}", "$${var.${1}}")
	not regex.match(`\{\{\s*(user|env)\s`, referring)
} else := null
