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

deny contains {"msg": sprintf("a key (%s) is written in %s", [secret.kind, place(secret.path)]), "path": secret.path, "line": line} if {
	some secret in secrets.told["cloud-key-in-template"]
	some line in secrets.lines(secret)
}

place(path) := "a script" if path[0] == "scripts"

place(path) := "the template" if path[0] != "scripts"
