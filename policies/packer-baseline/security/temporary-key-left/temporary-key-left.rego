# METADATA
# title: Packer's key stays in the image
# description: >-
#   The public half of Packer's temporary SSH key is in `authorized_keys` of an Amazon image:
#   `ssh_clear_authorized_keys` is not set, and no command removes the file.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/communicators/ssh
#     description: ssh_clear_authorized_keys
#   - ref: https://docs.aws.amazon.com/marketplace/latest/userguide/product-and-ami-policies.html
#     description: what the AWS Marketplace asks of an image
# custom:
#   since: 1.1.0
#   severity: low
#   category: security
#   impact: medium
#   why: >-
#     whoever got hold of the key during the build, from a debug run or a crash, can log in to
#     every server; marketplaces refuse such images
#   recovery: minutes
#   remediation: >-
#     Say ssh_clear_authorized_keys = true, or remove the file in the last provisioner.
#   confidence: 0.85
#   subject: /builds/*/sources/*
#   when: >-
#     self.type == "amazon-ebs" && !(has(self.config.communicator) && self.config.communicator in
#     ["winrm", "none"])
#   inputs:
#     - config/communicator
#     - config/ssh_clear_authorized_keys
#     - config/ssh_keypair_name
#     - config/ssh_private_key_file
#     - config/ssh_password
#     - config/ssh_agent_auth
#     - /builds/*/provisioners/*/type
#     - /builds/*/provisioners/*/overrides
#     - /builds/*/provisioners/*/config/inline
#     - /builds/*/provisioners/*/config/script
#     - /builds/*/provisioners/*/config/scripts
#     - /builds/*/provisioners/*/config/source
#     - /builds/*/provisioners/*/config/sources
#     - /builds/*/provisioners/*/config/destination
#     - /builds/*/provisioners/*/config/direction
package packer_baseline.security.temporary_key_left

import rego.v1

import data.packer_baseline_lib.commands

deny contains {
	"msg": sprintf("source %s.%s leaves Packer's key in the image", [source.type, source.name]),
	"path": array.concat(place, ["ssh_clear_authorized_keys"]),
	"fix": {
		"description": "remove the key when the build ends",
		"safe": true,
		"set": [{"path": array.concat(place, ["ssh_clear_authorized_keys"]), "value": true}],
	},
} if {
	some b, s
	source := input.builds[b].sources[s]
	source.type == "amazon-ebs"
	not object.get(source.config, "communicator", "ssh") in {"none", "winrm"}
	not object.get(source.config, "ssh_clear_authorized_keys", false) == true
	every argument in ["ssh_keypair_name", "ssh_password", "ssh_private_key_file"] {
		object.get(source.config, argument, "") == ""
	}
	not object.get(source.config, "ssh_agent_auth", false) == true
	not object.get(source.config, "skip_create_ami", false) == true
	every provisioner in input.builds[b].provisioners {
		provisioner.type in {"breakpoint", "file", "shell", "shell-local", "sleep"}
	}
	not commands.any_match({"authorized_keys", ".ssh", "virt-sysprep", "shred"}, `authorized_keys|\.ssh\b|virt-sysprep|shred`)
	not commands.unread_script
	not commands.unknown_step(b)
	place := ["builds", b, "sources", s, "config"]
}
