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
#   when: has(self.config.iso_url) || has(self.config.iso_urls)
#   inputs:
#     - config/iso_url
#     - config/iso_urls
#     - config/iso_checksum
package packer_baseline.security.iso_over_http

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s fetches its ISO without TLS and without a strong digest", [source.type, source.name]),
	"path": array.concat(["builds", b, "sources", s, "config"], place),
	"fix": {
		"description": "fetch it by https, if the server speaks it",
		"safe": false,
		"set": [{
			"path": array.concat(["builds", b, "sources", s, "config"], place),
			"value": regex.replace(address, `(?i)^(http|ftp)://`, "https://"),
		}],
	},
} if {
	some b, s
	source := input.builds[b].sources[s]
	not has_strong_digest(source.config)
	not awaits_digest(source.config)
	some [place, address] in addresses(source.config)
	regex.match(`(?i)^(http|ftp)://`, address)
}

addresses(config) := one | several if {
	one := {[["iso_url"], address] |
		some name in ["iso_url"]
		address := config[name]
		is_string(address)
	}
	several := {[["iso_urls", i], address] |
		some i
		address := config.iso_urls[i]
		is_string(address)
	}
}

has_strong_digest(config) if {
	is_string(config.iso_checksum)
	regex.match(`^(sha256:|sha512:|file:|[0-9a-f]{64}$|[0-9a-f]{128}$)`, lower(config.iso_checksum))
}

# Packer refuses an empty digest: a var file that is not here names the medium and its digest.
awaits_digest(config) if config.iso_checksum == ""

# The old way to say which digest it is.
has_strong_digest(config) if {
	is_string(config.iso_checksum_type)
	lower(config.iso_checksum_type) in {"sha256", "sha512"}
}
