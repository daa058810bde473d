# METADATA
# title: Every server of the image gets the same identity
# description: >-
#   A build that installs a Linux machine from an ISO never removes the machine id or the SSH host
#   keys that the installation made.
# related_resources:
#   - ref: https://www.freedesktop.org/software/systemd/man/latest/machine-id.html
#     description: the machine id must be unique
#   - ref: https://systemd.io/BUILDING_IMAGES/
#     description: what to reset in an image
# custom:
#   since: 1.0.0
#   severity: medium
#   category: architectural
#   impact: medium
#   why: >-
#     servers share one machine id, and with it DHCP leases and logs, and one SSH host key, so
#     that each can pose as the other
#   recovery: minutes
#   remediation: >-
#     In the last provisioner: truncate -s 0 /etc/machine-id; rm -f /etc/ssh/ssh_host_*; or
#     cloud-init clean --machine-id. On Alpine, rm -f /etc/ssh/ssh_host_*: its sshd service makes
#     new keys, and only D-Bus makes a machine id, which is then removed too.
#   confidence: 0.75
#   subject: /builds/*
#   when: >-
#     self.sources.exists(s, s.type in ["qemu", "vsphere-iso", "proxmox-iso"] &&
#     !(has(s.config.communicator) && s.config.communicator in ["winrm", "none"])) &&
#     size(self.provisioners) > 0
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
#     - sources/*/config/iso_url
package packer_baseline.architectural.machine_identity_left

import rego.v1

import data.packer_baseline_lib.commands

deny contains {
	"msg": sprintf("the image keeps %s of its installation", [kept]),
	"path": ["builds", b],
} if {
	some b, build in input.builds
	machines := [source.config |
		some source in build.sources
		source.type in {"proxmox-iso", "qemu", "vsphere-iso"}
		not object.get(source.config, "communicator", "ssh") in {"none", "winrm"}
		not other_system(source.config)
	]
	count(machines) > 0
	kept := identity(machines)
	every provisioner in build.provisioners {
		provisioner.type in {"breakpoint", "file", "shell", "shell-local", "sleep"}
	}
	count(build.provisioners) > 0
	not commands.any_match({"clean", "machine-id", "reconfigure", "ssh_host", "sys"}, `machine-id|ssh_host_|cloud-init\s+clean|virt-sysprep|sys-unconfig|sysprep|dpkg-reconfigure\s+openssh-server`)
	not commands.unread_script # it may do that
	not commands.unknown_step(b)
}

# Alpine has no systemd: without D-Bus it has no machine id.
identity(machines) := "the SSH host keys" if {
	every config in machines {
		regex.match(`(?i)alpine`, named(config))
	}
} else := "the machine id and the SSH host keys"

# What is not Linux has no /etc/machine-id; installers of hypervisors and appliances are not for
# cloning.
other_system(config) if {
	regex.match(`(?i)bsd|windows|win\d|solaris|illumos|omnios|openindiana|tinycore|haiku|minix|plan9|esxi|vmkernel|vmware-vmvisor|pfsense|opnsense|freenas|truenas|vyos|dragonfly`, named(config))
}

# The name, the guest's type or the medium says which system it is.
named(config) := json.marshal([
object.get(config, argument, "") |
	some argument in ["guest_os_type", "vm_name", "iso_url", "iso_urls", "iso_file", "iso_paths", "boot_iso"]
])
