# METADATA
# title: Each build deletes the image before it
# description: >-
#   `force_deregister` or `force_delete_snapshot` is true.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs#ami-configuration
#     description: force_deregister
# custom:
#   since: 1.0.0
#   severity: medium
#   category: build
#   impact: high
#   why: >-
#     what uses the old image cannot start new servers, and there is no way back when the new
#     one is bad
#   recovery: hours
#   remediation: >-
#     Give each image a name of its own and let a job remove those that nothing uses.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     has(self.config.force_deregister) || has(self.config.force_delete_snapshot)
#   inputs:
#     - config/force_deregister
#     - config/force_delete_snapshot
package packer_baseline.build.forced_deregistration

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s deletes the image of the build before it", [source.type, source.name]),
	"path": place,
	"fix": {"description": "keep the older image", "safe": false, "set": [{"path": place, "value": false}]},
} if {
	some b, s
	source := input.builds[b].sources[s]
	some argument in ["force_deregister", "force_delete_snapshot"]
	source.config[argument] == true
	place := ["builds", b, "sources", s, "config", argument]
}
