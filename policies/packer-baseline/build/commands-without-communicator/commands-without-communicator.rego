# METADATA
# title: A provisioner runs where Packer cannot connect
# description: >-
#   A source says `communicator = "none"`, and a provisioner that needs a connection runs for it.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/communicators
#     description: communicators
# custom:
#   since: 1.1.0
#   severity: high
#   category: build
#   impact: medium
#   why: >-
#     the upload fails, and a command that needs none is reported as done without having run
#   recovery: minutes
#   remediation: >-
#     Give the source a communicator, or let the provisioner run for the others alone: only =
#     ["qemu.debian"]; shell-local needs none.
#   confidence: 0.95
#   subject: /builds/*/provisioners/*
#   when: >-
#     !(self.type in ["shell-local", "breakpoint", "sleep"])
#   inputs:
#     - /builds/*/sources/*/config/communicator
package packer_baseline.build.commands_without_communicator

import rego.v1

deny contains {
	"msg": sprintf("provisioner %s runs for %s, which Packer cannot connect to", [provisioner.type, name]),
	"path": ["builds", b, "provisioners", p],
} if {
	some b, build in input.builds
	some p, provisioner in build.provisioners
	not provisioner.type in {"shell-local", "breakpoint", "sleep"}
	some source in build.sources
	source.config.communicator == "none"
	name := sprintf("%s.%s", [source.type, named(source)])
	name in provisioner.sources
}

named(source) := source.label if object.get(source, "label", "") != ""

named(source) := source.name if object.get(source, "label", "") == ""
