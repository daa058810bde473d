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
#   when: doc.format == "hcl2"
#   partial: judge
package packer_baseline.syntax.unmatched_only

import rego.v1

deny contains object.union(
	{
		"msg": sprintf("%s %s: %s names %s, which is no source of this build", [kind, step.type, list, name]),
		"path": array.concat(path, [list, i]),
	},
	cure(path[1], name, array.concat(path, [list, i])),
) if {
	input.format == "hcl2"
	some list in ["only", "except"]
	some [kind, path] in steps_with(list)
	count(input.builds[path[1]].sources) > 0
	step := object.get(input, path, {})
	some i, name in step[list]
	not contains(name, "<unknown>")
	not matches(name, path[1])
}

steps_with(list) := {["provisioner", ["builds", b, "provisioners", p]] |
	some b, p
	count(input.builds[b].provisioners[p][list]) > 0
} | {["post-processor", ["builds", b, "post_processors", c, p]] |
	some b, c, p
	count(input.builds[b].post_processors[c][p][list]) > 0
}

# A bare name that one source of the build has, as hcl2_upgrade leaves it.
cure(b, name, place) := {"fix": {
	"description": "name it with its type",
	"safe": false,
	"set": [{"path": place, "value": meant[0]}],
}} if {
	meant := meant_by(b, name)
	count(meant) == 1
}

cure(b, name, _) := {} if count(meant_by(b, name)) != 1

meant_by(b, name) := sort([full | some full in names[b]; endswith(full, concat("", [".", name]))])

matches(name, b) if name in names[b]

# Where the list of sources is not wholly known, nothing can be said.
matches(_, _) if {
	some entry in input.unknowns
	entry.path[0] == "builds"
	entry.path[count(entry.path) - 1] in {"name", "sources", "type"}
}

# What a source is called in a build: its type, and its name there.
names[b] contains sprintf("%s.%s", [source.type, source.name]) if {
	some b, build in input.builds
	some source in build.sources
	object.get(source, "label", "") == ""
}

names[b] contains sprintf("%s.%s", [source.type, source.label]) if {
	some b, build in input.builds
	some source in build.sources
	object.get(source, "label", "") != ""
}
