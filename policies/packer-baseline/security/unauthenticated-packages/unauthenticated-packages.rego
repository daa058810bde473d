# METADATA
# title: Packages are installed without checking who signed them
# description: >-
#   A command switches the package manager's signature check off: apt --allow-unauthenticated or
#   [trusted=yes], yum --nogpgcheck or gpgcheck=0, apk --allow-untrusted and the like.
# related_resources:
#   - ref: https://manpages.debian.org/stable/apt/apt-secure.8.en.html
#     description: how apt checks
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: the shell provisioner
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     a mirror, or whoever is between, can hand out packages of its own, installed as root in
#     every image
#   recovery: minutes
#   remediation: >-
#     Install the repository's key (signed-by=… for apt, gpgkey=… for yum) and leave the check
#     on.
#   confidence: 0.9
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.unauthenticated_packages

import rego.v1

import data.packer_baseline_lib.commands

words := {"--force-yes", "--nosignature", "insecurerepositories", "siglevel", "gpg", "nauthenticated", "trusted=", "untrusted"}

pattern := `(?i)--allow-unauthenticated\b|--force-yes\b|\[\s*([a-z-]+=\S+\s+)*trusted=yes\b|--nogpgcheck\b|--no-gpg-checks?\b|\bgpgcheck\s*=\s*(0|no|false)\b|AllowUnauthenticated\s+["']?(true|1)|--allow-untrusted\b|\brpm\b.*--nosignature\b|AllowInsecureRepositories\s*[= ]\s*["']?(true|1)\b|\bSigLevel\s*=\s*Never\b|\ballow_unauthenticated\s+boolean\s+true\b`

deny contains {
	"msg": sprintf("%s installs packages without checking their signatures", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.mended(hit, "check the signatures; their keys must be there", checked(hit.line)),
} if {
	some hit in commands.hits_anywhere(words, pattern)
}

checked(line) := unflagged(regex.replace(line, `(?i)\bgpgcheck(\s*=\s*)(?:0|no|false)\b`, "gpgcheck${1}1"))

unflagged(line) := regex.replace(untrusted(line), `(?i)\s--(?:allow-unauthenticated|nogpgcheck|no-gpg-checks?|allow-untrusted|nosignature)\b`, "")

untrusted(line) := regex.replace(unforced(line), `(?i)\[\s*trusted=yes\s*\]\s*|\s?\btrusted=yes\b`, "")

# --force-yes says yes too.
unforced(line) := regex.replace(line, `\s--force-yes\b`, "") if regex.match(`\s(-[a-z]*y[a-z]*|--yes|--assume-yes)(\s|$)`, line)

unforced(line) := regex.replace(line, `\s--force-yes\b`, " --yes") if not regex.match(`\s(-[a-z]*y[a-z]*|--yes|--assume-yes)(\s|$)`, line)
