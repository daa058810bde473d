# METADATA
# title: The image's name is the same in every build
# description: >-
#   The name of the image holds no timestamp and nothing else that changes, and nothing says that
#   an older image of the name may go.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs#ami-configuration
#     description: ami_name must be unique
# custom:
#   since: 1.0.0
#   severity: medium
#   category: build
#   impact: medium
#   why: >-
#     the second build fails at its end because the name is taken
#   recovery: minutes
#   remediation: >-
#     Let the name change: "web-${formatdate("YYYYMMDDhhmmss", timestamp())}" or
#     "web-{{timestamp}}".
#   confidence: 0.85
#   subject: /builds/*/sources/*
#   when: >-
#     (self.type in ["amazon-ebs", "amazon-ebssurrogate", "amazon-chroot", "amazon-instance"] &&
#     has(self.config.ami_name)) || (self.type == "googlecompute" &&
#     has(self.config.image_name)) || (self.type == "azure-arm" &&
#     has(self.config.managed_image_name))
#   partial: judge
package packer_baseline.build.static_image_name

import rego.v1

name_argument := {
	"amazon-chroot": "ami_name", "amazon-ebs": "ami_name", "amazon-ebssurrogate": "ami_name",
	"amazon-instance": "ami_name", "azure-arm": "managed_image_name", "googlecompute": "image_name",
}

# What is left of a name where a variable in it is empty: its value comes with each build.
empty_part := `^[-_./]|[-_./]{2}|[-_./]$`

deny contains {
	"msg": sprintf("source %s.%s gives its image the same name in every build", [source.type, source.name]),
	"path": place,
	"fix": {
		"description": "add the time of the build",
		"safe": false,
		"set": [{"path": place, "value": concat("", [name, "-{{timestamp}}"])}],
	},
} if {
	some b, s
	source := input.builds[b].sources[s]
	argument := name_argument[source.type]
	name := source.config[argument]
	is_string(name)
	not regex.match(`<unknown>|\{\{|\d{6,}|\d+\.\d+\.\d+`, name)
	not regex.match(empty_part, name)
	not replaces(source.config)
	place := ["builds", b, "sources", s, "config", argument]
	not from_variable(place)
}

# Asked to delete the older one, or to make none.
replaces(config) if config.force_deregister == true

replaces(config) if config.skip_create_ami == true

replaces(config) if config.skip_create_image == true

# Whoever gives the name from outside can change it with each build.
from_variable(path) if {
	some variable in input.variables
	variable.value == object.get(input, path, null)
}
