# METADATA
# title: A signing key is fetched by a short id
# description: >-
#   A command asks a key server for a key by its last eight digits.
# related_resources:
#   - ref: https://evil32.com
#     description: keys with the same short id can be made at will
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     anybody can make another key with the same eight digits, and sign packages with it that the
#     image then installs
#   recovery: minutes
#   remediation: >-
#     Give the whole fingerprint of forty digits, or bring the key along as a file:
#     signed-by=/etc/apt/keyrings/vendor.asc.
#   confidence: 0.97
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline)))
#   partial: judge
package packer_baseline.security.short_key_id

import rego.v1

import data.packer_baseline_lib.commands

words := {"recv"}

pattern := `(?i)--?recv(-keys?)?[\s=]+["']?((0x)?[0-9a-f]{16,40}\s+)*(0x)?[0-9a-f]{8}["']?(\s|$|[;&|)])`

deny contains {"msg": sprintf("%s fetches a signing key by an id that can be forged", [hit.where]), "path": hit.path, "line": hit.number} if {
	some hit in commands.hits(words, pattern)
}
