# METADATA
# title: The build container can take over the host
# description: >-
#   A docker source gives its container what is as much as `privileged = true`: `--privileged` or
#   `--cap-add=ALL` in `run_command`, `ALL` in `cap_add`, the socket of the Docker daemon, or the
#   host's root folder.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/#docker-daemon-attack-surface
#     description: who may talk to the daemon is root on its host
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/docker/latest/components/builder/docker
#     description: cap_add, volumes and run_command
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     whatever the build downloads and runs can take over the machine that builds
#   recovery: hours
#   remediation: >-
#     Remove it, and name the few capabilities that are needed with cap_add, and the folders that are
#     needed with volumes; build images in the build with a tool that needs no daemon.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     self.type == "docker" && (has(self.config.run_command) || has(self.config.cap_add) ||
#     has(self.config.volumes))
#   partial: judge
package packer_baseline.security.container_with_host_access

import rego.v1

deny contains {"msg": sprintf("source docker.%s gives its container %s", [source.name, what]), "path": array.concat(["builds", b, "sources", s, "config"], place)} if {
	some b, s
	source := input.builds[b].sources[s]
	source.type == "docker"
	some [what, place] in (by_option(source.config) | by_capability(source.config)) | by_volume(source.config)
}

options := {
	["all rights on the host", `^--privileged(=true)?$`],
	["all rights on the host", `^--cap-add[= ](CAP_)?ALL$`],
	["the socket of the Docker daemon", `^(-v[= ]?|--volume[= ])?/(var/)?run/docker\.sock:/`],
	["the root folder of the host", `^(-v[= ]?|--volume[= ])?/:/`],
}

by_option(config) := {[what, ["run_command", i]] |
	is_array(config.run_command)
	some i, option in config.run_command
	is_string(option)
	some [what, pattern] in options
	regex.match(pattern, option)
}

by_capability(config) := {["all rights on the host", ["cap_add", i]] |
	is_array(config.cap_add)
	some i, capability in config.cap_add
	is_string(capability)
	upper(capability) in {"ALL", "CAP_ALL"}
}

by_volume(config) := {[what, ["volumes", folder]] |
	is_object(config.volumes)
	some folder, _ in config.volumes
	what := {
		"/": "the root folder of the host",
		"/run/docker.sock": "the socket of the Docker daemon",
		"/var/run/docker.sock": "the socket of the Docker daemon",
	}[folder]
}
