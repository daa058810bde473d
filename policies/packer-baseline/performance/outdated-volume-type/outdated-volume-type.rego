# METADATA
# title: The build runs on an older kind of disk
# description: >-
#   A volume of an Amazon build is of type `gp2` or `standard`, or the disk of a Google build of
#   type `pd-standard`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
#     description: gp3 and gp2
#   - ref: https://cloud.google.com/compute/docs/disks/performance
#     description: performance by disk type
# custom:
#   since: 1.1.0
#   severity: info
#   category: performance
#   impact: low
#   why: >-
#     builds and first boots wait for a disk that is slower, and at Amazon dearer, than its
#     successor
#   recovery: minutes
#   remediation: >-
#     Take volume_type = "gp3" at Amazon, disk_type = "pd-balanced" or "pd-ssd" at Google.
#   confidence: 0.9
#   subject: /builds/*/sources/*
#   when: >-
#     has(self.config.launch_block_device_mappings) || has(self.config.ami_block_device_mappings)
#     || has(self.config.ebs_volumes) || self.type == "googlecompute" &&
#     (has(self.config.disk_type) || has(self.config.disk_attachment))
#   inputs:
#     - config/launch_block_device_mappings/*/volume_type
#     - config/ami_block_device_mappings/*/volume_type
#     - config/ebs_volumes/*/volume_type
#     - config/disk_type
#     - config/disk_attachment/*/volume_type
package packer_baseline.performance.outdated_volume_type

import rego.v1

successor := {"gp2": "gp3", "standard": "gp3"}

deny contains {
	"msg": sprintf("source %s.%s uses a volume of type %s, where %s is faster for the money", [source.type, source.name, mapping.volume_type, successor[mapping.volume_type]]),
	"path": place,
	"fix": {
		"description": "take its successor",
		"safe": false,
		"set": [{"path": place, "value": successor[mapping.volume_type]}],
	},
} if {
	some b, s, m
	source := input.builds[b].sources[s]
	startswith(source.type, "amazon-")
	some list in ["launch_block_device_mappings", "ami_block_device_mappings", "ebs_volumes"]
	mapping := source.config[list][m]
	successor[mapping.volume_type]
	place := ["builds", b, "sources", s, "config", list, m, "volume_type"]
}

deny contains {
	"msg": sprintf("source %s.%s builds on a magnetic disk", [source.type, source.name]),
	"path": place,
	"fix": {"description": "take a balanced disk", "safe": false, "set": [{"path": place, "value": "pd-balanced"}]},
} if {
	some b, s
	source := input.builds[b].sources[s]
	source.type == "googlecompute"
	source.config.disk_type == "pd-standard"
	place := ["builds", b, "sources", s, "config", "disk_type"]
}

deny contains {
	"msg": sprintf("source %s.%s attaches a magnetic disk", [source.type, source.name]),
	"path": place,
	"fix": {"description": "take a balanced disk", "safe": false, "set": [{"path": place, "value": "pd-balanced"}]},
} if {
	some b, s, d
	source := input.builds[b].sources[s]
	source.type == "googlecompute"
	source.config.disk_attachment[d].volume_type == "pd-standard"
	place := ["builds", b, "sources", s, "config", "disk_attachment", d, "volume_type"]
}
