# METADATA
# title: A repository key is trusted for all packages
# description: >-
#   A command adds a key with `apt-key`.
# related_resources:
#   - ref: https://manpages.debian.org/bookworm/apt/apt-key.8.en.html
#     description: apt-key is deprecated, and what to do instead
#   - ref: https://wiki.debian.org/DebianRepository/UseThirdParty
#     description: keys of third parties
# custom:
#   since: 1.1.0
#   severity: medium
#   category: architectural
#   impact: medium
#   why: >-
#     whoever has this key can replace every package, the distribution's own too; and apt-key is
#     gone from Debian 13 and Ubuntu 25.04 on
#   recovery: minutes
#   remediation: >-
#     Store the key in a file of its own and name it at the repository: curl -fsSL
#     https://…/key.asc -o /etc/apt/keyrings/vendor.asc; deb
#     [signed-by=/etc/apt/keyrings/vendor.asc] https://… .
#   confidence: 0.93
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline)))
#   partial: judge
package packer_baseline.architectural.globally_trusted_repository_key

import rego.v1

import data.packer_baseline_lib.commands

words := {"apt-key"}

pattern := `\bapt-key\s+(-\S+\s+(\S+\s+)?)*(add|adv)\b`

deny contains {"msg": sprintf("%s trusts a key for every repository", [hit.where]), "path": hit.path, "line": hit.number} if {
	some hit in commands.hits(words, pattern)
	not regex.match(`--delete-keys?|--list-keys?|--refresh-keys|--fingerprint`, hit.line)
}
