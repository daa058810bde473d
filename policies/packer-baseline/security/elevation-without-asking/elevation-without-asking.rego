# METADATA
# title: Windows gives administrator rights without asking
# description: >-
#   A command or script switches User Account Control off, or lets administrators elevate without
#   a prompt.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/windows/security/application-security/application-control/user-account-control/settings-and-configuration
#     description: settings of User Account Control
# custom:
#   since: 1.1.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     whatever an administrator starts, a mail attachment too, has all rights at once
#   recovery: minutes
#   remediation: >-
#     Leave EnableLUA at 1 and ConsentPromptBehaviorAdmin at 5; run what needs rights with
#     elevated_user of the provisioner.
#   confidence: 0.88
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.elevation_without_asking

import rego.v1

import data.packer_baseline_lib.commands

words := {"enablelua", "consentpromptbehavioradmin"}

pattern := `(?i)\b(EnableLUA|ConsentPromptBehaviorAdmin)\b["']?(\s+|.*(/d|-Value|-PropertyType\s+\S+)\s+)["']?(0x)?0+["']?(\s|$|[;)])`

deny contains {
	"msg": sprintf("%s lets programs become administrator without asking", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.mended(hit, "set what Windows starts with", asking(hit.line)),
} if {
	some hit in commands.hits_anywhere(words, pattern)
	not commands.any_match(words, `(?i)\bEnableLUA\b.*(/d|-Value)\s+(0x)?0*1\b`) # and on again
}

asking(line) := regex.replace(
	regex.replace(line, `(?i)(\bEnableLUA\b["']?(?:\s+|.*(?:/d|-Value|-PropertyType\s+\S+)\s+)["']?(?:0x)?)0+`, "${1}1"),
	`(?i)(\bConsentPromptBehaviorAdmin\b["']?(?:\s+|.*(?:/d|-Value|-PropertyType\s+\S+)\s+)["']?(?:0x)?)0+`, "${1}5",
)
