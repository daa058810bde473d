# METADATA
# title: A source is declared and no build uses it
# description: >-
#   A `source` block is named by no build of the template.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/blocks/build
#     description: sources of a build
# custom:
#   since: 1.0.0
#   severity: low
#   category: syntax
#   impact: low
#   why: >-
#     nobody notices when it stops working, or that it was meant to be built
#   recovery: minutes
#   remediation: >-
#     Name it in the sources of a build, or remove it.
#   confidence: 0.95
#   subject: /sources/*
#   when: doc.format == "hcl2" && size(doc.builds) > 0
#   inputs:
#     - /builds/*/sources/*/type
#     - /builds/*/sources/*/name
#     - /builds/*/sources/*/label
package packer_baseline.syntax.unused_source

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s is used by no build", [source.type, source.name]),
	"path": ["sources", s],
	"fix": {"description": "remove the source", "safe": false, "remove": [["sources", s]]},
} if {
	not chosen_by_expression
	some s, source in input.sources
	not [source.type, source.name] in used
}

chosen_by_expression if {
	some build in input.builds
	"sources_chosen" in object.keys(build)
}

# A build may give a source another name; its label is then the one of the block.
used contains [source.type, name] if {
	some source in input.builds[_].sources
	some name in [source.name, object.get(source, "label", source.name)]
}
