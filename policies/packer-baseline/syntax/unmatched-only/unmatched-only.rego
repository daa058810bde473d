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
	some [kind, path, build, step] in steps
	some list in ["only", "except"]
	names := object.get(step, list, [])
	some pattern in names
	not contains(pattern, "<unknown>")
	count(build.sources) > 0
	not matches_any(pattern, build)
}

steps contains ["provisioner", ["builds", b, "provisioners", p], build, step] if {
	some b, build in input.builds
	some p, step in build.provisioners
}

steps contains ["post-processor", ["builds", b, "post_processors", c, p], build, step] if {
	some b, build in input.builds
	some c, chain in build.post_processors
	some p, step in chain
}

matches_any(pattern, build) if {
	some source in build.sources
	some name in names_of(source, build)
	glob.match(pattern, [], name)
}

# Where the list of sources is not wholly known, nothing can be said.
matches_any(_, _) if {
	some entry in input.unknowns
	entry.path[0] == "builds"
	entry.path[count(entry.path) - 1] in {"sources", "name", "type"}
}

names_of(source, build) := {name |
	some own in {source.name, object.get(source, "label", source.name)}
	some name in {own | input.format == "json"} | {sprintf("%s.%s", [source.type, own])} | {sprintf("%s.%s.%s", [object.get(build, "name", ""), source.type, own])}
}
