# METADATA
# title: The image of a single-board computer is not verified
# description: >-
#   A source of the builders for single-board computers changes an image that it fetches, and nothing
#   says that it is the right one: `file_checksum_type` is `none`; the list at `file_checksum_url`
#   comes without TLS; or the image comes without TLS, and its digest is MD5 or SHA-1.
# related_resources:
#   - ref: https://github.com/mkaczanowski/packer-builder-arm#remote-file
#     description: the arguments of a remote file
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     whoever is on the way to the server, or controls it, controls every image built from it
#   recovery: minutes
#   remediation: >-
#     Set file_checksum_type = "sha256", and pin file_checksum or name the published list over https,
#     such as file_checksum_url = "https://…/SHA256SUMS".
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: self.type in ["arm", "cross"] && has(self.config.file_urls)
#   inputs:
#     - config/file_checksum_type
#     - config/file_checksum_url
#     - config/file_urls
package packer_baseline.security.unverified_board_image

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s accepts any image", [image.type, image.name]),
	"path": array.concat(place, ["file_checksum_type"]),
} if {
	some place, image in images
	kind(image) == "none"
	some address in image.config.file_urls
	is_string(address)
	regex.match(`(?i)^(https?|ftp)://`, address)
}

# The builder goes by the list, whatever digest is pinned beside it.
deny contains {
	"msg": sprintf("source %s.%s fetches its list of digests without TLS", [image.type, image.name]),
	"path": path,
	"fix": cure(path, list, "fetch the list by https, if the server speaks it"),
} if {
	some place, image in images
	list := image.config.file_checksum_url
	unsafe(list)
	not kind(image) == "none"
	path := array.concat(place, ["file_checksum_url"])
}

deny contains {
	"msg": sprintf("source %s.%s fetches its image without TLS and without a strong digest", [image.type, image.name]),
	"path": path,
	"fix": cure(path, address, "fetch it by https, if the server speaks it"),
} if {
	some place, image in images
	kind(image) in {"md5", "sha1"}
	not image.config.file_checksum_url
	some i, address in image.config.file_urls
	unsafe(address)
	path := array.concat(place, ["file_urls", i])
}

images[["builds", b, "sources", s, "config"]] := source if {
	some b, build in input.builds
	some s, source in build.sources
	source.type in {"arm", "cross"}
	is_array(source.config.file_urls)
}

kind(image) := lower(image.config.file_checksum_type) if is_string(image.config.file_checksum_type)

unsafe(address) if {
	is_string(address)
	regex.match(`(?i)^(http|ftp)://`, address)
}

cure(path, address, description) := {
	"description": description,
	"safe": false,
	"set": [{"path": path, "value": regex.replace(address, `(?i)^(http|ftp)://`, "https://")}],
}
