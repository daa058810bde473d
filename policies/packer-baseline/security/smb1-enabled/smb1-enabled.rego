# METADATA
# title: The image speaks SMB 1
# description: >-
#   A command switches the first version of SMB on in a Windows image: the feature SMB1Protocol or
#   FS-SMB1, `Set-SmbServerConfiguration -EnableSMB1Protocol $true`, or the value `SMB1` of the
#   registry.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/windows-server/storage/file-server/troubleshoot/detect-enable-and-disable-smbv1-v2-v3
#     description: how SMB 1 is switched off
#   - ref: https://techcommunity.microsoft.com/blog/filecab/stop-using-smb1/425858
#     description: why it should be
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     worms such as WannaCry spread by it from machine to machine, and a server in between can read
#     and change what it carries
#   recovery: hours
#   remediation: >-
#     Leave it off, as Windows does; what still needs it gets a share of its own, by SMB 2 or
#     newer.
#   confidence: 0.95
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.smb1_enabled

import rego.v1

import data.packer_baseline_lib.commands

words := {"fs-smb1", "lanmanserver", "smb1protocol"}

pattern := `(?i)\bEnable-WindowsOptionalFeature\b[^;|]*\bSMB1Protocol(-Client|-Server)?(["'\s,;]|$)|\b(Install|Add)-WindowsFeature\b[^;|]*\bFS-SMB1(["'\s,;]|$)|\bdism(\.exe)?\b[^;|&]*/enable-feature\b[^;|&]*/featurename:["']?SMB1Protocol(-Client|-Server)?(["'\s]|$)|\bSet-SmbServerConfiguration\b[^;|]*-EnableSMB1Protocol[\s:]+(\$?true|1)\b|\bLanmanServer\\Parameters\b[^;|&]*\bSMB1\b[^;|&]*(/d|-Value)\s+["']?(0x)?0*1\b`

off_again := `(?i)\b(Disable-WindowsOptionalFeature|Remove-WindowsFeature|Uninstall-WindowsFeature)\b[^\n]*SMB1|-EnableSMB1Protocol[\s:]+(\$?false|0)\b`

deny contains {
	"msg": sprintf("%s switches SMB 1 on", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.dropped(hit, "leave it off"),
} if {
	some hit in commands.hits_anywhere(words, pattern)
	not off_later(hit)
}

# Behind it, in the same build or script.
off_later(hit) if {
	some later in switched_off
	array.slice(later.path, 0, 2) == array.slice(hit.path, 0, 2)
	[later.path, later.number] > [hit.path, hit.number]
}

switched_off := commands.hits_anywhere({"smb1"}, off_again)
