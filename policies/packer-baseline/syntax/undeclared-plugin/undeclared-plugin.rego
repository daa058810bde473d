# METADATA
# title: A component is used whose plugin is not declared
# description: >-
#   A source, provisioner, post-processor or data source comes from a plugin that
#   `required_plugins` does not name, so packer init does not install it.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/blocks/packer
#     description: required_plugins
#   - ref: https://developer.hashicorp.com/packer/docs/plugins/install
#     description: how plugins are installed
# custom:
#   since: 1.0.0
#   severity: medium
#   category: syntax
#   impact: medium
#   why: >-
#     the build works only where somebody installed the plugin by hand, in whatever version that
#     was
#   recovery: minutes
#   remediation: >-
#     Declare it in packer { required_plugins { … } } with its source and a version, then run
#     packer init.
#   confidence: 0.9
#   subject: /
#   when: doc.format == "hcl2"
#   inputs:
#     - /packer
package packer_baseline.syntax.undeclared_plugin

import rego.v1

deny contains {
	"msg": sprintf("%s needs the plugin %s, which required_plugins does not declare", [use.what, plugin]),
	"path": use.path,
	"fix": cure(plugin),
} if {
	input.format == "hcl2"
	some plugin, all_uses in uses
	not plugin in declared
	use := sort(all_uses)[0]
}

# Names of plugins as the last part of their source says them.
declared contains name if {
	some entry in object.get(object.get(input, "packer", {}), "required_plugins", [])
	parts := split(object.get(entry, "source", entry.name), "/")
	name := parts[count(parts) - 1]
}

# The first use of each plugin, by the type's first part; the bundle's data knows the others.
uses[plugin] contains {"path": ["builds", b, "sources", s], "what": sprintf("source %s.%s", [source.type, source.name])} if {
	some b, s
	source := input.builds[b].sources[s]
	source.type in defined
	plugin := plugin_of("source", source.type)
}

uses[plugin] contains {"path": ["builds", b, "provisioners", p], "what": sprintf("provisioner %s", [provisioner.type])} if {
	some b, p
	provisioner := input.builds[b].provisioners[p]
	plugin := plugin_of("provisioner", provisioner.type)
}

# That a source does not exist is told, and maybe it is its type that is wrong.
defined contains source.type if some source in input.sources

plugin_of(kind, type) := plugin if {
	some plugin, types in data.packer_baseline.settings.plugins[kind]
	type in types
}

# Where the bundle knows where the plugin comes from.
cure(plugin) := {
	"description": "declare it; packer init installs it",
	"safe": false,
	"insert": [{
		"path": ["packer", "required_plugins", 0],
		"value": {"name": plugin, "source": known.source, "version": known.version},
	}],
} if {
	known := data.packer_baseline.facts.plugins[plugin]
} else := null
