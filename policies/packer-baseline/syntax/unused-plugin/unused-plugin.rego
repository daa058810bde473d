# METADATA
# title: A plugin is required and nothing uses it
# description: >-
#   An entry of `required_plugins` provides no source, provisioner, post-processor or data source
#   of the template.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/blocks/packer
#     description: required_plugins
# custom:
#   since: 1.1.0
#   severity: info
#   category: syntax
#   impact: low
#   why: >-
#     packer init downloads and runs a program that the build does not need
#   recovery: minutes
#   remediation: >-
#     Remove the entry from required_plugins.
#   confidence: 0.9
#   subject: /packer/required_plugins/*
#   when: size(doc.builds) > 0
#   partial: judge
package packer_baseline.syntax.unused_plugin

import rego.v1

deny contains {
	"msg": sprintf("plugin %s is required and not used", [plugin.name]),
	"path": ["packer", "required_plugins", i],
	"fix": {"description": "require it no more", "safe": true, "remove": [["packer", "required_plugins", i]]},
} if {
	count(input.builds) > 0
	some i, plugin in input.packer.required_plugins
	names := {plugin.name} | {last |
		is_string(plugin.source)
		parts := split(plugin.source, "/")
		last := parts[count(parts) - 1]
	}
	every name in names {
		not provides(name)
	}
	not unknown_types
}

# A component is called as its plugin, or begins with it.
provides(name) if name in types

provides(name) if {
	some type in types
	startswith(type, concat("", [name, "-"]))
}

types contains input.sources[_].type

types contains input.data[_].type

types contains input.builds[_].sources[_].type

types contains input.builds[_].provisioners[_].type

types contains input.builds[_].post_processors[_][_].type

unknown_types if {
	some entry in input.unknowns
	entry.path[0] == "builds"
	entry.path[count(entry.path) - 1] in {"type", "sources", "provisioners", "post_processors"}
}
