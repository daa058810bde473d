# METADATA
# title: A file is uploaded for everybody to read
# description: >-
#   A command uploads to S3 or Google Cloud Storage what everybody may read: `aws s3 cp --acl
#   public-read`, `s3cmd --acl-public`, `gsutil cp -a public-read`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
#     description: what public-read allows
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#     description: blocking public access
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     anyone can fetch the file and read all that is in it: an image with its keys and its history
#   recovery: days
#   remediation: >-
#     Leave the ACL out, and give those who need the file a policy of the bucket or a signed
#     address; who publishes on purpose waives it, with the reason.
#   confidence: 0.9
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)) ||
#     b.post_processors.exists(c, c.exists(p, p.type == "shell-local")))
#   partial: judge
package packer_baseline.security.publicly_readable_upload

import rego.v1

import data.packer_baseline_lib.commands

words := {"acl", "alluser", "public-read", "s3cmd"}

pattern := `\baws\b[^;|&]*\s--acl[= ]\s*["']?public-read(-write)?\b|\bs3cmd\b[^;|&]*\s(--acl-public|-P)\b|\bgsutil\b[^;|&]*\s(-a\s*["']?(public-read(-write)?|publicRead)\b|(def)?acl\s+ch\b[^;|&]*\s-u\s*["']?AllUsers:|iam\s+ch\s+(-[fr]\s+)*["']?allUsers:)|\bgcloud\s+storage\b[^;|&]*--(predefined-acl|canned-acl)[= ]\s*["']?(publicRead|public-read)\b`

deny contains {
	"msg": sprintf("%s uploads what everybody may read", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": cure(hit),
} if {
	some hit in commands.hits_with_local(words, pattern)
}

# What only sets the access is nothing without it.
cure(hit) := null if {
	regex.match(`\bput-(object|bucket)-acl\b|\bsetacl\b|\b(def)?acl\s+ch\b|\biam\s+ch\b`, hit.line)
} else := commands.mended(hit, "let nobody else read it", private(hit.line))

# Without the option the bucket says who may read.
private(line) := regex.replace(line, `\s(?:--acl[= ]\s*["']?public-read(?:-write)?["']?|--acl-public)(\s|$)`, "${1}")
