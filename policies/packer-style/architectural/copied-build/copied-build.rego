# METADATA
# title: Two builds have the same steps
# description: >-
#   Two `build` blocks of a template have the same provisioners, two or more, in the same order. Where
#   they hold three `inline` commands, packer-baseline/repeated-provisioner says so.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/blocks/build
#     description: one build may have many sources
# custom:
#   since: 1.0.0
#   severity: low
#   category: architectural
#   impact: low
#   why: >-
#     a step is changed in one of them and forgotten in the other
#   recovery: minutes
#   remediation: >-
#     Name both sources in one build, with only or override where they differ.
#   confidence: 0.9
#   subject: /
#   partial: judge
package packer_style.architectural.copied_build

import rego.v1

deny contains {
	"msg": sprintf("the %d steps of this build are those of an earlier one", [count(input.builds[b].provisioners)]),
	"path": ["builds", b],
} if {
	some text, places in places_of
	count(places) > 1
	some b in places
	b != min(places)
}

places_of[text] contains b if {
	some b, build in input.builds
	count(build.provisioners) >= 2
	not told_elsewhere(build)
	not partly_unknown(build)
	text := json.marshal([[step.type, step.config, step.overrides] | some step in build.provisioners])
}

# Not looked for in the marshalled text, in which OPA escapes angle brackets.
partly_unknown(build) if {
	walk(build.provisioners, [_, part])
	is_string(part)
	contains(part, "<unknown>")
}

told_elsewhere(build) if {
	some step in build.provisioners
	is_array(step.config.inline)
	count(step.config.inline) >= 3
}
