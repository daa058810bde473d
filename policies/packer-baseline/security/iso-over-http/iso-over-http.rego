# METADATA
# title: An ISO is fetched without TLS, and no strong digest protects it
# description: >-
#   `iso_url` or one of `iso_urls` is a plain http or ftp address, while `iso_checksum` is absent,
#   `none`, MD5 or SHA-1. With a pinned SHA-256 or SHA-512 digest the way does not matter, and the
#   rule is silent.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/qemu/latest/components/builder/qemu#iso-configuration
#     description: the arguments of an ISO
# custom:
#   since: 1.0.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     anyone on the way can hand out another ISO, and neither TLS nor the digest would tell
#   recovery: minutes
#   remediation: >-
#     Use an https address and pin the SHA-256 digest of the file.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     has(self.config.iso_url) || has(self.config.iso_urls) || has(self.config.boot_iso) ||
#     has(self.config.additional_iso_files)
#   inputs:
#     - config/iso_url
#     - config/iso_urls
#     - config/iso_checksum
#     - config/iso_checksum_type
#     - config/boot_iso/iso_url
#     - config/boot_iso/iso_urls
#     - config/boot_iso/iso_checksum
#     - config/additional_iso_files/*/iso_url
#     - config/additional_iso_files/*/iso_urls
#     - config/additional_iso_files/*/iso_checksum
package packer_baseline.security.iso_over_http

import rego.v1

import data.packer_baseline_lib.media

deny contains {
	"msg": sprintf("source %s.%s fetches its ISO without TLS and without a strong digest", [medium.source.type, medium.source.name]),
	"path": path,
	"fix": {
		"description": "fetch it by https, if the server speaks it",
		"safe": false,
		"set": [{
			"path": path,
			"value": regex.replace(address, `(?i)^(http|ftp)://`, "https://"),
		}],
	},
} if {
	some medium in media.media
	not has_strong_digest(medium.settings)
	not awaits_digest(medium.settings)
	some [argument, address] in media.addresses(medium.settings)
	regex.match(`(?i)^(http|ftp)://`, address)
	path := array.concat(medium.place, argument)
}

has_strong_digest(settings) if {
	is_string(settings.iso_checksum)
	regex.match(`^(sha256:|sha512:|file:|[0-9a-f]{64}$|[0-9a-f]{128}$)`, lower(settings.iso_checksum))
}

# Packer refuses an empty digest: a var file that is not here names the medium and its digest.
awaits_digest(settings) if settings.iso_checksum == ""

# The old way to say which digest it is.
has_strong_digest(settings) if {
	is_string(settings.iso_checksum_type)
	lower(settings.iso_checksum_type) in {"sha256", "sha512"}
}
