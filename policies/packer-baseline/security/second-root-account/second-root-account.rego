# METADATA
# title: Another account of the image is root
# description: >-
#   A command makes an account with the user id 0, or gives it to one that is there: useradd -o -u
#   0, usermod -u 0, or a line of /etc/passwd.
# related_resources:
#   - ref: https://man7.org/linux/man-pages/man8/useradd.8.html
#     description: useradd and --non-unique
#   - ref: https://attack.mitre.org/techniques/T1136/001/
#     description: accounts as a way back in
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     what locks or watches root passes it over, and logs show its deeds as those of root
#   recovery: hours
#   remediation: >-
#     Make an ordinary account, and let it become root by sudo for what it has to do.
#   confidence: 0.95
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.second_root_account

import rego.v1

import data.packer_baseline_lib.commands

words := {"/passwd", "adduser", "useradd", "usermod"}

pattern := `\b(useradd|usermod|adduser)\b[^;|&]*\s(-[a-zA-Z]*u\s*|--uid[= ]\s*)["']?0["']?(\s|$|[;|&"'])|(^|[\s"'])[a-z_][a-z0-9_-]*:[^:\s]*:0:[0-9]+:[^>|]*(>>|\|\s*(sudo\s+)?tee(\s+-a|\s+--append)?)\s*\S*/passwd\b`

deny contains {
	"msg": sprintf("%s makes another account root", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.dropped(hit, "make no such account"),
} if {
	some hit in commands.hits_anywhere(words, pattern)
	not regex.match(`["'\s]root:[^:\s]*:0:`, hit.line)
}
