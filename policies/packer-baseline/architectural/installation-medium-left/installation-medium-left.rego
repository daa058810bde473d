# METADATA
# title: The installation medium stays in the template
# description: >-
#   A `vsphere-iso` source does not say `remove_cdrom = true`, or a `proxmox-iso` source does not
#   unmount its ISO, or one of its additional ISO files.
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
#     Say remove_cdrom = true for vSphere; for Proxmox unmount = true in boot_iso, and in each
#     block additional_iso_files.
#   confidence: 0.85
#   subject: /builds/*/sources/*
#   when: >-
#     self.type in ["vsphere-iso", "proxmox-iso", "proxmox"] && !(has(self.config.remove_cdrom) &&
#     self.config.remove_cdrom == true)
#   inputs:
#     - config/remove_cdrom
#     - config/reattach_cdroms
#     - config/unmount_iso
#     - config/boot_iso/unmount
#     - config/additional_iso_files/*/unmount
package packer_baseline.architectural.installation_medium_left

import rego.v1

import data.packer_baseline_lib.media

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
	place := ["builds", b, "sources", s, "config"]
	media.says({"place": place, "settings": source.config}, ["iso_url", "iso_urls", "iso_paths"])
	not object.get(source.config, "remove_cdrom", false) == true
}

deny contains {
	"msg": sprintf("source %s.%s leaves its installation medium in the template", [source.type, source.name]),
	"path": array.concat(["builds", b, "sources", s], where(source.config)),
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

deny contains {
	"msg": sprintf("source %s.%s leaves additional ISO file %d in the template", [medium.source.type, medium.source.name, medium.place[count(medium.place) - 1] + 1]),
	"path": medium.place,
	"fix": {
		"description": "unmount it when the build ends",
		"safe": false,
		"set": [{"path": array.concat(medium.place, ["unmount"]), "value": true}],
	},
} if {
	some medium in media.additional
	medium.source.type in {"proxmox", "proxmox-iso"}
	not object.get(medium.settings, "unmount", false) == true
}

where(config) := ["config", "boot_iso"] if config.boot_iso

where(config) := [] if not config.boot_iso

unmount(config) := ["boot_iso", "unmount"] if config.boot_iso

unmount(config) := ["unmount_iso"] if not config.boot_iso
