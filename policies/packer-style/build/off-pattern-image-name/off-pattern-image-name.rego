# METADATA
# title: An image's name does not follow the team's pattern
# description: >-
#   The name of what a source makes does not match `image_name_pattern` of the settings; by default
#   printable ASCII without spaces.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs
#     description: ami_name
# custom:
#   since: 1.0.0
#   severity: info
#   category: build
#   impact: low
#   why: >-
#     whoever looks for images by their names, a script or a person, does not find this one
#   recovery: minutes
#   remediation: >-
#     Name it as the others are named; or set image_name_pattern.
#   confidence: 0.9
#   subject: /builds/*/sources/*
#   inputs:
#     - config/ami_name
#     - config/image_name
#     - config/managed_image_name
#     - config/snapshot_name
#     - config/vm_name
package packer_style.build.off_pattern_image_name

import rego.v1

pattern := data.packer_style.settings.image_name_pattern

deny contains {
	"msg": sprintf("the image name %s does not match the pattern for images, %s", [name, pattern]),
	"path": ["builds", b, "sources", s, "config", attribute],
} if {
	some b, s
	config := input.builds[b].sources[s].config
	some attribute in ["ami_name", "image_name", "managed_image_name", "snapshot_name", "vm_name"]
	name := config[attribute]
	is_string(name)
	name != ""
	not contains(name, "<secret>")
	not regex.match(pattern, plain(name))
}

# Packer's own functions are filled in later.
plain(name) := regex.replace(name, `\{\{[^}]*\}\}`, "x")
