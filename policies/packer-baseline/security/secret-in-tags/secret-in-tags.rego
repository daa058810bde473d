# METADATA
# title: A secret is written into tags, labels or metadata
# description: >-
#   Tags, labels or metadata of a source hold what looks like a password, a token or a key.
# related_resources:
#   - ref: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
#     description: no sensitive data in tags
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     tags are shown to everyone who may list resources, and copied into bills and logs
#   recovery: hours
#   remediation: >-
#     Remove it; a tag may name the place where the secret is kept.
#   confidence: 0.85
#   subject: /
#   when: size(doc.secrets) > 0
#   partial: judge
package packer_baseline.security.secret_in_tags

import data.packer_baseline_lib.secrets
import rego.v1

deny contains object.union(
	{"msg": sprintf("a secret (%s) stands in %s", [secret.kind, name]), "path": secret.path},
	cure(secret.path, name),
) if {
	some secret in secrets.told["secret-in-tags"]
	some name in {"tags", "tag", "run_tags", "run_tag", "snapshot_tags", "snapshot_tag", "run_volume_tags", "labels", "image_labels", "metadata", "azure_tags", "azure_tag", "custom_attributes", "annotation", "notes"}
	name in secret.path
}

# A tag of a map. In a block, or a text, more than the secret stands.
cure(path, name) := {"fix": {
	"description": "take the tag out",
	"safe": false,
	"remove": [path],
}} if {
	path[count(path) - 2] == name
	is_string(path[count(path) - 1])
	is_object(object.get(input, array.slice(path, 0, count(path) - 1), null))
} else := {}
