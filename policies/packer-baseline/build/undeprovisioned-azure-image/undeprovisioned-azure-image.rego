# METADATA
# title: A Linux image for Azure is not deprovisioned
# description: >-
#   The build of an `azure-arm` source for Linux runs no `waagent -deprovision` at its end, and is
#   not for a specialised image.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/azure/latest/components/builder/arm#linux
#     description: deprovision at the end of every build
#   - ref: https://learn.microsoft.com/en-us/azure/virtual-machines/linux/capture-image
#     description: generalise a Linux machine
# custom:
#   since: 1.1.0
#   severity: high
#   category: build
#   impact: high
#   why: >-
#     servers of the image wait for a provisioning that never ends, and keep the build's account,
#     host keys and leases
#   recovery: minutes
#   remediation: >-
#     Make this the last provisioner, as root: /usr/sbin/waagent -force -deprovision+user &&
#     export HISTSIZE=0 && sync (or cloud-init clean, where cloud-init provisions).
#   confidence: 0.85
#   subject: /builds/*
#   when: >-
#     self.sources.exists(s, s.type == "azure-arm" && !(has(s.config.os_type) && s.config.os_type
#     in ["Windows", "windows"])) && size(self.provisioners) > 0
#   inputs:
#     - provisioners/*/type
#     - provisioners/*/overrides
#     - provisioners/*/config/inline
#     - provisioners/*/config/script
#     - provisioners/*/config/scripts
#     - provisioners/*/config/source
#     - provisioners/*/config/sources
#     - provisioners/*/config/destination
#     - provisioners/*/config/direction
#     - sources/*/config/skip_create_image
#     - sources/*/config/shared_image_gallery_destination/specialized
package packer_baseline.build.undeprovisioned_azure_image

import rego.v1

import data.packer_baseline_lib.commands

deny contains {
	"msg": sprintf("source %s.%s is not deprovisioned, so servers of it cannot be provisioned", [source.type, source.name]),
	"path": ["builds", b, "sources", s],
	"fix": cure(b),
} if {
	some b, build in input.builds
	count(build.provisioners) > 0
	some s, source in build.sources
	source.type == "azure-arm"
	not object.get(source.config, "os_type", "") in {"Windows", "windows"}
	not object.get(source.config, "communicator", "ssh") in {"none", "winrm"}
	not object.get(source.config, "skip_create_image", false) == true
	not specialised(source.config)
	every provisioner in build.provisioners {
		provisioner.type in {"breakpoint", "file", "shell", "shell-local", "sleep"}
	}
	not commands.any_match({"deprovision", "cloud-init", "virt-sysprep"}, `-deprovision|cloud-init\s+clean|virt-sysprep`)
	not commands.unread_script
	not commands.unknown_step(b)
}

specialised(config) if {
	some destination in as_list(object.get(config, "shared_image_gallery_destination", []))
	destination.specialized == true
}

as_list(value) := value if is_array(value)

as_list(value) := [value] if not is_array(value)

# As the documentation of the plugin has it, but for its shebang, which goes on after an error.
cure(b) := {
	"description": "deprovision it in the last step",
	"safe": false,
	"insert": [{
		"path": ["builds", b, "provisioners", count(input.builds[b].provisioners)],
		"value": {"type": "shell", "config": {
			"execute_command": "chmod +x {{ .Path }}; {{ .Vars }} sudo -E sh '{{ .Path }}'",
			"inline": ["/usr/sbin/waagent -force -deprovision+user && export HISTSIZE=0 && sync"],
		}},
	}],
} if {
	count(input.builds[b].sources) == 1
} else := null
