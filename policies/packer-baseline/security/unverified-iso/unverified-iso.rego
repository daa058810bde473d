# METADATA
# title: The installation medium is not verified
# description: >-
#   A source downloads an ISO and is told, with `iso_checksum = "none"`, to accept whatever it gets.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/qemu/latest/components/builder/qemu#iso-configuration
#     description: the arguments of an ISO and what "none" means
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: whoever controls the mirror, or the way to it, controls every image built from it
#   recovery: minutes
#   remediation: >-
#     Pin the digest that the distributor publishes, such as iso_checksum = "sha256:…", or name the
#     published list over https, such as iso_checksum = "file:https://…/SHA256SUMS".
#   confidence: 0.98
#   subject: /builds/*/sources/*
#   when: >-
#     has(self.config.iso_checksum) || has(self.config.boot_iso) ||
#     has(self.config.additional_iso_files) || has(self.config.iso_checksum_type)
#   inputs:
#     - config/iso_checksum
#     - config/iso_checksum_type
#     - config/boot_iso/iso_checksum
#     - config/additional_iso_files/*/iso_checksum
package packer_baseline.security.unverified_iso

import rego.v1

import data.packer_baseline_lib.media

deny contains {
	"msg": sprintf("source %s.%s accepts any ISO", [medium.source.type, medium.source.name]),
	"path": place,
	"fix": cure(medium.settings, place),
} if {
	some medium in media.media
	medium.settings.iso_checksum == "none"
	media.fetched(medium)
	place := array.concat(medium.place, ["iso_checksum"])
}

# As it was said before Packer 1.6.
deny contains {"msg": sprintf("source %s.%s accepts any ISO", [medium.source.type, medium.source.name]), "path": array.concat(medium.place, ["iso_checksum_type"])} if {
	some medium in media.media
	is_string(medium.settings.iso_checksum_type)
	lower(medium.settings.iso_checksum_type) == "none"
	object.get(medium.settings, "iso_checksum", "") != "none" # told already
	media.fetched(medium)
}

cure(settings, place) := {
	"description": "compare it with the list that its publisher keeps beside it",
	"safe": false,
	"set": [{"path": place, "value": media.published_list(settings)}],
} if {
	media.published_list(settings)
} else := null
