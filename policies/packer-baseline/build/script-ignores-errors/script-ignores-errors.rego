# METADATA
# title: A script goes on after an error
# description: >-
#   A shell script of several commands neither sets -e nor is run with it.
# related_resources:
#   - ref: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set
#     description: set -e
# custom:
#   since: 1.0.0
#   severity: low
#   category: build
#   impact: medium
#   why: >-
#     only the last command's result counts: a step that failed is passed over, and the image is
#     published without it
#   recovery: minutes
#   remediation: >-
#     Begin the script with set -eu (set -euo pipefail in bash).
#   confidence: 0.8
#   subject: /scripts/*
#   inputs:
#     - text
package packer_baseline.build.script_ignores_errors

import rego.v1

# Ends with an error of its own where it finds one.
handles_errors := `(?m)(\|\||&&)\s*(\{\s*)?(exit|die|abort|fail|return)\b|^\s*exit\s+("?\$|[1-9])`

deny contains object.union(
	{"msg": sprintf("the script %s goes on after an error", [base(script.path)]), "path": ["scripts", s, "text"]},
	cure(script),
) if {
	some s, script in input.scripts
	not script.missing
	regex.match(`^#!\s*(/usr)?/bin/(env\s+)?(ba|da|z|k)?sh`, script.text)
	not regex.match(`(?m)^#!.*sh\s+-[a-z]*e|^\s*set\s+(-[a-zA-Z]*\s+)*(-[a-zA-Z]*e|-o\s+errexit)|^\s*trap\s+.*\bERR\b`, script.text)
	not regex.match(handles_errors, script.text)
	count(commands(script.text)) > 2
	some use in script.used_by
	not runs_with_errexit(use)
}

base(path) := parts[count(parts) - 1] if parts := split(replace(path, "\\", "/"), "/")

commands(text) := [line |
	some line in split(text, "\n")
	regex.match(`^\s*[^#\s]`, line)
	not regex.match(expected, line)
]

# What is meant to end in an error, such as filling the disk with zeros, and what cannot fail.
expected := `^\s*(sudo\s+)?(dd\s.*\bif=/dev/zero\b|rm\s+-r?fr?\s|(sync|sleep|echo|printf|exit)\b)`

runs_with_errexit(use) if {
	config := input.builds[use[1]].provisioners[use[3]].config
	is_string(config.execute_command)
	regex.match(`sh\s+-[a-z]*e`, config.execute_command)
}

# An exit code that is looked at outside does the same.
runs_with_errexit(use) if input.builds[use[1]].provisioners[use[3]].config.valid_exit_codes

# The script stays as it is: other tools run it too. The one step that runs it, and nothing else, can
# ask the shell to stop at errors.
cure(script) := {"fix": {
	"description": "let the shell that runs the script stop at the first error",
	"safe": false,
	"set": [{"path": array.concat(place, ["execute_command"]), "value": stopping(config, script)}],
}} if {
	count(script.used_by) == 1
	use := script.used_by[0]
	use[2] == "provisioners"
	place := array.slice(use, 0, 5)
	input.builds[use[1]].provisioners[use[3]].type == "shell"
	config := object.get(input, place, {})
	not several(config)
	not config.use_env_var_file
	not config.binary
	not regex.match(`\bif=/dev/zero\b`, script.text) # meant to end in an error
	stopping(config, script)
} else := {}

several(config) if {
	is_array(config.scripts)
	count(config.scripts) > 1
}

# How the script is run: as the step says, or as Packer does by itself.
stopping(config, _) := command if {
	given := config.execute_command
	is_string(given)
	command := regex.replace(given, `\b((?:ba|da|k|z)?sh)((?:\s+-\w+)*\s+['"]?\{\{-?\s*\.Path\b)`, "$1 -e$2")
	command != given
}

stopping(config, script) := sprintf("{{ .Vars }} %s -e%s {{ .Path }}", [words[0][1], words[0][2]]) if {
	not config.execute_command
	words := regex.find_all_string_submatch_n(`^#!\s*(?:/usr)?/bin/(?:env\s+)?((?:ba|da|k|z)?sh)(?:\s+-([a-z]+))?\s*(?:\r?\n|$)`, script.text, 1)
}
