# METADATA
# title: The image does not install security updates by itself
# description: >-
#   A command or script disables or removes what installs security updates: unattended-upgrades,
#   the timers of apt, dnf-automatic, yum-cron, or Windows Update.
# related_resources:
#   - ref: https://wiki.debian.org/UnattendedUpgrades
#     description: unattended-upgrades
#   - ref: https://learn.microsoft.com/en-us/windows/deployment/update/waas-wu-settings
#     description: settings of Windows Update
# custom:
#   since: 1.1.0
#   severity: low
#   category: compliance
#   impact: medium
#   why: >-
#     servers of the image stay as they were on the day of the build, until somebody replaces them
#   recovery: minutes
#   remediation: >-
#     Stop the timers for the build alone (systemctl stop apt-daily.timer), or replace servers by
#     newer images on a schedule and waive this with that reason.
#   confidence: 0.85
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline)))
#   partial: judge
package packer_baseline.compliance.automatic_updates_off

import rego.v1

import data.packer_baseline_lib.commands

words := {"apt-daily", "unattended-upgrade", "dnf-automatic", "yum-cron", "packagekit", "noautoupdate", "wuauserv", "usosvc", "periodic"}

pattern := `(?i)\bsystemctl\s+((--now|-q|--quiet|-f)\s+)*(disable|mask)\s[^;|&]*\b(apt-daily(-upgrade)?(\.timer)?|unattended-upgrades|dnf-automatic\S*|yum-cron)(\s|$|[;|&"'])|\b(apt(-get)?|aptitude)\s[^;|&]*\b(purge|remove)\s[^;|&]*\bunattended-upgrades\b|APT::Periodic::Unattended-Upgrade\s+\\*["']+0|\bNoAutoUpdate\b["']?\s.*(/d|-Value)\s+["']?(0x)?0*1\b|sc(\.exe)?\s+config\s+wuauserv\s+start=\s*disabled|Set-Service\b[^;|]*\bwuauserv\b[^;|]*\bDisabled\b`

# Switched on again, for the same thing.
on_again := `(?i)\bsystemctl\s[^\n;|&]*\b(enable|unmask)\s[^\n;|&]*\b(apt-daily|unattended-upgrades|dnf-automatic|yum-cron)|sc(\.exe)?\s+config\s+wuauserv\s+start=\s*(auto|demand)|Set-Service\b[^\n;|]*\bwuauserv\b[^\n;|]*\b(Automatic|Manual)\b`

deny contains {
	"msg": sprintf("%s keeps the image from installing security updates", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": cure(hit),
} if {
	some hit in commands.hits(words, pattern)
	not commands.any_match(words, on_again)
}

# A command that is about these alone stops them for the build; the image then starts with them.
only_these := `(?i)^\s*(sudo\s+)?systemctl\s+((--now|-q|--quiet|-f)\s+)*(disable|mask)\s+((--now|-q|--quiet|-f)\s+)*((apt-daily(-upgrade)?(\.timer|\.service)?|unattended-upgrades(\.service)?|dnf-automatic\S*|yum-cron(\.service)?)(\s+|$))+$`

cure(hit) := commands.mended(hit, "stop them for the build alone", stopped(hit.line)) if {
	regex.match(only_these, hit.line)
} else := commands.dropped(hit, "leave them on")

stopped(line) := regex.replace(regex.replace(line, `\b(disable|mask)\b`, "stop"), `--now\s+`, "")
