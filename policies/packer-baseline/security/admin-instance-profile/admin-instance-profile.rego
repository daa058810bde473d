# METADATA
# title: The build instance may do everything in the account
# description: >-
#   `temporary_iam_instance_profile_policy_document` allows the action `*`.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs#run-configuration
#     description: temporary_iam_instance_profile_policy_document
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     every script and package of the build runs with the rights of an administrator of the
#     account
#   recovery: hours
#   remediation: >-
#     Name the few actions that the provisioners need, such as "s3:GetObject", and the
#     resources.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     self.type.startsWith("amazon-") &&
#     has(self.config.temporary_iam_instance_profile_policy_document)
#   inputs:
#     - config/temporary_iam_instance_profile_policy_document
package packer_baseline.security.admin_instance_profile

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s lets its build instance do everything in the account", [source.type, source.name]),
	"path": ["builds", b, "sources", s, "config", "temporary_iam_instance_profile_policy_document"],
} if {
	some b, s
	source := input.builds[b].sources[s]
	startswith(source.type, "amazon-")
	document := source.config.temporary_iam_instance_profile_policy_document
	is_object(document)
	some statement in as_list(object.get(document, "Statement", []))
	is_object(statement)
	object.get(statement, "Effect", "Allow") == "Allow"
	some action in as_list(object.get(statement, "Action", []))
	action in {"*", "*:*", "iam:*"}
}

as_list(value) := value if is_array(value)

as_list(value) := [value] if not is_array(value)
