# METADATA
# title: A volume stays behind after each build
# description: >-
#   A volume of `launch_block_device_mappings` does not say `delete_on_termination = true`. Its
#   default is false, also for a volume whose snapshot would say otherwise.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs#block-devices-configuration
#     description: delete_on_termination and its default
# custom:
#   since: 1.1.0
#   severity: medium
#   category: build
#   impact: medium
#   why: >-
#     each build leaves a volume that costs money, and that holds a copy of what the image was
#     made from
#   recovery: minutes
#   remediation: >-
#     Say delete_on_termination = true in each launch_block_device_mappings block.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     self.type in ["amazon-ebs", "amazon-ebssurrogate"] &&
#     has(self.config.launch_block_device_mappings)
#   inputs:
#     - config/launch_block_device_mappings
package packer_baseline.build.leaked_volume

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s leaves its volume%s behind", [source.type, source.name, called(mapping)]),
	"path": place,
	"fix": {
		"description": "delete the volume with the instance",
		"safe": true,
		"set": [{"path": array.concat(place, ["delete_on_termination"]), "value": true}],
	},
} if {
	some b, s, m
	source := input.builds[b].sources[s]
	source.type in {"amazon-ebs", "amazon-ebssurrogate"}
	mapping := source.config.launch_block_device_mappings[m]
	is_object(mapping)
	object.get(mapping, "delete_on_termination", false) == false
	not object.get(mapping, "no_device", false) == true
	not object.get(mapping, "virtual_name", "") != "" # a disk of the host, not a volume
	place := ["builds", b, "sources", s, "config", "launch_block_device_mappings", m]
}

called(mapping) := concat("", [" ", mapping.device_name]) if is_string(mapping.device_name)

called(mapping) := "" if not is_string(mapping.device_name)
