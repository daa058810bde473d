# METADATA
# title: A key of a cloud or a service is written in the template
# description: >-
#   The template, or a script that it names, holds a literal that has the form of an access key, a
#   service token or a private key.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/securing_access-keys.html
#     description: how to keep keys out of code
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon#authentication
#     description: how Packer finds credentials
# custom:
#   since: 1.0.0
#   severity: critical
#   category: security
#   impact: high
#   why: >-
#     programs search public and stolen repositories for exactly this form, and use what they
#     find within minutes
#   recovery: hours
#   remediation: >-
#     Revoke the key now: it is in the history. Then let Packer take credentials from the
#     environment, a profile or the machine's role.
#   confidence: 0.95
#   subject: /
#   when: size(doc.secrets) > 0
#   partial: judge
package packer_baseline.security.cloud_key_in_template

import data.packer_baseline_lib.secrets
import rego.v1

deny contains object.union(
	{"msg": sprintf("a key (%s) is written in %s", [secret.kind, place(secret.path)]), "path": secret.path, "line": line},
	cure(secret),
) if {
	some secret in secrets.told["cloud-key-in-template"]
	some line in secrets.lines(secret)
}

place(path) := "a script" if path[0] == "scripts"

place(path) := "the template" if path[0] != "scripts"

# Whoever builds gives the value. The secret has to be changed all the same: the history has it.
cure(secret) := {"fix": {
	"description": "put a sensitive variable without a default in its place; change the secret where it is in use",
	"safe": false,
	"move": [step],
}} if {
	step := secrets.move(secret)
} else := {"fix": {
	"description": "take the default out, so that whoever builds gives the value; change the key where it is in use",
	"safe": false,
	"remove": [array.concat(array.slice(secret.path, 0, 2), ["default"])],
}} if {
	secret.origin == "variable-default"
	secret.path[0] == "variables"
	count(secret.path) == 3
	object.get(input, secret.path, "") == "<secret>"
} else := {}
