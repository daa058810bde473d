# METADATA
# title: What is downloaded is run unseen
# description: >-
#   A command pipes a download into a shell, or hands it to Invoke-Expression, so nothing compares
#   it with what was meant.
# related_resources:
#   - ref: https://about.codecov.io/security-update/
#     description: what happened in 2021
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: the shell provisioner
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     whoever controls that server, or breaks into it once, runs code as root in every image
#     from then on
#   recovery: hours
#   remediation: >-
#     Download a version that is pinned, compare its digest (sha256sum --check), then run it; or
#     install a signed package.
#   confidence: 0.9
#   subject: /
#   when: size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p, has(p.config.inline)))
#   partial: judge
package packer_baseline.security.download_piped_to_shell

import rego.v1

import data.packer_baseline_lib.commands

deny contains {"msg": sprintf("%s runs what it downloads without looking at it", [hit.where]), "path": hit.path, "line": hit.number} if {
	some hit in (commands.hits(`curl|wget`, in_a_shell) | commands.hits(`(?i)DownloadString|iex|Invoke-|iwr`, in_powershell))
}

in_a_shell := `(?i)\b(curl|wget)\b[^|;&]*\|\s*(sudo\s+(-\S+\s+)*)?(env\s+\S+\s+)*([^\s|;&]*/)?(ba|z|da|k)?sh\b|\b(ba|z|da)?sh\s+(-c\s+)?["']?(<\(|\$\()\s*(curl|wget)\b|(^|[;&|]\s*|\b(sudo|then)\s+)(source|\.|eval)\s+["']?(<\(|\$\()\s*(curl|wget)\b`

in_powershell := `(?i)(iex|invoke-expression)\b.*(downloadstring|invoke-webrequest|\biwr\b)|(downloadstring|invoke-webrequest|\biwr\b).*\|\s*(iex|invoke-expression)\b`
