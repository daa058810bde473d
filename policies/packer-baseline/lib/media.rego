# The media that a source installs from: those of the source itself, and those that have a block of
# their own, such as `boot_iso` and `additional_iso_files` of proxmox-iso.
package packer_baseline_lib.media

import rego.v1

# Each is {"source": the source, "place": document path of what holds its settings, "settings"}.
media := array.concat(array.concat(own, booted), additional)

own := [{"source": source, "place": ["builds", b, "sources", s, "config"], "settings": source.config} |
	some b, build in input.builds
	some s, source in build.sources
]

booted := [{"source": one.source, "place": array.concat(one.place, ["boot_iso"]), "settings": one.settings.boot_iso} |
	some one in own
	is_object(one.settings.boot_iso)
]

additional := [{"source": one.source, "place": array.concat(one.place, ["additional_iso_files", i]), "settings": settings} |
	some one in own
	is_array(one.settings.additional_iso_files)
	some i, settings in one.settings.additional_iso_files
	is_object(settings)
]

# The addresses that a medium is fetched from: pairs of an argument's path below `settings`, and
# what it says.
addresses(settings) := one | several if {
	one := {[["iso_url"], address] |
		some name in ["iso_url"]
		address := settings[name]
		is_string(address)
	}
	several := {[["iso_urls", i], address] |
		some i
		address := settings.iso_urls[i]
		is_string(address)
	}
}

# What the hypervisor has already, and a disc that Packer makes of files, is not fetched, and nothing
# is compared with its digest.
fetched(medium) if {
	not says(medium, ["iso_file", "iso_path", "iso_paths"])
	not made(medium)
}

fetched(medium) if says(medium, ["iso_url", "iso_urls"])

# In a source itself the files are for another disc than the one that it installs from.
made(medium) if {
	medium.place[count(medium.place) - 1] != "config"
	says(medium, ["cd_content", "cd_files"])
}

says(medium, arguments) if {
	some argument in arguments
	value := medium.settings[argument]
	not value in ["", []]
}

# It is set, and nobody knows to what, or to what else.
says(medium, arguments) if {
	some entry in input.unknowns
	some argument in arguments
	array.slice(entry.path, 0, count(medium.place) + 1) == array.concat(medium.place, [argument])
}

# The list of digests that its publisher keeps beside an ISO, as `iso_checksum` names it.
published_list(settings) := sprintf("file:https%s%s", [substring(folder, indexof(folder, "://"), -1), list]) if {
	address := settings.iso_url
	is_string(address)
	list := [known.list | some known in data.packer_baseline.facts.digest_lists; regex.match(known.pattern, address)][0]
	folder := regex.replace(address, `[^/]*$`, "")
}
