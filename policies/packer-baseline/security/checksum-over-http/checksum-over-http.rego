# METADATA
# title: The list of digests is fetched without TLS
# description: >-
#   `iso_checksum` names a list of digests at an http address, so the list can be replaced on the
#   way together with the ISO.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/qemu/latest/components/builder/qemu#iso-configuration
#     description: the forms of iso_checksum
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     whoever can change the ISO on the way can change the list of digests on the way too, so
#     the check proves nothing
#   recovery: minutes
#   remediation: >-
#     Fetch the list over https (iso_checksum = "file:https://…/SHA256SUMS"), or pin the digest
#     itself.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     has(self.config.iso_checksum) || has(self.config.boot_iso) ||
#     has(self.config.additional_iso_files)
#   inputs:
#     - config/iso_checksum
#     - config/boot_iso/iso_checksum
#     - config/additional_iso_files/*/iso_checksum
package packer_baseline.security.checksum_over_http

import rego.v1

import data.packer_baseline_lib.media

deny contains {
	"msg": sprintf("source %s.%s fetches its list of digests without TLS", [medium.source.type, medium.source.name]),
	"path": place,
	"fix": {
		"description": "fetch the list by https, if the server speaks it",
		"safe": false,
		"set": [{"path": place, "value": regex.replace(list, `(?i)^(file:)?(http|ftp)://`, "file:https://")}],
	},
} if {
	some medium in media.media
	list := medium.settings.iso_checksum
	is_string(list)
	regex.match(`(?i)^(file:)?(http|ftp)://`, list)
	place := array.concat(medium.place, ["iso_checksum"])
}
