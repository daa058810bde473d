# METADATA
# title: The installation medium is checked with a broken digest
# description: >-
#   A source checks its ISO with MD5 or SHA-1. Both allow two different files with the same
#   digest.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/qemu/latest/components/builder/qemu#iso-configuration
#     description: the forms of iso_checksum
#   - ref: https://shattered.io/
#     description: the first collision of SHA-1
# custom:
#   since: 1.0.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     two files with the same MD5 or SHA-1 digest can be made on purpose, so the digest no
#     longer says which one was installed
#   recovery: minutes
#   remediation: >-
#     Use the SHA-256 or SHA-512 digest that the distributor publishes, such as iso_checksum =
#     "sha256:…".
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     has(self.config.iso_checksum) || has(self.config.boot_iso) ||
#     has(self.config.additional_iso_files)
#   inputs:
#     - config/iso_checksum
#     - config/iso_checksum_type
#     - config/boot_iso/iso_checksum
#     - config/additional_iso_files/*/iso_checksum
package packer_baseline.security.weak_iso_checksum

import rego.v1

import data.packer_baseline_lib.media

deny contains {
	"msg": sprintf("source %s.%s checks its ISO with MD5 or SHA-1", [medium.source.type, medium.source.name]),
	"path": place,
	"fix": cure(medium.settings, place),
} if {
	some medium in media.media
	is_string(medium.settings.iso_checksum)
	is_weak(medium.settings)
	media.fetched(medium)
	place := array.concat(medium.place, ["iso_checksum"])
}

is_weak(settings) if regex.match(`(?i)^((md5|sha1):|([0-9a-f]{32}|[0-9a-f]{40})$)`, settings.iso_checksum)

# The old way to say which digest it is.
is_weak(settings) if {
	is_string(settings.iso_checksum_type)
	lower(settings.iso_checksum_type) in {"md5", "sha1"}
}

cure(settings, place) := {
	"description": "compare it with the list that its publisher keeps beside it",
	"safe": false,
	"set": [{"path": place, "value": media.published_list(settings)}],
} if {
	not settings.iso_checksum_type
	media.published_list(settings)
} else := null
