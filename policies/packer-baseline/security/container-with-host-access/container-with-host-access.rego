# METADATA
# title: The build container reaches into the host
# description: >-
#   A docker source gives its container what is as much as `privileged = true`: `--privileged` in
#   `run_command`; a capability with which the host can be taken over, such as `ALL` or `SYS_ADMIN`;
#   the host's network or processes; the socket of the Docker daemon, or the host's root folder.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/#docker-daemon-attack-surface
#     description: who may talk to the daemon is root on its host
#   - ref: https://man7.org/linux/man-pages/man7/capabilities.7.html
#     description: what each capability allows
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/docker/latest/components/builder/docker
#     description: cap_add, volumes and run_command
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     whatever the build downloads and runs can take over the machine that builds, or what listens
#     only there
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
	command := object.get(source.config, "run_command", [])
	options := (by_option(source.config) | parted_option(command)) | capability_option(command)
	some [what, place] in ((options | by_capability(source.config)) | by_volume(source.config))
}

# A name of the host's that stands alone is the value of the option before it.
whole_options := {
	["all rights on the host", `^--privileged(=true)?$`],
	["the network of the host", `^--net(work)?[= ]host$`],
	["the processes of the host", `^--pid[= ]host$`],
	["the socket of the Docker daemon", `^(-v[= ]?|--volume[= ])?/(var/)?run/docker\.sock:/`],
	["the root folder of the host", `^(-v[= ]?|--volume[= ])?/:/`],
}

by_option(config) := {[what, ["run_command", i]] |
	is_array(config.run_command)
	some i, option in config.run_command
	is_string(option)
	some [what, pattern] in whole_options
	regex.match(pattern, option)
}

parted := {
	"--net": "the network of the host",
	"--network": "the network of the host",
	"--pid": "the processes of the host",
}

# `"--net", "host"`: the option and its value are two elements.
parted_option(command) := {[what, ["run_command", i + 1]] |
	is_array(command)
	some i, option in command
	what := parted[option]
	command[i + 1] == "host"
}

capability_option(command) := {[what, ["run_command", i]] |
	is_array(command)
	some i, option in command
	is_string(option)
	name := capability_of(command, i, option)
	what := rights(name)
}

capability_of(command, i, option) := regex.replace(option, `^--cap-add[= ]`, "") if {
	regex.match(`^--cap-add[= ]`, option)
} else := option if {
	command[i - 1] == "--cap-add"
}

by_capability(config) := {[what, ["cap_add", i]] |
	is_array(config.cap_add)
	some i, capability in config.cap_add
	is_string(capability)
	what := rights(capability)
}

rights(capability) := "all rights on the host" if {
	trim_prefix(upper(capability), "CAP_") == "ALL"
} else := sprintf("the capability %s, with which the host can be taken over", [upper(capability)]) if {
	trim_prefix(upper(capability), "CAP_") in host_capabilities
}

# To open any file of the host by a handle, to mount its disks, to load a module into its kernel, to
# write its memory.
host_capabilities := {"DAC_READ_SEARCH", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO"}

by_volume(config) := {[what, ["volumes", folder]] |
	is_object(config.volumes)
	some folder, _ in config.volumes
	what := {
		"/": "the root folder of the host",
		"/run/docker.sock": "the socket of the Docker daemon",
		"/var/run/docker.sock": "the socket of the Docker daemon",
	}[folder]
}
