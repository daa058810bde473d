# METADATA
# title: Which of several source images is meant is not said
# description: >-
#   A `source_ami_filter`, or an `amazon-ami` data source, has a pattern in its name and no
#   `most_recent = true`.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs
#     description: source_ami_filter
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/data-source/ami
#     description: amazon-ami
# custom:
#   since: 1.1.0
#   severity: medium
#   category: build
#   impact: medium
#   why: >-
#     as soon as a second image matches, the build ends with "Your query returned more than one
#     result"
#   recovery: minutes
#   remediation: >-
#     Say most_recent = true beside owners, or name one image without a pattern.
#   confidence: 0.93
#   subject: /
#   when: >-
#     doc.builds.exists(b, b.sources.exists(s, has(s.config.source_ami_filter))) ||
#     doc.data.exists(d, d.type == "amazon-ami")
#   inputs:
#     - /builds/*/sources/*/config/source_ami_filter
#     - /data/*/config/most_recent
#     - /data/*/config/filters
package packer_baseline.build.ambiguous_source_image

import rego.v1

deny contains {
	"msg": sprintf("%s does not say which of several images it takes", [lookup.what]),
	"path": lookup.place,
	"fix": {
		"description": "take the newest",
		"safe": false,
		"set": [{"path": array.concat(lookup.place, ["most_recent"]), "value": true}],
	},
} if {
	some lookup in lookups
	name := lookup.config.filters.name
	is_string(name)
	regex.match(`[*?]`, name)
	not object.get(lookup.config, "most_recent", false) == true
}

lookups contains {
	"what": sprintf("source %s.%s", [source.type, source.name]),
	"place": ["builds", b, "sources", s, "config", "source_ami_filter"],
	"config": source.config.source_ami_filter,
} if {
	some b, s
	source := input.builds[b].sources[s]
	startswith(source.type, "amazon-")
	is_object(source.config.source_ami_filter)
}

lookups contains {"what": sprintf("data amazon-ami.%s", [source.name]), "place": ["data", d, "config"], "config": source.config} if {
	some d
	source := input.data[d]
	source.type == "amazon-ami"
}
