# METADATA
# title: A secret is written into user data
# description: >-
#   `user_data`, `custom_data` or a start-up script of a source holds what looks like a password,
#   a token or a key.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
#     description: user data is not for secrets
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     user data can be read by every process of the instance and by everyone who may describe it
#     in the account
#   recovery: hours
#   remediation: >-
#     Let the instance fetch the secret with its role, from a secret store.
#   confidence: 0.85
#   subject: /
#   when: size(doc.secrets) > 0
#   partial: judge
package packer_baseline.security.secret_in_user_data

import data.packer_baseline_lib.secrets
import rego.v1

deny contains {"msg": sprintf("a secret (%s) stands in %s", [secret.kind, name]), "path": secret.path, "line": line} if {
	some secret in secrets.told["secret-in-user-data"]
	some line in secrets.lines(secret)
	some name in {"user_data", "custom_data", "startup_script"}
	name in secret.path
}
