# METADATA
# title: Windows Defender is off in the image
# description: >-
#   A command or script switches the protection of Windows Defender off or removes it.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/powershell/module/defender/set-mppreference
#     description: Set-MpPreference
#   - ref: https://learn.microsoft.com/en-us/defender-endpoint/microsoft-defender-antivirus-on-windows-server
#     description: Defender on Windows Server
# custom:
#   since: 1.1.0
#   severity: medium
#   category: security
#   impact: high
#   why: >-
#     every server of the image starts without protection, and nobody switches it on again
#   recovery: minutes
#   remediation: >-
#     Exclude what slows the build down, Add-MpPreference -ExclusionPath C:\build, and take the
#     exclusion back at the end; or install the other product that takes its place.
#   confidence: 0.85
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.virus_protection_off

import rego.v1

import data.packer_baseline_lib.commands

words := {"defender", "mppreference", "disableantispyware", "disablerealtime", "windefend"}

pattern := `(?i)-DisableRealtimeMonitoring\s+(\$?true|1)\b|\bDisableRealtimeMonitoring\s*=\s*\$true|\bDisableAntiSpyware\b.*\b0*1\b|\b(Uninstall|Remove)-WindowsFeature\b.*\bWindows-Defender|\bDisable-WindowsOptionalFeature\b.*\bWindows-Defender|sc(\.exe)?\s+config\s+WinDefend\s+start=\s*disabled|Set-Service\b.*\bWinDefend\b.*\bDisabled\b`

deny contains {
	"msg": sprintf("%s switches Windows Defender off", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.dropped(hit, "leave it on"),
} if {
	some hit in commands.hits_anywhere(words, pattern)
	not commands.any_match(words, `(?i)-DisableRealtimeMonitoring\s+(\$false|0)\b`) # and on again
}
