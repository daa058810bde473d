# METADATA
# title: Packages are installed from a stale index
# description: >-
#   The build installs packages with apt and never runs apt-get update.
# related_resources:
#   - ref: https://manpages.debian.org/stable/apt/apt-get.8.en.html
#     description: update
# custom:
#   since: 1.0.0
#   severity: medium
#   category: build
#   impact: medium
#   why: >-
#     the versions that the base image remembers are gone from the mirror one day, and until
#     then they are the old ones
#   recovery: minutes
#   remediation: >-
#     Run apt-get update before the first installation.
#   confidence: 0.8
#   subject: /
#   when: size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p, has(p.config.inline)))
#   partial: judge
package packer_baseline.build.stale_package_index

import rego.v1

import data.packer_baseline_lib.commands

deny contains {
	"msg": sprintf("%s installs packages, and nothing updates the index before", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": cure(hit),
} if {
	not commands.any_match({"update"}, `\bapt(-get|itude)?\s+([^\n;&|]*\s)?update\b|\bapt\s+([^\n;&|]*\s)?update\b|\bapt(-get)?\s[^\n;&|]*--update\b|update_cache`)
	not other_provisioners
	not commands.unread_script
	some hit in installations
}

installations := commands.hits({"apt"}, `(^|[;&|]\s*|\bsudo\s+(-\S+\s+)*)(\S+=\S+\s+)*apt(-get)?\s+([^\n;&|]*\s)?install\b`)

# What other tools do cannot be seen here.
other_provisioners if {
	some build in input.builds
	some provisioner in build.provisioners
	not provisioner.type in {"breakpoint", "file", "shell", "shell-local", "sleep", "windows-restart"}
}

# The first command that installs; not known where a script does so too.
cure(hit) := commands.mended(hit, "update the index first", updated(hit.line)) if {
	hit.path == min({one.path | some one in installations})
	count({1 | some one in installations; one.path[0] == "scripts"}) == 0
} else := null

updated(line) := regex.replace(line, `(?s)^(.*?)((?:\bsudo\s+(?:-\S+\s+)*)?(?:\w+=\S+\s+)*)(\bapt(?:-get)?)(\s+(?:[^\n;&|]*\s)?install\b.*)$`, "${1}${2}${3} update && ${2}${3}${4}")
