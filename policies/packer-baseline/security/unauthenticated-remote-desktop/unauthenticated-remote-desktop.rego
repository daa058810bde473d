# METADATA
# title: Remote Desktop shows its login to everybody
# description: >-
#   A command switches Network Level Authentication of Remote Desktop off.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/windows-server/remote/remote-desktop-services/clients/remote-desktop-allow-access
#     description: Network Level Authentication
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     whoever reaches the port talks to the login of Windows before any password: BlueKeep needed
#     no more
#   recovery: minutes
#   remediation: >-
#     Leave UserAuthentication at 1.
#   confidence: 0.95
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline)))
#   partial: judge
package packer_baseline.security.unauthenticated_remote_desktop

import rego.v1

import data.packer_baseline_lib.commands

words := {"userauthentication"}

pattern := `(?i)SetUserAuthenticationRequired\(\s*0\s*\)|\bUserAuthentication\b["']?\s.*(/d|-Value)\s+["']?(0x)?0+["']?(\s|$|[;)])|\bUserAuthentication["']?\s+0(\s|$)`

deny contains {
	"msg": sprintf("%s lets anybody reach the login of Remote Desktop", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.mended(hit, "ask for the password first", authenticated(hit.line)),
} if {
	some hit in commands.hits(words, pattern)
}

authenticated(line) := regex.replace(
	regex.replace(line, `(?i)(SetUserAuthenticationRequired\(\s*)0`, "${1}1"),
	`(?i)(\bUserAuthentication\b["']?\s.*(?:/d|-Value)\s+["']?(?:0x)?)0+`, "${1}1",
)
