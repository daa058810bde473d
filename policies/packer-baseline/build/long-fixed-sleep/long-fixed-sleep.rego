# METADATA
# title: A command waits a fixed time instead of for an event
# description: >-
#   A command sleeps for as long as the setting `long_sleep_from` says, 60 seconds, or longer.
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

import data.packer_baseline_lib.commands

words := {"sleep"}

pattern := `(^|[;&|]\s*|\b(then|do|else)\s+)\s*(sleep\s+[0-9]+[smh]?|Start-Sleep\s+(-s(econds)?\s+)?[0-9]+)\b`

from := data.packer_baseline.settings.long_sleep_from

deny contains {"msg": sprintf("%s waits a fixed time of %d seconds or more", [hit.where, from]), "path": hit.path, "line": hit.number} if {
	some hit in commands.hits(words, pattern)
	some seconds in sleeps(hit.line)
	seconds >= from
	not reboots(hit.path)
}

sleeps(line) := {seconds |
	some found in regex.find_all_string_submatch_n(`[Ss]leep\s+(?:-s(?:econds)?\s+)?0*([1-9][0-9]{0,6})([smh]?)\b`, line, -1)
	seconds := to_number(found[1]) * in_seconds[found[2]]
}

in_seconds := {"": 1, "s": 1, "m": 60, "h": 3600}

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
