# METADATA
# title: The image leaves the build with its firewall or mandatory access control off
# description: >-
#   A command, user data or an installer's answers switch firewalld, ufw, iptables, AppArmor, SELinux or the Windows firewall off.
# related_resources:
#   - ref: https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/9/html/using_selinux/changing-selinux-states-and-modes_using-selinux
#     description: the states of SELinux
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: the shell provisioner
# custom:
#   since: 1.0.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     every server made from the image starts without a protection that its operator believes to
#     be there
#   recovery: minutes
#   remediation: >-
#     Add the rule that the service needs; if it must be off during the build, switch it on
#     again in the last provisioner.
#   confidence: 0.8
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.firewall_disabled

import rego.v1

import data.packer_baseline_lib.commands

words := {"firewall", "selinux", "apparmor", "iptables", "nftables", "setenforce", "ufw"}

pattern := `(?i)\bsetenforce\s+(0|permissive)\b|\bSELINUX=(disabled|permissive)\b|\bufw\s+(--force\s+)?disable\b|\bsystemctl\s+((--now|-q|--quiet)\s+)*(disable|mask)\s+((--now|-q|--quiet)\s+)*(firewalld|ufw|nftables|iptables|apparmor)\b|\bchkconfig\s+(firewalld|iptables)\s+off\b|netsh\s+(advfirewall\s+set\s+\S+\s+state\s+off|firewall\s+set\s+opmode\s+(mode=)?disable)|Set-NetFirewallProfile\b.*-Enabled\s+(\$?false|0)|^\s*(firewall|selinux)\s+--(disabled|permissive)\b`

# Looks for the setting, or puts the strict one in its place.
asks_or_mends := `(?i)^\s*(if\s+)?(!\s+)?(sudo\s+)?grep\b|SELINUX=\w+[$"']*[/|#,]SELINUX=enforcing`

deny contains {
	"msg": sprintf("%s switches a protection of the image off", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.dropped(hit, "leave it on; services need rules then"),
} if {
	some hit in commands.hits_anywhere(words, pattern)
	not regex.match(asks_or_mends, hit.line)
}
