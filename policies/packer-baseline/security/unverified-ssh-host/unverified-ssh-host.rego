# METADATA
# title: A command does not check which server it connects to
# description: >-
#   A command switches the check of host keys off for ssh, scp, rsync, git or the like, with
#   `StrictHostKeyChecking=no` or `UserKnownHostsFile=/dev/null`, or for all of the image in its
#   configuration of SSH.
# related_resources:
#   - ref: https://man.openbsd.org/ssh_config#StrictHostKeyChecking
#     description: StrictHostKeyChecking
#   - ref: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints
#     description: keys that are published
# custom:
#   since: 1.1.0
#   severity: medium
#   category: security
#   impact: high
#   why: >-
#     whoever stands between gets what is sent there, or hands out other files
#   recovery: minutes
#   remediation: >-
#     Write the key of the server, which its operator tells you, into a file, and name it: ssh -o
#     UserKnownHostsFile=known_hosts. StrictHostKeyChecking=accept-new at least notices when it
#     changes.
#   confidence: 0.85
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)) ||
#     b.post_processors.exists(c, c.exists(p, p.type == "shell-local")))
#   partial: judge
package packer_baseline.security.unverified_ssh_host

import rego.v1

import data.packer_baseline_lib.commands

words := {"stricthostkeychecking", "userknownhostsfile"}

pattern := `(?i)StrictHostKeyChecking["']?[ \t=]+["'\\]*(no|off)\b|UserKnownHostsFile["']?[ \t=]+["'\\]*/dev/null\b`

# The machine itself, and the one that Packer has just made, of which nobody has a key yet.
near := `(?i)@?(localhost|127\.0\.0\.1|\[?::1\]?)([\s:"']|$)|\{\{|<unknown>|\bPACKER_HTTP`

# What looks for the setting, takes it out, or writes it as a comment.
looks_or_edits := `\b(grep|sed|perl|awk)\b|#\s*(StrictHostKeyChecking|UserKnownHostsFile)`

deny contains {
	"msg": sprintf("%s does not check which server it connects to", [hit.where]),
	"path": hit.path,
	"line": hit.number,
} if {
	some hit in commands.hits_with_local(words, pattern)
	not regex.match(near, hit.line)
	not regex.match(looks_or_edits, hit.line)
	not regex.match(`(?i)StrictHostKeyChecking["']?[ \t=]+["'\\]*(yes|accept-new|ask)\b`, hit.line)
}
