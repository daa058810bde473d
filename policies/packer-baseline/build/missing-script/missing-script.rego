# METADATA
# title: A script that a provisioner names does not exist
# description: >-
#   `script` or an entry of `scripts` leads to no file, seen from the template's folder and from
#   the working directory.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: script and scripts
# custom:
#   since: 1.0.0
#   severity: high
#   category: build
#   impact: medium
#   why: >-
#     the build stops at that step, after all the minutes before it
#   recovery: minutes
#   remediation: >-
#     Mend the path; "${path.root}/…" makes it independent of where packer is started.
#   confidence: 0.85
#   subject: /scripts/*
#   inputs:
#     - path
package packer_baseline.build.missing_script

import rego.v1

deny contains {
	"msg": sprintf("the script %s does not exist", [script.path]),
	"path": ["scripts", s],
} if {
	some s, script in input.scripts
	script.missing
	not contains(script.path, "{{") # Packer works it out while it builds
	not contains(script.path, "<unknown>")
}
