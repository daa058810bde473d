# METADATA
# title: Files of the image may be changed by every account
# description: >-
#   A command gives files the mode 777 or 666.
# related_resources:
#   - ref: https://man7.org/linux/man-pages/man1/chmod.1.html
#     description: chmod
# custom:
#   since: 1.0.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     any account, the one of a web server too, can change what others run or trust
#   recovery: minutes
#   remediation: >-
#     Give the mode that is needed, such as 0755 for programs and 0644 for files, and the right
#     owner.
#   confidence: 0.85
#   subject: /
#   when: size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p, has(p.config.inline)))
#   partial: judge
package packer_baseline.security.world_writable_files

import rego.v1

import data.packer_baseline.lib.commands

words := `chmod`

pattern := `\bchmod\s+(-\S+\s+)*(0?777|(a|o|ugo)\+r?wx?|0?666)\s`

deny contains {"msg": sprintf("%s makes files that every account may change", [hit.where]), "path": hit.path, "line": hit.number} if {
	some hit in commands.hits(words, pattern)
}
