# METADATA
# title: The guest account of the image is on
# description: >-
#   A command switches the account Guest of Windows on.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/windows/security/identity-protection/access-control/local-accounts#guest-account
#     description: the guest account
#   - ref: https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.localaccounts/enable-localuser
#     description: Enable-LocalUser
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     the account has no password: whoever reaches a server of the image is in, and nobody knows
#     who it was
#   recovery: minutes
#   remediation: >-
#     Leave it off; give whoever needs a way in an account of their own.
#   confidence: 0.95
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.guest_account_enabled

import rego.v1

import data.packer_baseline_lib.commands

words := {"guest"}

pattern := `(?i)\bnet1?(\.exe)?["']?\s+user\s+["']?guest["']?\s[^;|&]*/active(:yes)?(["'\s;|&]|$)|\bEnable-LocalUser\s+(-\w+\s+)*["']?Guest["']?(["'\s;|]|$)|\bGet-LocalUser\s+(-\w+\s+)*["']?Guest["']?\s*\|\s*Enable-LocalUser\b`

deny contains {
	"msg": sprintf("%s switches the guest account on", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.dropped(hit, "leave it off"),
} if {
	some hit in commands.hits_anywhere(words, pattern)
}
