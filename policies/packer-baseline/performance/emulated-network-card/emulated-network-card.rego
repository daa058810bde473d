# METADATA
# title: A Linux image has an emulated network card
# description: >-
#   A source for Linux asks for a card of the Intel E1000 family or of Realtek, where the
#   hypervisor has a paravirtual one.
# related_resources:
#   - ref: https://knowledge.broadcom.com/external/article?legacyId=1001805
#     description: network adapters of VMware
#   - ref: https://wiki.qemu.org/Documentation/Networking
#     description: network cards of QEMU
# custom:
#   since: 1.1.0
#   severity: info
#   category: performance
#   impact: low
#   why: >-
#     each packet costs many times the work, in the build and in every machine that is made of it
#   recovery: minutes
#   remediation: >-
#     Take vmxnet3 for VMware and vSphere, virtio-net for QEMU, virtio for Proxmox.
#   confidence: 0.88
#   subject: /builds/*/sources/*
#   when: >-
#     self.type.matches("^(vmware|vsphere|qemu|proxmox)(-|$)") &&
#     (has(self.config.network_adapter_type) &&
#     self.config.network_adapter_type in ["e1000", "e1000e", "rtl8139"] ||
#     has(self.config.net_device) && self.config.net_device in ["e1000", "e1000e", "rtl8139"] ||
#     has(self.config.network_adapters) && type(self.config.network_adapters) == list &&
#     self.config.network_adapters.exists(a, type(a) == map &&
#     (has(a.network_card) && a.network_card in ["e1000", "e1000e", "rtl8139"] ||
#     has(a.model) && a.model in ["e1000", "e1000e", "rtl8139"])))
#   inputs:
#     - config/network_adapter_type
#     - config/net_device
#     - config/network_adapters/*/network_card
#     - config/network_adapters/*/model
#     - config/guest_os_type
#     - config/vm_name
#     - config/iso_url
#     - config/iso_urls
#     - config/iso_file
package packer_baseline.performance.emulated_network_card

import rego.v1

emulated := {"e1000", "e1000e", "rtl8139"}

paravirtual := {"vmware": "vmxnet3", "vsphere": "vmxnet3", "qemu": "virtio-net", "proxmox": "virtio"}

deny contains {
	"msg": sprintf("source %s.%s gives Linux an emulated network card (%s)", [source.type, source.name, card]),
	"path": array.concat(["builds", b, "sources", s, "config"], place),
	"fix": {
		"description": "take the paravirtual one",
		"safe": false,
		"set": [{"path": array.concat(["builds", b, "sources", s, "config"], place), "value": paravirtual[hypervisor]}],
	},
} if {
	some b, s
	source := input.builds[b].sources[s]
	hypervisor := split(source.type, "-")[0]
	paravirtual[hypervisor]
	some [place, card] in cards(source.config)
	card in emulated
	is_linux(source.config)
}

cards(config) := plain | several if {
	plain := {[[argument], config[argument]] |
		some argument in ["network_adapter_type", "net_device"]
		is_string(config[argument])
	}
	several := {[["network_adapters", i, argument], config.network_adapters[i][argument]] |
		some i
		some argument in ["network_card", "model"]
		is_string(config.network_adapters[i][argument])
	}
}

# Only where something says so: Windows and others need a driver first.
is_linux(config) if {
	said := json.marshal([
	object.get(config, argument, "") |
		some argument in ["guest_os_type", "vm_name", "iso_url", "iso_urls", "iso_file"]
	])
	regex.match(`(?i)linux|ubuntu|debian|centos|rhel|fedora|alma|rocky|suse|alpine|photon|flatcar|kali`, said)
	not regex.match(`(?i)windows|win\d|bsd|solaris|illumos|esxi|darwin|macos`, said)
}
