# METADATA
# title: A command waits a fixed time instead of for an event
# description: >-
#   A command sleeps for a minute or more.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: pause_before
# custom:
#   since: 1.0.0
#   severity: low
#   category: build
#   impact: low
#   why: >-
#     on a fast machine the time is lost in every build, on a slow one it is too short
#   recovery: minutes
#   remediation: >-
#     Wait for what is meant: cloud-init status --wait, a loop on a port, pause_before after a
#     reboot.
#   confidence: 0.85
#   subject: /
#   when: size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p, has(p.config.inline)))
#   partial: judge
package packer_baseline.build.long_fixed_sleep

import rego.v1

import data.packer_baseline.lib.commands

words := `Sleep|sleep`

pattern := `(^|[;&|]\s*|\b(then|do|else)\s+)\s*(sleep\s+([6-9][0-9]|[1-9][0-9]{2,})s?|sleep\s+[1-9][0-9]*m|Start-Sleep\s+(-s(econds)?\s+)?([6-9][0-9]|[1-9][0-9]{2,}))\b`

deny contains {"msg": sprintf("%s waits a fixed time of a minute or more", [hit.where]), "path": hit.path, "line": hit.number} if {
	some hit in commands.hits(words, pattern)
	not reboots(hit.path)
}

# After a reboot a script must not end before the connection does.
reboots(path) if {
	some text in texts(path)
	regex.match(`(?m)\b(reboot|shutdown\s+(-r|/r)|init\s+6|Restart-Computer)\b`, text)
}

texts(path) := {input.scripts[path[1]].text} if path[0] == "scripts"

texts(path) := {text |
	some text in input.builds[path[1]].provisioners[path[3]].config.inline
	is_string(text)
} if {
	path[0] == "builds"
}
