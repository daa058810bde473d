# METADATA
# title: An environment variable has no value
# description: >-
#   An entry of `environment_vars` is not of the form NAME=VALUE.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: environment_vars
# custom:
#   since: 1.1.0
#   severity: high
#   category: syntax
#   impact: medium
#   why: >-
#     the template is refused before anything starts
#   recovery: minutes
#   remediation: >-
#     Write "NAME=VALUE"; for one that is passed on, a variable with default = env("NAME") and
#     "NAME=${var.name}".
#   confidence: 0.96
#   subject: /builds/*/provisioners/*
#   when: has(self.config.environment_vars)
#   partial: judge
package packer_baseline.syntax.malformed_environment_variable

import rego.v1

deny contains {
	"msg": sprintf("provisioner %s sets an environment variable without a value: %s", [provisioner.type, entry]),
	"path": ["builds", b, "provisioners", p, "config", "environment_vars", i],
} if {
	some b, p, i
	provisioner := input.builds[b].provisioners[p]
	provisioner.type in {"powershell", "shell", "shell-local", "windows-shell"}
	is_array(provisioner.config.environment_vars)
	entry := provisioner.config.environment_vars[i]
	is_string(entry)
	not regex.match(`(?s)^[^=]+=`, entry)
	not regex.match(`<(unknown|secret)>|\{\{`, entry)
}
