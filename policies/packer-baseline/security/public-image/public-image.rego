# METADATA
# title: The image is shared with everybody
# description: >-
#   `ami_groups` or `snapshot_groups` of an Amazon source holds `all`: every AWS account may
#   launch the image or read the snapshot.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs#ami-configuration
#     description: ami_groups and snapshot_groups
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/building-shared-amis.html
#     description: what to do before an AMI is shared
# custom:
#   since: 1.0.0
#   severity: critical
#   category: security
#   impact: high
#   why: >-
#     anyone with an AWS account can start the image and read every file in it, what was deleted
#     but not overwritten too
#   recovery: days
#   remediation: >-
#     Remove "all"; share with named accounts (ami_users) or organisations (ami_org_arns).
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     self.type.startsWith("amazon-") && (has(self.config.ami_groups) ||
#     has(self.config.snapshot_groups))
#   inputs:
#     - config/ami_groups
#     - config/snapshot_groups
package packer_baseline.security.public_image

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s shares its image with every AWS account", [source.type, source.name]),
	"path": place,
	"fix": fix(place, source.config[argument]),
} if {
	some b, s
	source := input.builds[b].sources[s]
	startswith(source.type, "amazon-")
	some argument in ["ami_groups", "snapshot_groups"]
	"all" in source.config[argument]
	place := ["builds", b, "sources", s, "config", argument]
}

fix(place, groups) := {"description": "share it with no one", "safe": false, "remove": [place]} if {
	every group in groups {
		group == "all"
	}
}

fix(place, groups) := {
	"description": "share it with the other groups only",
	"safe": false,
	"set": [{"path": place, "value": others}],
} if {
	others := [group | some group in groups; group != "all"]
	count(others) > 0
}
