# METADATA
# title: The image takes WinRM logins in clear text
# description: >-
#   A command or script lets the WinRM service accept unencrypted messages, and none takes it
#   back.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/windows/win32/winrm/installation-and-configuration-for-windows-remote-management
#     description: AllowUnencrypted
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     passwords of administrators go over the network in clear text, on every server of the image
#   recovery: minutes
#   remediation: >-
#     Take it back in the last provisioner: winrm set winrm/config/service
#     @{AllowUnencrypted="false"}; or build over WinRM with TLS.
#   confidence: 0.88
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.unencrypted_winrm_left

import rego.v1

import data.packer_baseline_lib.commands

words := {"allowunencrypted"}

pattern := `(?i)(config/service["']?\s[^;|&]*@\{\s*AllowUnencrypted\s*=\s*["']{0,2}true|Service[/\\]AllowUnencrypted["']?\s+(-Value\s+)?["']?(\$?true|1)\b)`

deny contains {"msg": sprintf("%s lets the image take WinRM logins in clear text", [hit.where]), "path": hit.path, "line": hit.number} if {
	some hit in commands.hits_anywhere(words, pattern)
	not commands.any_match(words, `(?i)AllowUnencrypted["']?\s*(=|-Value|\s)\s*["']{0,2}(\$?false|0)\b`)
}
