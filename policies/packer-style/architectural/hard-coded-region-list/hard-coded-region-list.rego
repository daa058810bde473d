# METADATA
# title: A list of regions is written into a source
# description: >-
#   A source copies its image to two or more regions, and no variable, local or data source of the
#   template holds any of them.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs
#     description: ami_regions
# custom:
#   since: 1.0.0
#   severity: info
#   category: architectural
#   impact: low
#   why: >-
#     a team in another region has to change the template, and its copy falls behind
#   recovery: minutes
#   remediation: >-
#     Declare a variable of type list(string) with these regions as its default, and name it here.
#   confidence: 0.9
#   subject: /builds/*/sources/*
#   inputs:
#     - config/ami_regions
#     - config/image_copy_regions
#     - config/image_storage_locations
#     - config/snapshot_regions
package packer_style.architectural.hard_coded_region_list

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s names %d regions in %s", [source.type, source.name, count(regions), name]),
	"path": ["builds", b, "sources", s, "config", name],
} if {
	some b, s
	source := input.builds[b].sources[s]
	some name in data.packer_style.settings.region_lists
	regions := source.config[name]
	is_array(regions)
	count(regions) > 1
	every region in regions {
		is_string(region)
		not region in elsewhere
	}
}

# All strings that variables and locals hold.
elsewhere contains text if {
	some kind in ["variables", "locals"]
	some entry in input[kind]
	walk(entry.value, [_, text])
	is_string(text)
}

elsewhere contains part if {
	some kind in ["variables", "locals"]
	some entry in input[kind]
	walk(entry.value, [_, text])
	is_string(text)
	some part in split(replace(text, " ", ""), ",")
}
