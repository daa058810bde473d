# METADATA
# title: A fixed digest for an ISO that changes
# description: >-
#   A source downloads its ISO from an address that always leads to the newest one (`…/current/…`,
#   `…-latest-…`) and pins the digest of one of them.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/qemu/latest/components/builder/qemu#iso-configuration
#     description: iso_url and iso_checksum
# custom:
#   since: 1.1.0
#   severity: medium
#   category: build
#   impact: medium
#   why: >-
#     with the next release the digest does not match any more, or the file is gone, and every
#     build fails
#   recovery: minutes
#   remediation: >-
#     Name the release in the address (Debian: /cdimage/archive/12.5.0/, Ubuntu:
#     /releases/24.04/), or take the digest from the list beside it: iso_checksum =
#     "file:https://…/SHA256SUMS".
#   confidence: 0.9
#   subject: /builds/*/sources/*
#   when: >-
#     has(self.config.boot_iso) || has(self.config.additional_iso_files) ||
#     has(self.config.iso_checksum) && (has(self.config.iso_url) || has(self.config.iso_urls))
#   inputs:
#     - config/iso_checksum
#     - config/iso_url
#     - config/iso_urls
#     - config/boot_iso/iso_checksum
#     - config/boot_iso/iso_url
#     - config/boot_iso/iso_urls
#     - config/additional_iso_files/*/iso_checksum
#     - config/additional_iso_files/*/iso_url
#     - config/additional_iso_files/*/iso_urls
package packer_baseline.build.moving_iso_url

import rego.v1

import data.packer_baseline_lib.media

deny contains {
	"msg": sprintf("source %s.%s pins the digest of an ISO that changes with the next release", [medium.source.type, medium.source.name]),
	"path": array.concat(medium.place, argument),
} if {
	some medium in media.media
	is_string(medium.settings.iso_checksum)
	regex.match(`(?i)^((md5|sha1|sha224|sha256|sha384|sha512):)?[0-9a-f]{32,128}$`, medium.settings.iso_checksum)
	some [argument, address] in media.addresses(medium.settings)
	regex.match(`(?i)^https?://.*(/(current|current-live|latest|latest-stable|daily-live)/|[-_.](latest|current)[-_.][^/]*$|[-_](latest|current)\.iso$)`, address)
	not keeps_old_ones(address)
	not in_other_place(medium.settings)
}

# The installers of one Ubuntu release lie below `current`; they stop changing with its end.
keeps_old_ones(address) if regex.match(`/dists/(precise|trusty|utopic|vivid|wily|xenial|yakkety|zesty|artful|bionic|cosmic|disco|eoan)[a-z-]*/`, address)

# With a second address that does not move, the build goes on.
in_other_place(settings) if {
	some i
	address := settings.iso_urls[i]
	is_string(address)
	regex.match(`(?i)^https?://`, address)
	not regex.match(`(?i)/(current|current-live|latest|latest-stable|daily-live)/|latest|current`, address)
}
