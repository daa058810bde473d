# METADATA
# title: An account of the image becomes root without a password
# description: >-
#   A command, an uploaded file, user data or an installer's answers write a sudoers entry with
#   NOPASSWD: ALL.
# related_resources:
#   - ref: https://www.sudo.ws/docs/man/sudoers.man/
#     description: sudoers
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: the shell provisioner
# custom:
#   since: 1.0.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     whoever gets into that account by any way is root on every server
#   recovery: minutes
#   remediation: >-
#     Remove the entry in the last provisioner, or name the commands that the account needs.
#   confidence: 0.8
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.passwordless_sudo

import rego.v1

import data.packer_baseline_lib.commands

words := {"nopasswd"}

pattern := `(?i)NOPASSWD\s*:\s*ALL\b`

# Looks for the entry, or takes it out.
asks_or_removes := `(?i)^\s*(if\s+)?(!\s+)?(sudo\s+)?grep\b|\bsed\b.*NOPASSWD[^/|#,]*[/|#,]d\b`

deny contains {"msg": sprintf("%s gives an account of the image root without a password", [hit.where]), "path": hit.path, "line": hit.number} if {
	some hit in commands.hits_anywhere(words, pattern)
	not regex.match(asks_or_removes, hit.line)
}
