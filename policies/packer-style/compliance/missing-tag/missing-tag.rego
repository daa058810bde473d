# METADATA
# title: A required tag is missing
# description: >-
#   An image of Amazon, Azure or Google carries tags or labels, but lacks one of `required_tags`. Images
#   without any tags are reported by packer-baseline/untagged-image.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs#tag-blocks
#     description: tags of an AMI
# custom:
#   since: 1.0.0
#   severity: low
#   category: compliance
#   impact: low
#   why: >-
#     what looks for the tag, such as a bill or a clean-up, passes the image over
#   recovery: minutes
#   remediation: >-
#     Add the tag to tags, azure_tags or image_labels. Which tags are required is the setting
#     required_tags.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     self.type in ["amazon-ebs", "amazon-ebssurrogate", "amazon-chroot", "amazon-instance",
#     "azure-arm", "googlecompute"] && !(has(self.config.skip_create_ami) &&
#     self.config.skip_create_ami == true)
#   inputs:
#     - config/tags
#     - config/tag
#     - config/azure_tags
#     - config/azure_tag
#     - config/image_labels
package packer_style.compliance.missing_tag

import rego.v1

places := ["tags", "azure_tags", "image_labels"]

blocks := ["tag", "azure_tag"]

deny contains {
	"msg": sprintf("source %s.%s has no tag %s", [source.type, source.name, tag]),
	"path": path(["builds", b, "sources", s, "config"], source.config),
} if {
	some b, s
	source := input.builds[b].sources[s]
	tags := tags_of(source.config)
	count(tags) > 0
	some tag in data.packer_style.settings.required_tags
	not lower(tag) in tags
}

# Google's labels are in small letters, the tags of others are often not.
tags_of(config) := ({lower(name) | some place in places; is_object(config[place]); some name, _ in config[place]} | {lower(entry.key) | some kind in blocks; is_array(config[kind]); some entry in config[kind]; is_string(entry.key)}) | {lower(entry.name) | some kind in blocks; is_array(config[kind]); some entry in config[kind]; is_string(entry.name)}

path(place, config) := array.concat(place, [found[0]]) if {
	found := [name | some name in array.concat(places, blocks); config[name]]
	count(found) > 0
} else := place
