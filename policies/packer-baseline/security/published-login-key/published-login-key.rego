# METADATA
# title: The holder of a published key can log in to the image
# description: >-
#   A command puts Vagrant's well-known public key, whose private half is in every Vagrant, into
#   an image that no step of the build makes a Vagrant box of.
# related_resources:
#   - ref: https://github.com/hashicorp/vagrant/tree/main/keys
#     description: the insecure key pair
#   - ref: https://developer.hashicorp.com/vagrant/docs/boxes/base
#     description: what it is for
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     everybody has the private key, and becomes root of each server of the image
#   recovery: minutes
#   remediation: >-
#     Install the key only where the build makes a Vagrant box, with only =
#     ["virtualbox-iso.debian"] at the provisioner; take it out elsewhere.
#   confidence: 0.85
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)))
#   partial: judge
package packer_baseline.security.published_login_key

import rego.v1

import data.packer_baseline_lib.commands

words := {"keys/vagrant", "aaaab3nzac1yc2eaaaabiwaaaqea6nf8", "aaaac3nzac1lzdi1nte5aaaain1ydxbpnlzx"}

pattern := `(vagrant|keys)/[^\s"']*keys/vagrant(\.key)?\.pub|AAAAB3NzaC1yc2EAAAABIwAAAQEA6NF8iallvQVp22WDkT|AAAAC3NzaC1lZDI1NTE5AAAAIN1YdxBpNlzxDqfJyw/QKow1F\+wvG9hXGoqiysfJOn5Y`

deny contains {"msg": sprintf("%s lets everybody with Vagrant's published key log in", [hit.where]), "path": hit.path, "line": hit.number} if {
	commands.mentioned_anywhere(words)
	not makes_box # before the hits, since most templates with the key make one
	some hit in commands.hits_anywhere(words, pattern)
}

# A box, from any build of the template: which step makes it is not always said there.
makes_box if {
	some b, c, p
	step := input.builds[b].post_processors[c][p]
	contains(step.type, "vagrant")
}

makes_box if {
	some b, s
	contains(input.builds[b].sources[s].type, "vagrant")
}

# Named as one: the box is packed by another program.
makes_box if {
	some b, c, p
	regex.match(`(?i)vagrant|\.box\b`, json.marshal(input.builds[b].post_processors[c][p]))
}

makes_box if {
	some b, s
	regex.match(`(?i)vagrant|\.box\b`, json.marshal([
		object.get(input.builds[b].sources[s].config, "output_directory", ""),
		object.get(input.builds[b].sources[s].config, "vm_name", ""),
	]))
}
