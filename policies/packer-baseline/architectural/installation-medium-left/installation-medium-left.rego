# METADATA
# title: The installation medium stays in the template
# description: >-
#   A `vsphere-iso` source does not say `remove_cdrom = true`, or a `proxmox-iso` source does not
#   unmount its ISO.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/vsphere/latest/components/builder/vsphere-iso#iso-configuration
#     description: remove_cdrom
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/proxmox/latest/components/builder/iso
#     description: unmount
# custom:
#   since: 1.1.0
#   severity: low
#   category: architectural
#   impact: low
#   why: >-
#     every machine made of it has a drive with the installer: it cannot move to a host without
#     that datastore, and may boot the installer
#   recovery: minutes
#   remediation: >-
#     Say remove_cdrom = true for vSphere, and unmount = true in boot_iso for Proxmox.
#   confidence: 0.85
#   subject: /builds/*/sources/*
#   when: >-
#     self.type == "vsphere-iso" && (has(self.config.iso_url) || has(self.config.iso_urls) ||
#     has(self.config.iso_paths)) || self.type in ["proxmox-iso", "proxmox"]
#   inputs:
#     - config/remove_cdrom
#     - config/reattach_cdroms
#     - config/unmount_iso
#     - config/boot_iso
package packer_baseline.architectural.installation_medium_left

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s leaves its installation medium in the template", [source.type, source.name]),
	"path": array.concat(place, ["remove_cdrom"]),
	"fix": {
		"description": "remove the drives when the build ends",
		"safe": false,
		"set": [{"path": array.concat(place, ["remove_cdrom"]), "value": true}],
	},
} if {
	some b, s
	source := input.builds[b].sources[s]
	source.type == "vsphere-iso"
	some argument in ["iso_url", "iso_urls", "iso_paths"]
	source.config[argument]
	not object.get(source.config, "remove_cdrom", false) == true
	place := ["builds", b, "sources", s, "config"]
}

deny contains {
	"msg": sprintf("source %s.%s leaves its installation medium in the template", [source.type, source.name]),
	"path": ["builds", b, "sources", s],
	"fix": {
		"description": "unmount it when the build ends",
		"safe": false,
		"set": [{"path": array.concat(["builds", b, "sources", s, "config"], unmount(source.config)), "value": true}],
	},
} if {
	some b, s
	source := input.builds[b].sources[s]
	source.type in {"proxmox", "proxmox-iso"}
	not object.get(source.config, "unmount_iso", false) == true
	not source.config.boot_iso.unmount == true
}

unmount(config) := ["boot_iso", "unmount"] if config.boot_iso

unmount(config) := ["unmount_iso"] if not config.boot_iso
