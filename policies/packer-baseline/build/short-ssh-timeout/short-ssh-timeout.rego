# METADATA
# title: The installation has five minutes or less
# description: >-
#   A source that installs from an ISO leaves `ssh_timeout` at its default of five minutes, or sets
#   it to no more than the setting `short_ssh_timeout_to` says, which is five minutes too.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/communicators/ssh
#     description: ssh_timeout
# custom:
#   since: 1.0.0
#   severity: medium
#   category: build
#   impact: medium
#   why: >-
#     an installation takes longer on a busy machine, and the build ends with a timeout that
#     tells nothing
#   recovery: minutes
#   remediation: >-
#     Set ssh_timeout to what your slowest machine needs, such as "45m".
#   confidence: 0.85
#   subject: /builds/*/sources/*
#   when: >-
#     self.type in ["qemu", "virtualbox-iso", "vmware-iso", "parallels-iso", "vsphere-iso",
#     "proxmox-iso", "hyperv-iso"] && !(has(self.config.communicator) &&
#     self.config.communicator in ["winrm", "none"]) && has(self.config.boot_command) &&
#     !(has(self.config.disk_image) && self.config.disk_image == true)
#   inputs:
#     - config/ssh_timeout
#     - config/ssh_wait_timeout
package packer_baseline.build.short_ssh_timeout

import rego.v1

installers := {"hyperv-iso", "parallels-iso", "proxmox-iso", "qemu", "virtualbox-iso", "vmware-iso", "vsphere-iso"}

deny contains {
	"msg": sprintf("source %s.%s gives the installation %s", [source.type, source.name, given]),
	"path": place,
	"fix": {
		"description": "wait an hour for SSH",
		"safe": true,
		"set": [{"path": place, "value": "1h"}],
	},
} if {
	some b, s
	source := input.builds[b].sources[s]
	source.type in installers
	not object.get(source.config, "communicator", "ssh") in {"none", "winrm"}
	"boot_command" in object.keys(source.config)
	not object.get(source.config, "disk_image", false) == true
	[argument, given] := timeout(source.config)
	short(given)
	place := ["builds", b, "sources", s, "config", argument]
}

# The old name counts where both are set.
timeout(config) := ["ssh_wait_timeout", config.ssh_wait_timeout] if {
	config.ssh_wait_timeout
} else := ["ssh_timeout", config.ssh_timeout] if {
	config.ssh_timeout
} else := ["ssh_timeout", "five minutes"]

short(given) if given == "five minutes"

# Longer ones than this form allows are not short.
short(given) if {
	is_string(given)
	regex.match(`^([0-9]{1,5}([.][0-9]{1,3})?(ms|s|m|h)){1,4}$`, given)
	time.parse_duration_ns(given) <= data.packer_baseline.settings.short_ssh_timeout_to * 1000000000
}
