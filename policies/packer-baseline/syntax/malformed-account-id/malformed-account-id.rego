# METADATA
# title: The image is shared with what is no account
# description: >-
#   An entry of `ami_users` or `snapshot_users` is not the twelve digits of an AWS account.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs#ami-configuration
#     description: ami_users
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchPermission.html
#     description: users and groups of a launch permission
# custom:
#   since: 1.1.0
#   severity: high
#   category: syntax
#   impact: medium
#   why: >-
#     it is refused after the whole build, when the image is made and about to be shared
#   recovery: minutes
#   remediation: >-
#     Write the account as twelve digits in quotes, "012345678901"; groups such as "all" belong
#     into ami_groups.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: has(self.config.ami_users) || has(self.config.snapshot_users)
#   inputs:
#     - config/ami_users
#     - config/snapshot_users
package packer_baseline.syntax.malformed_account_id

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s shares with %s, which is no account", [source.type, source.name, user]),
	"path": ["builds", b, "sources", s, "config", argument, i],
	"fix": cure(["builds", b, "sources", s, "config", argument, i], user),
} if {
	some b, s
	source := input.builds[b].sources[s]
	startswith(source.type, "amazon-")
	some argument in ["ami_users", "snapshot_users"]
	is_array(source.config[argument])
	some i, user in source.config[argument]
	is_string(user)
	not regex.match(`^([0-9]{12}|.*<(unknown|secret)>.*|)$`, user)
}

cure(path, user) := {
	"description": "write its digits alone",
	"safe": false,
	"set": [{"path": path, "value": digits}],
} if {
	digits := regex.replace(user, `[-\s]`, "")
	regex.match(`^[0-9]{12}$`, digits)
} else := null
