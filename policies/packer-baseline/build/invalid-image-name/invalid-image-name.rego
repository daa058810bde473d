# METADATA
# title: The cloud refuses the image's name
# description: >-
#   The name of the image, or on Google its family, holds a character that the cloud does not
#   allow, such as the colons of `timestamp()` or `{{isotime}}`, or is too long.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html
#     description: the characters of an AMI's name
#   - ref: https://cloud.google.com/compute/docs/naming-resources
#     description: the characters of a name on Google Cloud
#   - ref: https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/resource-name-rules
#     description: the characters of a name on Azure
# custom:
#   since: 1.1.0
#   severity: high
#   category: build
#   impact: medium
#   why: >-
#     the builder checks the name first, so no build of this template starts
#   recovery: minutes
#   remediation: >-
#     Format the time: formatdate("YYYYMMDDhhmmss", timestamp()), or clean the name:
#     {{isotime | clean_resource_name}}; put a dash where another character stood.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     self.type in ["amazon-ebs", "amazon-ebssurrogate", "amazon-chroot", "amazon-instance",
#     "googlecompute", "azure-arm"]
#   partial: judge
package packer_baseline.build.invalid_image_name

import rego.v1

amazon := {"cloud": "AWS", "arguments": {"ami_name"}, "refused": `[^A-Za-z0-9()\[\] ./'@_-]`, "longest": 128}

clouds := {
	"amazon-chroot": amazon, "amazon-ebs": amazon, "amazon-ebssurrogate": amazon, "amazon-instance": amazon,
	"azure-arm": {
		"cloud": "Azure", "arguments": {"managed_image_name"},
		"refused": `[^A-Za-z0-9_.)-]`, "longest": 80,
	},
	"googlecompute": {
		"cloud": "Google Cloud", "arguments": {"image_name", "image_family"},
		"refused": `[^a-z0-9-]|^[0-9]`, "longest": 63,
	},
}

deny contains object.union(
	{
		"msg": sprintf("%s refuses the name that source %s.%s gives its image, because of %s", [cloud.cloud, source.type, source.name, concat(", ", flaws)]),
		"path": place,
	},
	cures(cloud, source.config, argument, place),
) if {
	some b, s
	source := input.builds[b].sources[s]
	cloud := clouds[source.type]
	some argument in cloud.arguments
	place := ["builds", b, "sources", s, "config", argument]
	flaws := array.concat(in_text(cloud, source.config, argument), of_time(place))
	count(flaws) > 0
}

# What is written in the name itself.
in_text(cloud, config, argument) := array.concat(characters(cloud, name), length(cloud, name)) if {
	name := config[argument]
	is_string(name)
} else := []

characters(cloud, name) := sort({sprintf("%q", [character]) | some character in regex.find_n(cloud.refused, written(name), -1)})

length(cloud, name) := [sprintf("%d characters where %d is the most", [count(name), cloud.longest])] if {
	count(name) > cloud.longest
	not regex.match(`<(unknown|secret)>|\{\{`, name)
} else := []

# The name without what is unknown, and without what the plugin fills in; of the time the form that
# it is to have.
written(name) := regex.replace(formatted, `\{\{.*?\}\}|<unknown>|<secret>`, "") if {
	whole := regex.replace(name, bare_time, "T::Z")
	formatted := regex.replace(whole, "\\{\\{-?\\s*isotime\\s+[\"`]([^\"`]*)[\"`]\\s*-?\\}\\}", "$1")
}

bare_time := `\{\{-?\s*isotime\s*-?\}\}`

# The time as it is, such as 2027-03-31T12:00:00Z.
of_time(place) := [sprintf("the colons of %s", [entry.expression]) |
	some entry in input.unknowns
	entry.path == place
	not entry.derived
	regex.match(`^(timestamp\(\)|legacy_isotime\(\)|\{\{-?\s*isotime\s*-?\}\})$`, entry.expression)
]

# Where the name is one literal all of it is replaced, where it is a template string what is refused in it.
cures(cloud, config, argument, place) := {"fix": object.union(literal, {"otherwise": template})} if {
	literal := cure(cloud, config, argument, place)
	template := rewriting(cloud, config, argument, place)
} else := {"fix": literal} if {
	literal := cure(cloud, config, argument, place)
} else := {"fix": template} if {
	template := rewriting(cloud, config, argument, place)
} else := {}

cure(cloud, config, argument, place) := {
	"description": "put a dash in the place of what is refused",
	"safe": false,
	"set": [{"path": place, "value": cleaned}],
} if {
	name := config[argument]
	is_string(name)
	cleaned := clean(cloud, name)
	count(cleaned) <= cloud.longest
	cleaned != name
}

rewriting(cloud, config, argument, place) := {
	"description": "put digits in the place of the time, and dashes in that of what is refused",
	"safe": false,
	"rewrite": steps,
} if {
	name := object.get(config, argument, "") # without one it is unknown as a whole
	is_string(name)
	not kept_for_people(cloud, name)
	steps := array.concat(
		[{"path": place, "call": call, "by": "formatdate(\"YYYYMMDDhhmmss\", {})"} | some call in calls(place)],
		[{"path": place, "pattern": trim_suffix(cloud.refused, "|^[0-9]"), "by": "-"} | count(characters(cloud, name)) > 0],
	)
	count(steps) > 0
}

calls(place) := {entry.expression |
	some entry in input.unknowns
	entry.path == place
	not entry.derived
	entry.expression in {"timestamp()", "legacy_isotime()"}
}

# Google has no capitals and no digit in front: only a name that is one literal is written anew.
kept_for_people(cloud, name) if {
	cloud.cloud == "Google Cloud"
	not regex.match(`^[a-z][^A-Z]*$`, name)
}

clean(cloud, name) := regex.replace(in_case(cloud, name), cloud.refused, "-") if {
	not contains(name, "{{")
	not contains(name, "<")
	not regex.match(`^[0-9]`, name)
} else := regex.replace(with_formats(cloud, name), bare_time, "{{isotime | clean_resource_name}}")

# The formats of the time that are refused, with dashes.
with_formats(cloud, name) := strings.replace_n(
	{found[1]: regex.replace(found[1], cloud.refused, "-") |
		some found in regex.find_all_string_submatch_n("\\{\\{-?\\s*isotime\\s+[\"`]([^\"`]+)[\"`]\\s*-?\\}\\}", name, -1)
	},
	name,
)

in_case(cloud, name) := lower(name) if {
	cloud.cloud == "Google Cloud"
} else := name
