# METADATA
# title: A name does not follow the team's pattern
# description: >-
#   The name of a variable, a local, a source or a build does not match the pattern that the settings
#   have for its kind; by default small letters, digits, `_` and `-`.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/syntax
#     description: identifiers
# custom:
#   since: 1.0.0
#   severity: info
#   category: architectural
#   impact: low
#   why: >-
#     names that are written in several ways are mistyped on command lines and missed in searches
#   recovery: minutes
#   remediation: >-
#     Rename it, with its uses, in var files and in what calls Packer; or set the pattern of its kind,
#     such as variable_name_pattern.
#   confidence: 0.95
#   subject: /
#   partial: judge
package packer_style.architectural.off_pattern_name

import rego.v1

settings := data.packer_style.settings

deny contains {
	"msg": sprintf("%s %s does not match the pattern for names, %s", [one.kind, one.name, one.pattern]),
	"path": one.path,
} if {
	some one in named
	one.name != ""
	not contains(one.name, "<unknown>")
	not contains(one.name, "<secret>")
	not regex.match(one.pattern, one.name)
}

named contains {
	"kind": "variable", "name": variable.name,
	"pattern": settings.variable_name_pattern, "path": ["variables", i],
} if some i, variable in input.variables

named contains {
	"kind": "local", "name": entry.name,
	"pattern": settings.local_name_pattern, "path": ["locals", i],
} if some i, entry in input.locals

named contains {
	"kind": "source", "name": source.name,
	"pattern": settings.source_name_pattern, "path": ["sources", i],
} if some i, source in input.sources

named contains {
	"kind": "build", "name": build.name,
	"pattern": settings.build_name_pattern, "path": ["builds", i, "name"],
} if some i, build in input.builds
