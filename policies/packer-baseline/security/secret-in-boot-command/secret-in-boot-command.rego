# METADATA
# title: A secret is typed by boot_command
# description: >-
#   `boot_command` types what looks like a password, a token or a key.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/community-tools#boot-command
#     description: boot_command
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     everyone who can read the repository has it, and it is shown on the console while it is
#     typed
#   recovery: hours
#   remediation: >-
#     Serve the installer its answers over http_content from a sensitive variable, with a hashed
#     password.
#   confidence: 0.8
#   subject: /
#   when: size(doc.secrets) > 0
#   partial: judge
package packer_baseline.security.secret_in_boot_command

import data.packer_baseline_lib.secrets
import rego.v1

deny contains {"msg": sprintf("a secret (%s) stands in %s", [secret.kind, name]), "path": secret.path} if {
	some secret in secrets.told["secret-in-boot-command"]
	some name in {"boot_command"}
	name in secret.path
}
