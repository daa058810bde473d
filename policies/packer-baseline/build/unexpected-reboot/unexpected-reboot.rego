# METADATA
# title: A command reboots and Packer does not expect it
# description: >-
#   A shell provisioner reboots the machine without `expect_disconnect = true`.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: expect_disconnect
# custom:
#   since: 1.0.0
#   severity: medium
#   category: build
#   impact: medium
#   why: >-
#     the connection breaks in mid-command and the build fails, on some days and not on others
#   recovery: minutes
#   remediation: >-
#     Set expect_disconnect = true on that provisioner and pause_before on the next one.
#   confidence: 0.85
#   subject: /
#   when: size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p, has(p.config.inline)))
#   partial: judge
package packer_baseline.build.unexpected_reboot

import rego.v1

import data.packer_baseline_lib.commands

words := {"init", "reboot", "shutdown"}

pattern := `(?i)(^|[;&|]\s*|\bsudo\s+)(/sbin/|/usr/sbin/)?(reboot|shutdown\s+(-r|--reboot|/r)|systemctl\s+(\S+\s+)*reboot|init\s+6)\b`

deny contains {
	"msg": sprintf("%s reboots the machine without Packer expecting it", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": {
		"description": "expect that the connection ends",
		"safe": true,
		"set": [{"path": array.concat(place, ["expect_disconnect"]), "value": true} |
			some place in runners(hit.path)
			not tolerates(input.builds[place[1]].provisioners[place[3]])
		],
	},
} if {
	some hit in commands.hits(words, pattern)
	not expected(hit.path)
	not regex.match(`shutdown\b.*\s\+[1-9]`, hit.line) # in some minutes: the command itself ends well
}

# The configurations of the provisioners that run it.
runners(path) := {["builds", path[1], "provisioners", path[3], "config"]} if path[0] == "builds"

runners(path) := {["builds", use[1], "provisioners", use[3], "config"] |
	some use in input.scripts[path[1]].used_by
} if {
	path[0] == "scripts"
}

# Only the shell provisioner needs to be told; the Windows ones have windows-restart.
expected(path) if {
	path[0] == "builds"
	provisioner := input.builds[path[1]].provisioners[path[3]]
	tolerates(provisioner)
}

expected(path) if {
	path[0] == "scripts"
	every use in input.scripts[path[1]].used_by {
		tolerates(input.builds[use[1]].provisioners[use[3]])
	}
}

tolerates(provisioner) if provisioner.type != "shell"

tolerates(provisioner) if provisioner.config.expect_disconnect == true

tolerates(provisioner) if provisioner.config.skip_clean == true
