# METADATA
# title: An account of the image is root by way of Docker
# description: >-
#   A command puts an account into the group `docker`.
# related_resources:
#   - ref: https://docs.docker.com/engine/install/linux-postinstall/
#     description: the group grants the rights of root
#   - ref: https://docs.docker.com/engine/security/#docker-daemon-attack-surface
#     description: who may talk to the daemon
# custom:
#   since: 1.1.0
#   severity: low
#   category: security
#   impact: medium
#   why: >-
#     whoever takes the account over mounts the disk of the host into a container, and is root
#     without a password
#   recovery: minutes
#   remediation: >-
#     Use Docker in rootless mode for that account, or sudo with a password; on a runner that is
#     thrown away after each job, waive it with that reason.
#   confidence: 0.9
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline)))
#   partial: judge
package packer_baseline.security.docker_group_member

import rego.v1

import data.packer_baseline_lib.commands

words := {"docker"}

pattern := `\busermod\s[^;|&]*(-[a-zA-Z]*G|--groups)[\s=]+["']?([a-z0-9_,-]+,)?docker(,[a-z0-9_,-]+)?["']?\s+\S|\b(adduser|addgroup)\s+("[^"]+"|'[^']+'|[^-\s;|&]\S*)\s+docker(\s|$|[;&|])|\bgpasswd\s+(-a|--add)\s+\S+\s+docker\b`

deny contains {
	"msg": sprintf("%s makes an account root by way of Docker", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.dropped(hit, "leave the account out of the group"),
} if {
	some hit in commands.hits(words, pattern)
}
