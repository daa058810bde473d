# METADATA
# title: The same provisioner is written twice
# description: >-
#   Two builds of a template hold a provisioner with the same commands.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/blocks/build
#     description: one build may have many sources
# custom:
#   since: 1.0.0
#   severity: low
#   category: architectural
#   impact: low
#   why: >-
#     a change is made in one place and forgotten in the other, and the images drift apart
#   recovery: hours
#   remediation: >-
#     Give one build both sources, with only or override for the differences; or name one script
#     in both.
#   confidence: 0.85
#   subject: /
#   partial: judge
package packer_baseline.architectural.repeated_provisioner

import rego.v1

deny contains {
	"msg": sprintf("provisioner %s repeats the commands of an earlier build", [provisioner.type]),
	"path": place,
} if {
	some config, places in places_of
	count(places) > 1
	some place in places
	place != sort(places)[0]
	place[1] != sort(places)[0][1]
	provisioner := input.builds[place[1]].provisioners[place[3]]
}

# Provisioners with at least three inline commands, by all that they are.
places_of[text] contains ["builds", b, "provisioners", p] if {
	some b, p
	provisioner := input.builds[b].provisioners[p]
	is_array(provisioner.config.inline)
	count(provisioner.config.inline) >= 3
	text := json.marshal([provisioner.type, provisioner.config])
}
