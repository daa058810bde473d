# METADATA
# title: One script is chopped into steps
# description: >-
#   Several provisioners in a row, `fewest_chopped_steps` or more, have the same type and settings and
#   one `inline` command each.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: inline is a list of commands
# custom:
#   since: 1.0.0
#   severity: info
#   category: architectural
#   impact: low
#   why: >-
#     each step is uploaded, run and removed by itself, and the template grows by three lines for each
#     command
#   recovery: minutes
#   remediation: >-
#     Write one provisioner with all the commands in its inline list.
#   confidence: 0.9
#   subject: /builds/*
#   partial: judge
package packer_style.architectural.chopped_steps

import rego.v1

fewest := data.packer_style.settings.fewest_chopped_steps

# Reported is the first step of a row, with how many there are.
deny contains {
	"msg": sprintf("%d %s provisioners in a row run one command each", [count(row), steps[p].type]),
	"path": ["builds", b, "provisioners", p],
} if {
	some b, build in input.builds
	steps := build.provisioners
	some p in numbers.range(0, count(steps) - 1)
	shape(steps[p])
	not continues(steps, p)
	row := [q | some q in numbers.range(p, count(steps) - 1); unbroken(steps, p, q)]
	count(row) >= fewest
}

continues(steps, p) if {
	p > 0
	shape(steps[p - 1]) == shape(steps[p])
}

# Whether all steps from `p` to `q` are alike.
unbroken(steps, p, q) if {
	every i in numbers.range(p, q) {
		shape(steps[i]) == shape(steps[p])
	}
}

# What a step with one command is, but for the command. Waits and limits have a reason to be steps.
shape(step) := object.union(
	object.remove(step, ["config"]),
	{"config": object.remove(step.config, ["inline"])},
) if {
	is_array(step.config.inline)
	count(step.config.inline) == 1
	is_string(step.config.inline[0])
	not contains(step.config.inline[0], "\n")
	step.name == ""
	every key in ["pause_before", "timeout", "max_retries"] {
		not key in object.keys(step)
	}
}
