# METADATA
# title: The image runs any PowerShell script
# description: >-
#   A command sets the execution policy of the whole machine to `Unrestricted` or `Bypass`.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_execution_policies
#     description: execution policies and their scopes
# custom:
#   since: 1.1.0
#   severity: low
#   category: security
#   impact: medium
#   why: >-
#     scripts from the internet run on every server of the image without a question
#   recovery: minutes
#   remediation: >-
#     Say it for the process alone: Set-ExecutionPolicy Bypass -Scope Process; or RemoteSigned for
#     the machine.
#   confidence: 0.9
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline)))
#   partial: judge
package packer_baseline.security.unrestricted_script_policy

import rego.v1

import data.packer_baseline_lib.commands

words := {"set-executionpolicy"}

pattern := `(?i)\bSet-ExecutionPolicy\b[^;|&]*\b(Unrestricted|Bypass)\b`

for_process(line) := regex.replace(
	regex.replace(line, `(?i)\s+-Scope\s+["']?\w+["']?`, ""),
	`(?i)\b(Set-ExecutionPolicy)\b`,
	"${1} -Scope Process",
)

deny contains {
	"msg": sprintf("%s lets the image run any script", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.mended(hit, "for the process alone", for_process(hit.line)),
} if {
	some hit in commands.hits(words, pattern)
	not regex.match(`(?i)-Scope\s+["']?Process\b`, hit.line)
	not regex.match(`(?i)^\s*(Write-|echo\b)`, hit.line)
	not commands.any_match(words, `(?i)Set-ExecutionPolicy\b[^\n]*\b(RemoteSigned|AllSigned|Restricted|Undefined|Default)\b`) # and back
}
