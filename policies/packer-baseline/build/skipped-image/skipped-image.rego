# METADATA
# title: The build makes no image
# description: >-
#   `skip_create_ami` or `skip_create_image` is true.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs#ami-configuration
#     description: skip_create_ami
# custom:
#   since: 1.0.0
#   severity: low
#   category: build
#   impact: medium
#   why: >-
#     the build passes and nothing is there to deploy
#   recovery: minutes
#   remediation: >-
#     Remove it, or let a variable set it in tests alone.
#   confidence: 0.9
#   subject: /builds/*/sources/*
#   when: has(self.config.skip_create_ami) || has(self.config.skip_create_image)
#   inputs:
#     - config/skip_create_ami
#     - config/skip_create_image
package packer_baseline.build.skipped_image

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s makes no image", [source.type, source.name]),
	"path": place,
	"fix": {"description": "make the image", "safe": false, "set": [{"path": place, "value": false}]},
} if {
	some b, s
	source := input.builds[b].sources[s]
	some argument in ["skip_create_ami", "skip_create_image"]
	source.config[argument] == true
	place := ["builds", b, "sources", s, "config", argument]
}
