# METADATA
# title: A file is uploaded where the account may not write
# description: >-
#   A `file` provisioner uploads into a folder of root, and Packer logs in as another account.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/file
#     description: uploads run as the account of the connection
# custom:
#   since: 1.1.0
#   severity: high
#   category: build
#   impact: medium
#   why: >-
#     the build ends with "Permission denied", after the machine was made and installed
#   recovery: minutes
#   remediation: >-
#     Upload to /tmp and move it with a shell provisioner: inline = ["sudo install -m 644
#     /tmp/app.conf /etc/app.conf"].
#   confidence: 0.9
#   subject: /builds/*/provisioners/*
#   when: self.type == "file" && has(self.config.destination)
#   inputs:
#     - config/destination
#     - config/direction
#     - /builds/*/sources/*/config/ssh_username
#     - /builds/*/sources/*/config/communicator
package packer_baseline.build.unwritable_destination

import rego.v1

import data.packer_baseline_lib.commands

deny contains {
	"msg": sprintf("provisioner file uploads to %s as %s, who may not write there", [destination, user]),
	"path": ["builds", b, "provisioners", p, "config", "destination"],
} if {
	some b, p
	provisioner := input.builds[b].provisioners[p]
	provisioner.type == "file"
	object.get(provisioner.config, "direction", "upload") == "upload"
	destination := provisioner.config.destination
	is_string(destination)
	regex.match(`^/(bin|boot|etc|lib|lib64|root|sbin|usr)(/|$)`, destination)
	not contains(destination, "<unknown>")
	some source in input.builds[b].sources
	not source.type in {"docker", "lxc", "lxd", "null", "amazon-chroot", "azure-chroot", "arm", "arm-image", "cross"}
	object.get(source.config, "communicator", "ssh") == "ssh"
	user := source.config.ssh_username
	is_string(user)
	regex.match(`^[a-z_][a-z0-9_.-]*$`, user)
	not user in {"administrator", "root"}
	sprintf("%s.%s", [source.type, source.name]) in provisioner.sources
	not commands.any_match({"chmod", "chown", "setfacl"}, `\b(chmod|chown|setfacl)\b[^\n;&|]*\s/(bin|boot|etc|lib|lib64|root|sbin|usr)(/|\s|$|["'])`)
}
