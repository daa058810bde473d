# METADATA
# title: The image's SSH server takes root or passwords
# description: >-
#   A command, an uploaded file, user data or an installer's answers write PermitRootLogin yes,
#   PasswordAuthentication yes or PermitEmptyPasswords yes into the SSH server's settings, or say
#   ssh_pwauth or allow-pw to cloud-init.
# related_resources:
#   - ref: https://man.openbsd.org/sshd_config
#     description: the settings
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: the shell provisioner
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     every server made from the image can be attacked by guessing passwords
#   recovery: minutes
#   remediation: >-
#     Leave key-only logins on; if the build needs a password, set it back in the last
#     provisioner.
#   confidence: 0.85
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.password_login_enabled

import rego.v1

import data.packer_baseline_lib.commands

words := {"allow-pw", "passwordauthentication", "permitemptypasswords", "permitrootlogin", "ssh_pwauth"}

pattern := `(?i)\bPermitRootLogin[ \t=]+["']?yes\b|\bPasswordAuthentication[ \t=]+["']?yes\b|\bPermitEmptyPasswords[ \t=]+["']?yes\b|\b(ssh_pwauth|allow-pw)["']?\s*:\s*["']?(true|yes|1)\b`

deny contains {
	"msg": sprintf("%s lets people log in to the image as root or by password over SSH", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.mended(hit, "forbid it", forbidden(hit.line)),
} if {
	some hit in commands.hits_anywhere(words, pattern)
	not regex.match(`^\s*(if\s+)?(!\s+)?(sudo\s+)?grep\b`, hit.line)
	not regex.match(`(?i)yes.*[ \t=/|#,]no\b`, hit.line) # looks for yes and writes no
}

# sed looks for the first and writes the last.
forbidden(line) := regex.replace(line, `(?is)^(.*\b(?:PermitRootLogin|PasswordAuthentication|PermitEmptyPasswords)[ \t=]+["']?)yes\b`, "${1}no") if contains(line, "sed ")

forbidden(line) := regex.replace(line, `(?i)\b((?:PermitRootLogin|PasswordAuthentication|PermitEmptyPasswords)[ \t=]+["']?)yes\b`, "${1}no") if not contains(line, "sed ")
