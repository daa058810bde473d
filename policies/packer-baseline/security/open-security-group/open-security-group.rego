# METADATA
# title: The whole internet may connect to the build instance
# description: >-
#   An Amazon source lets Packer make a temporary security group whose port for SSH or WinRM is
#   open to 0.0.0.0/0: named so, or left to the default.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs#run-configuration
#     description: temporary_security_group_source_cidrs and its default
# custom:
#   since: 1.0.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     during the build anybody can try to log in to an instance that is about to become every
#     server
#   recovery: minutes
#   remediation: >-
#     Set temporary_security_group_source_public_ip = true, or
#     temporary_security_group_source_cidrs to the networks that build, or use ssh_interface =
#     "session_manager".
#   confidence: 0.9
#   subject: /builds/*/sources/*
#   when: >-
#     self.type.startsWith("amazon-") && self.type != "amazon-chroot" &&
#     !has(self.config.security_group_id) && !has(self.config.security_group_ids) &&
#     !has(self.config.security_group_filter) && !(has(self.config.ssh_interface) &&
#     self.config.ssh_interface in ["session_manager", "private_ip", "private_dns"]) &&
#     !(has(self.config.associate_public_ip_address) && self.config.associate_public_ip_address
#     == false)
#   inputs:
#     - config/temporary_security_group_source_cidrs
#     - config/temporary_security_group_source_public_ip
package packer_baseline.security.open_security_group

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s lets any address connect to the build instance", [source.type, source.name]),
	"path": array.concat(place, ["temporary_security_group_source_cidrs"]),
	"fix": fix(place, source.config),
} if {
	some b, s
	source := input.builds[b].sources[s]
	makes_group(source)
	not is_narrow(source.config)
	place := ["builds", b, "sources", s, "config"]
}

# Ranges of its own stay; without any, the address that builds takes their place.
fix(place, config) := {
	"description": "let only the other ranges connect",
	"safe": false,
	"set": [{"path": array.concat(place, ["temporary_security_group_source_cidrs"]), "value": narrow}],
} if {
	narrow := narrow_ranges(config)
	count(narrow) > 0
}

fix(place, config) := {
	"description": "let only the address that builds connect",
	"safe": false,
	"set": [{"path": array.concat(place, ["temporary_security_group_source_public_ip"]), "value": true}],
	"remove": [array.concat(place, ["temporary_security_group_source_cidrs"]) |
		config.temporary_security_group_source_cidrs
	],
} if {
	count(narrow_ranges(config)) == 0
}

narrow_ranges(config) := [range |
	is_array(config.temporary_security_group_source_cidrs)
	some range in config.temporary_security_group_source_cidrs
	not range in {"0.0.0.0/0", "::/0"}
]

# Whether Packer makes a security group for this build, and the instance has a public address.
makes_group(source) if {
	startswith(source.type, "amazon-")
	source.type != "amazon-chroot"
	not source.config.security_group_id
	not source.config.security_group_ids
	not source.config.security_group_filter
	not object.get(source.config, "ssh_interface", "") in {"session_manager", "private_ip", "private_dns"}
	not object.get(source.config, "associate_public_ip_address", true) == false
}

# Ranges that are named count, whatever else is said.
is_narrow(config) if {
	is_array(config.temporary_security_group_source_cidrs)
	count(config.temporary_security_group_source_cidrs) > 0
	every range in config.temporary_security_group_source_cidrs {
		not range in {"0.0.0.0/0", "::/0"}
	}
}

is_narrow(config) if {
	not config.temporary_security_group_source_cidrs
	config.temporary_security_group_source_public_ip == true
}
