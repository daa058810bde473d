# METADATA
# title: Inline commands go on after an error
# description: >-
#   `inline_shebang` is set without `-e`, so that only the last command's result counts. Packer's
#   own default, `/bin/sh -e`, has it.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: inline_shebang
# custom:
#   since: 1.0.0
#   severity: medium
#   category: build
#   impact: high
#   why: >-
#     a step that failed is passed over, and the image is published without it
#   recovery: minutes
#   remediation: >-
#     Write inline_shebang = "/bin/bash -e".
#   confidence: 0.9
#   subject: /builds/*/provisioners/*
#   when: >-
#     has(self.config.inline_shebang) && type(self.config.inline_shebang) == string &&
#     has(self.config.inline) && self.type in ["shell", "shell-local"]
#   inputs:
#     - config/inline_shebang
#     - config/inline
package packer_baseline.build.unsafe_inline_shebang

import rego.v1

deny contains {
	"msg": sprintf("provisioner %s goes on after a command that failed", [provisioner.type]),
	"path": place,
	"fix": {
		"description": "stop at the first command that fails",
		"safe": false,
		"set": [{"path": place, "value": sprintf("%s -e", [trim_right(shebang, " ")])}],
	},
} if {
	some b, p
	provisioner := input.builds[b].provisioners[p]
	provisioner.type in {"shell", "shell-local"}
	provisioner.config.inline
	shebang := provisioner.config.inline_shebang
	is_string(shebang)
	regex.match(`sh(\s|$)`, shebang)
	not regex.match(`\s(-[a-zA-Z]*e|-o\s+errexit)`, shebang)
	not sets_errexit(provisioner.config.inline[0])
	place := ["builds", b, "provisioners", p, "config", "inline_shebang"]
}

sets_errexit(command) if {
	is_string(command)
	regex.match(`^\s*set\s+(-[a-zA-Z]*e|-o\s+errexit)`, command)
}
