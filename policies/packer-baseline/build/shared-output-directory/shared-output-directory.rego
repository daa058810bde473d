# METADATA
# title: Two sources write into one output directory
# description: >-
#   Two sources have the same `output_directory`. Packer builds sources at the same time, so each
#   writes into the files of the other.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/qemu/latest/components/builder/qemu
#     description: the argument output_directory of the qemu builder
# custom:
#   since: 1.0.0
#   severity: medium
#   category: build
#   impact: medium
#   why: >-
#     the second source fails because the directory exists, or with -force deletes what the first
#     one made
#   recovery: minutes
#   remediation: >-
#     Give each source a directory of its own, such as
#     output_directory = "output/${source.name}".
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     has(self.config.output_directory) &&
#     (size(doc.builds) > 1 || doc.builds.exists(b, size(b.sources) > 1))
#   inputs:
#     - config/output_directory
package packer_baseline.build.shared_output_directory

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s writes into the same directory as %s.%s", [
		source.type,
		source.name,
		first.type,
		first.name,
	]),
	"path": ["builds", b, "sources", s, "config", "output_directory"],
	"fix": cure(b, s, source, first),
} if {
	some b, build in input.builds
	some s, source in build.sources
	users := users_of[source.config.output_directory]
	place := min(users)
	place != [b, s]
	first := input.builds[place[0]].sources[place[1]]
}

# Where each directory is used: [build, source] pairs.
users_of[directory] contains [b, s] if {
	some b, build in input.builds
	some s, source in build.sources
	directory := source.config.output_directory
}

# A directory beside the other one, named for the source.
cure(b, s, source, first) := {
	"description": "give it a directory of its own",
	"safe": false,
	"set": [{"path": ["builds", b, "sources", s, "config", "output_directory"], "value": own}],
} if {
	is_string(source.config.output_directory)
	own := [name |
		some key in ["name", "type"]
		source[key] != first[key]
		name := sprintf("%s-%s", [trim_right(source.config.output_directory, "/"), source[key]])
		not users_of[name]
	][0]
} else := null
