# METADATA
# title: A package command asks a question
# description: >-
#   apt or apt-get installs or removes packages without -y, so it asks and, without a terminal,
#   stops.
# related_resources:
#   - ref: https://manpages.debian.org/stable/apt/apt-get.8.en.html
#     description: apt-get
# custom:
#   since: 1.0.0
#   severity: medium
#   category: build
#   impact: medium
#   why: >-
#     there is nobody to answer: the command stops with an error, or the build hangs until its
#     timeout
#   recovery: minutes
#   remediation: >-
#     Add -y, and set DEBIAN_FRONTEND=noninteractive for the questions of the packages
#     themselves.
#   confidence: 0.85
#   subject: /
#   when: size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p, has(p.config.inline)))
#   partial: judge
package packer_baseline.build.interactive_package_install

import rego.v1

import data.packer_baseline_lib.commands

words := {"apt"}

pattern := `(?i)\bapt(-get)?\s+((-q+|-o\s*\S+|--no-install-recommends|--fix-missing|-qq)\s+)*(install|upgrade|dist-upgrade|full-upgrade|remove|autoremove|purge)\b`

with_yes(line) := regex.replace(line, `(?i)\b(apt(?:-get)?)(\s+(?:(?:-q+|-o\s*\S+|--no-install-recommends|--fix-missing)\s+)*)(install|upgrade|dist-upgrade|full-upgrade|remove|autoremove|purge)\b`, "${1}${2}-y ${3}")

deny contains {
	"msg": sprintf("%s waits for an answer that nobody gives", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.mended(hit, "let it answer by itself", with_yes(hit.line)),
} if {
	some hit in commands.hits(words, pattern)
	not regex.match(quiet, hit.line)
	not always_yes
}

# Asked once, not for each hit.
always_yes if commands.any_match(words, `(?i)APT::Get::Assume-Yes|apt-get[^\n]*\{\s*command|alias\s+apt`)

# What makes apt answer by itself.
quiet := `(?i)\s(-[a-z]*y[a-z]*|--yes|--assume-yes|-qq[a-z]*|--quiet=2|--force-yes|-s|--simulate|--dry-run|--download-only|\$\S+|\{\S+|--assume-no)(\s|$)|\byes\b[^|]*\||Assume-Yes|<<<|\becho\b|\bprintf\b`
