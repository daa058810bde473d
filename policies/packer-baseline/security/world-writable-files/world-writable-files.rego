# METADATA
# title: Files of the image may be changed by every account
# description: >-
#   A command gives files the mode 777 or 666, and no later one of the build takes that back.
# related_resources:
#   - ref: https://man7.org/linux/man-pages/man1/chmod.1.html
#     description: chmod
# custom:
#   since: 1.0.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     any account, the one of a web server too, can change what others run or trust
#   recovery: minutes
#   remediation: >-
#     Give the mode that is needed, such as 0755 for programs and 0644 for files, and the right
#     owner.
#   confidence: 0.85
#   subject: /
#   when: size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p, has(p.config.inline)))
#   partial: judge
package packer_baseline.security.world_writable_files

import rego.v1

import data.packer_baseline_lib.commands

words := {"chmod"}

pattern := `\bchmod\s+(-\S+\s+)*(0?777|(a|o|ugo)\+r?wx?|0?666)\s`

deny contains {
	"msg": sprintf("%s makes files that every account may change", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.mended(hit, "let the owner alone change them", owned(hit.line)),
} if {
	some hit in commands.hits(words, pattern)
	not regex.match(`^/(var/)?tmp/.`, target(hit.line))
	not undone(hit)
}

# Looked for once, whatever is found.
changes := {change |
	some change in commands.hits({"chmod", "rm"}, `\b(chmod|rm)\s`)
	not regex.match(pattern, change.line)
}

# A later command gives the same files another mode, or deletes them.
undone(hit) if {
	name := target(hit.line)
	some later in changes
	some spelling in spellings(name, later)
	names(later.line, spelling)
	some step in steps(hit)
	some other in steps(later)
	other > step
}

# The first thing that a chmod names.
target(line) := trim(split(trim(regex.replace(line, concat("", [`^.*?`, pattern, `\s*(-\S+\s+)*`]), ""), " \t\r"), " ")[0], `"';`)

names(line, target) if {
	count(target) > 1
	words_of_line := {trim(word, `"';\r`) | some word in split(line, " ")}
	words_of_line[target]
}

# How another command may name it: as it is, or by a variable of its environment.
spellings(name, later) := {name} if {
	name != ""
	later.path[0] != "scripts"
}

spellings(name, later) := {name} | {spelling |
	later.path[0] == "scripts"
	some used in input.scripts[later.path[1]].used_by
	settings := input.builds[used[1]].provisioners[used[3]].config.environment_vars
	is_array(settings)
	some setting in settings
	is_string(setting)
	endswith(setting, sprintf("=%s", [name]))
	variable := trim_suffix(setting, sprintf("=%s", [name]))
	some form in ["$%s", "${%s}"]
	spelling := sprintf(form, [variable])
} if {
	name != ""
	later.path[0] == "scripts"
}

# When a command runs: the build, the provisioner in it, the command or script in that, the line.
steps(hit) := {[hit.path[1], hit.path[3], hit.path[6], hit.number]} if hit.path[0] == "builds"

steps(hit) := {[used[1], used[3], position(used), hit.number] |
	some used in input.scripts[hit.path[1]].used_by
} if {
	hit.path[0] == "scripts"
}

position(used) := used[6] if count(used) > 6

position(used) := 0 if count(used) <= 6

# What everybody may run, or read, stays so.
owned(line) := regex.replace(
	regex.replace(line, `(\bchmod\s+(?:-\S+\s+)*0?)777(\s)`, "${1}755${2}"),
	`(\bchmod\s+(?:-\S+\s+)*0?)666(\s)`, "${1}644${2}",
)
