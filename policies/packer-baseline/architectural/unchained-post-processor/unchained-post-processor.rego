# METADATA
# title: A post-processor that needs another's result stands alone
# description: >-
#   `vagrant-cloud`, `vagrant-registry`, `docker-push` or `docker-save` stands in a
#   `post-processor` block of its own, so it gets what the builder made and not what the step
#   before it made.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/blocks/build/post-processors
#     description: chains of post-processors
# custom:
#   since: 1.0.0
#   severity: high
#   category: architectural
#   impact: medium
#   why: >-
#     it refuses the artifact at the very end of the build, or publishes the wrong one
#   recovery: minutes
#   remediation: >-
#     Put both into one post-processors { … } block, in order; in legacy JSON, into one inner
#     array.
#   confidence: 0.85
#   subject: /builds/*
#   inputs:
#     - post_processors/*/*/type
package packer_baseline.architectural.unchained_post_processor

import rego.v1

needs := {
	"vagrant-cloud": {"artifice", "vagrant"},
	"vagrant-registry": {"artifice", "vagrant"},
	"docker-push": {"artifice", "docker-import", "docker-tag"},
}

deny contains {
	"msg": sprintf("post-processor %s stands alone, and needs the result of another one", [step.type]),
	"path": ["builds", b, "post_processors", c, p],
} if {
	some b, build in input.builds
	some c, chain in build.post_processors
	some p, step in chain
	wanted := needs[step.type]
	every q in numbers.range(0, p) {
		not chain[q].type in wanted
	}
}
