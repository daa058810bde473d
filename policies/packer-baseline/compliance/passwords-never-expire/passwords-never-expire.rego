# METADATA
# title: Passwords of the image never expire
# description: >-
#   A command sets passwords of an account, or of all, to never expire.
# related_resources:
#   - ref: https://learn.microsoft.com/en-us/windows/security/threat-protection/security-policy-settings/maximum-password-age
#     description: maximum password age
#   - ref: https://man7.org/linux/man-pages/man1/chage.1.html
#     description: chage
# custom:
#   since: 1.1.0
#   severity: low
#   category: compliance
#   impact: low
#   why: >-
#     a password that leaks is valid until somebody happens to change it; PCI DSS and most
#     internal rules ask for an end
#   recovery: minutes
#   remediation: >-
#     Leave the age as the system has it; for accounts of services take managed accounts or keys
#     in place of passwords.
#   confidence: 0.85
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline)))
#   partial: judge
package packer_baseline.compliance.passwords_never_expire

import rego.v1

import data.packer_baseline_lib.commands

words := {"passwordexpires", "maxpwage", "passwordneverexpires", "chage", "pass_max_days"}

pattern := `(?i)\bset\s+PasswordExpires\s*=\s*["']?FALSE|/maxpwage:\s*unlimited|-PasswordNeverExpires(:|\s+)(\$?true|1)\b|\bchage\s[^;|&]*(-M|--maxdays)[\s=]*(-1|99999)\b|\bPASS_MAX_DAYS\s+99999`

deny contains {
	"msg": sprintf("%s makes passwords that never expire", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": cure(hit),
} if {
	some hit in commands.hits(words, pattern)
}

cure(hit) := commands.mended(hit, "let it expire", regex.replace(hit.line, `(?i)(-PasswordNeverExpires(?::|\s+))(?:\$?true|1)\b`, "${1}$$false")) if {
	regex.match(`(?i)-PasswordNeverExpires`, hit.line)
} else := commands.dropped(hit, "leave the age as the system has it")
