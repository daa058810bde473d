# METADATA
# title: The image is made of a system that gets no updates any more
# description: >-
#   The ISO (fetched, or one that the hypervisor has), the base image or the container that a source starts from belongs to a release whose
#   makers have ended its support. Which ones, and since when, is in the setting
#   `unsupported_systems`.
# related_resources:
#   - ref: https://endoflife.date
#     description: ends of support
#   - ref: https://ubuntu.com/about/release-cycle
#     description: Ubuntu
#   - ref: https://www.debian.org/releases/
#     description: Debian
#   - ref: https://learn.microsoft.com/en-us/lifecycle/
#     description: Windows
# custom:
#   since: 1.1.0
#   severity: medium
#   category: compliance
#   impact: high
#   why: >-
#     weaknesses that are found in it now are never mended, and its package mirrors are moved away
#   recovery: days
#   remediation: >-
#     Build on a release that is supported; where a paid extension covers it (Ubuntu Pro, ESU),
#     take its entry out of the setting unsupported_systems.
#   confidence: 0.93
#   subject: /builds/*/sources/*
#   partial: judge
package packer_baseline.compliance.unsupported_system

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s is made of %s, whose support ended on %s", [source.type, source.name, first.name, first.ended]),
	"path": array.concat(["builds", b, "sources", s, "config"], first.place),
} if {
	some [b, s], places in made_of
	found := [{"place": place, "name": system.name, "ended": system.ended} |
		some [place, text] in places
		system := system_of[text]
	]
	count(found) > 0
	first := found[0]
	source := input.builds[b].sources[s]
}

# What says of each source which system it is.
made_of := {[b, s]: places |
	config := input.builds[b].sources[s].config
	places := array.concat(origins(config), looked_up(b, s))
	count(places) > 0
}

texts contains text if some [_, text] in made_of[_]

# Many sources start from the same thing: each text is looked at once.
system_of[text] := systems[0] if {
	some text in texts
	regex.match(any_ended, text)
	systems := [system |
		some system in ended
		regex.match(system.pattern, text)
	]
	count(systems) > 0
}

ended := [system |
	today := substring(input.now, 0, 10)
	some system in data.packer_baseline.settings.unsupported_systems
	system.ended < today
]

any_ended := concat("", ["(?:", concat(")|(?:", [system.pattern | some system in ended]), ")"])

# What says which system it is: [path, text] pairs, in the order in which they are looked at.
origins(config) := array.concat(plain(config), array.concat(several(config), array.concat(booted(config), array.concat(filtered(config), azure(config)))))

plain(config) := [[[argument], file_of(argument, config[argument])] |
	some argument in ["iso_url", "iso_target_path", "iso_file", "image", "source_image", "source_image_family", "clone_vm"]
	is_string(config[argument])
]

several(config) := [[[argument, i], file_of("iso_url", config[argument][i])] |
	some argument in ["iso_urls", "file_urls", "iso_paths"]
	some i
	is_string(config[argument][i])
]

# The medium of proxmox-iso has a block of its own.
booted(config) := [[array.concat(["boot_iso"], place), text] |
	is_object(config.boot_iso)
	some [place, text] in array.concat(plain(config.boot_iso), several(config.boot_iso))
]

filtered(config) := [[["source_ami_filter", "filters", "name"], config.source_ami_filter.filters.name] |
	is_string(config.source_ami_filter.filters.name)
]

# What a data source is to find, where the source takes its id.
looked_up(b, s) := [[["source_ami"], filter] |
	expression := taken_ids[[b, s]]
	some lookup in input.data
	expression == sprintf("data.%s.%s.id", [lookup.type, lookup.name])
	filter := lookup.config.filters.name
	is_string(filter)
]

# The list of what is unknown is gone through once, not for each source.
taken_ids := {[b, s]: entry.expression |
	some entry in input.unknowns
	["builds", b, "sources", s, "config", "source_ami"] = entry.path
}

azure(config) := [[["image_sku"], concat(" ", [config.image_offer, config.image_sku])] |
	is_string(config.image_sku)
	is_string(config.image_offer)
]

# Of an address only what names the release: the host's name says nothing of it.
file_of(argument, text) := regex.replace(text, `^[a-z]+://[^/]*`, "") if {
	argument == "iso_url"
	not regex.match(`(?i)ubuntu\.com`, text)
}

file_of(argument, text) := text if {
	argument == "iso_url"
	regex.match(`(?i)ubuntu\.com`, text)
}

file_of(argument, text) := text if argument != "iso_url"
