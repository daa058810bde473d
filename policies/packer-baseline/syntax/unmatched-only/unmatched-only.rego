# METADATA
# title: only or except names a source that the build does not have
# description: >-
#   An entry of `only` or `except` matches no source of its build. With `only`, the step never
#   runs; with `except`, it always does.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/onlyexcept
#     description: only and except
# custom:
#   since: 1.0.0
#   severity: high
#   category: syntax
#   impact: high
#   why: >-
#     the step is skipped, or run where it must not, and Packer says nothing
#   recovery: minutes
#   remediation: >-
#     Name the source as Packer does: "type.name", such as "qemu.debian" (in legacy JSON the
#     builder's name).
#   confidence: 0.9
#   subject: /
#   partial: judge
package packer_baseline.syntax.unmatched_only

import rego.v1

deny contains {
	"msg": sprintf("%s %s: %s names no source of this build", [kind, step.type, list]),
	"path": array.concat(path, [list]),
} if {
	some list in ["only", "except"]
	some [kind, path] in steps_with(list)
	build := input.builds[path[1]]
	step := object.get(input, path, {})
	count(build.sources) > 0
	some pattern in step[list]
	not contains(pattern, "<unknown>")
	not matches_any(pattern, path[1])
}

steps_with(list) := {["provisioner", ["builds", b, "provisioners", p]] |
	some b, p
	count(input.builds[b].provisioners[p][list]) > 0
} | {["post-processor", ["builds", b, "post_processors", c, p]] |
	some b, c, p
	count(input.builds[b].post_processors[c][p][list]) > 0
}

matches_any(pattern, b) if pattern in names[b]

matches_any(pattern, b) if {
	regex.match(`[*?\[{]`, pattern)
	some name in names[b]
	glob.match(pattern, [], name)
}

# Where the list of sources is not wholly known, nothing can be said.
matches_any(_, _) if {
	some entry in input.unknowns
	entry.path[0] == "builds"
	entry.path[count(entry.path) - 1] in {"name", "sources", "type"}
}

# What a source of a build can be called.
names[b] contains name if {
	some b, build in input.builds
	some source in build.sources
	some own in {source.name, object.get(source, "label", source.name)}
	full := sprintf("%s.%s", [source.type, own])
	some name in short_names(own) | {full, sprintf("%s.%s", [object.get(build, "name", ""), full])}
}

# Legacy templates call a source by its name alone.
short_names(own) := {own | input.format == "json"}
