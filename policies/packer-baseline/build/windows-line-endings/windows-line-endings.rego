# METADATA
# title: A shell script has Windows line endings
# description: >-
#   A script that a shell provisioner runs ends its lines with CR LF.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: the shell provisioner
# custom:
#   since: 1.0.0
#   severity: high
#   category: build
#   impact: medium
#   why: >-
#     the kernel looks for an interpreter whose name ends in a carriage return, and words end in
#     one too
#   recovery: minutes
#   remediation: >-
#     Convert it (dos2unix) and add *.sh text eol=lf to .gitattributes.
#   confidence: 0.95
#   subject: /scripts/*
#   inputs:
#     - crlf
package packer_baseline.build.windows_line_endings

import rego.v1

deny contains {
	"msg": sprintf("the script %s has Windows line endings", [script.path]),
	"path": ["scripts", s],
	"fix": {
		"description": "let Packer convert them",
		"safe": false,
		"set": [{"path": ["builds", use[1], "provisioners", use[3], "config", "binary"], "value": false}],
	},
} if {
	some s, script in input.scripts
	script.crlf
	some use in script.used_by
	use[0] == "builds"
	input.builds[use[1]].provisioners[use[3]].type == "shell"
	not object.get(input.builds[use[1]].provisioners[use[3]].config, "binary", false) == false
}

deny contains {"msg": sprintf("the script %s has Windows line endings", [script.path]), "path": ["scripts", s]} if {
	some s, script in input.scripts
	script.crlf
	some use in script.used_by
	use[0] == "builds"
	provisioner := input.builds[use[1]].provisioners[use[3]]
	provisioner.type == "shell-local"
}
