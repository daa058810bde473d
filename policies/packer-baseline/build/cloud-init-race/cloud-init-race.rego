# METADATA
# title: Packages are installed while cloud-init still runs
# description: >-
#   The first apt command of a cloud source's build comes before anything that waits for
#   cloud-init.
# related_resources:
#   - ref: https://cloudinit.readthedocs.io/en/latest/reference/cli.html#status
#     description: cloud-init status --wait
# custom:
#   since: 1.0.0
#   severity: medium
#   category: build
#   impact: medium
#   why: >-
#     cloud-init holds apt's lock or changes its sources meanwhile: the build fails now and
#     then, or takes packages from elsewhere
#   recovery: minutes
#   remediation: >-
#     Begin with a shell provisioner whose first command is "cloud-init status --wait".
#   confidence: 0.8
#   subject: /builds/*
#   when: >-
#     self.sources.exists(s, s.type.startsWith("amazon-ebs") || s.type in ["googlecompute",
#     "azure-arm", "openstack", "digitalocean", "hcloud", "linode", "oracle-oci", "vultr",
#     "scaleway", "exoscale"])
#   inputs:
#     - sources/*/config/rescue
#     - provisioners/*/type
#     - provisioners/*/overrides
#     - provisioners/*/config/inline
#     - provisioners/*/config/script
#     - provisioners/*/config/scripts
#     - provisioners/*/pause_before
package packer_baseline.build.cloud_init_race

import rego.v1

deny contains {
	"msg": sprintf("provisioner %s installs packages while cloud-init may still run", [build.provisioners[first].type]),
	"path": ["builds", b, "provisioners", first],
	"fix": cure(b, first),
} if {
	some b, build in input.builds
	some source in build.sources
	is_cloud(source.type)
	not rescued(source)
	first := min({p | some p, provisioner in build.provisioners; some text in texts(b, p); regex.match(`(?m)(^|[;&|]\s*|\bsudo\s+(-\S+\s+)*)(\S+=\S+\s+)*apt(-get)?\s+`, text)})
	not waits_before(b, first)
}

is_cloud(type) if startswith(type, "amazon-ebs")

is_cloud(type) if type in {"azure-arm", "digitalocean", "exoscale", "googlecompute", "hcloud", "linode", "openstack", "oracle-oci", "scaleway", "vultr"}

# A rescue system is started from the network, and has no cloud-init.
rescued(source) if source.config.rescue != ""

waits_before(b, last) if {
	some p in numbers.range(0, last)
	some text in texts(b, p)
	regex.match(`cloud-init\s+status\b[^\n]*--wait|/var/lib/cloud/instance/boot-finished|cloud-init\s+clean|systemctl[^\n]*cloud-(final|init)|\bsleep\s+\d\d|while\b[^\n]*(lock|fuser|lsof|pgrep)|DPkg::Lock::Timeout|(?s)\b(while|until|for)\b.{0,900}\block`, text)
}

# Tools that manage a machine take their time, and nobody reads here what they do.
waits_before(b, last) if {
	some p in numbers.range(0, last)
	p < last
	regex.match(`^(ansible|chef|puppet|salt)`, input.builds[b].provisioners[p].type)
}

# A pause before the first step waits too.
waits_before(b, last) if {
	some p in numbers.range(0, last)
	input.builds[b].provisioners[p].pause_before
}

texts(b, p) := inline | scripts if {
	config := input.builds[b].provisioners[p].config
	inline := {text | some i; text := config.inline[i]; is_string(text)}
	scripts := {script.text |
		some script in input.scripts
		some use in script.used_by
		use[0] == "builds"
		use[1] == b
		use[2] == "provisioners"
		use[3] == p
	}
}

wait := "cloud-init status --wait"

# Before the first of its commands, or in a step before it.
cure(b, p) := {"description": "wait for cloud-init", "safe": false, "insert": [{"path": ["builds", b, "provisioners", p, "config", "inline", 0], "value": wait}]} if {
	input.builds[b].provisioners[p].type == "shell"
	is_array(input.builds[b].provisioners[p].config.inline)
} else := {"description": "wait for cloud-init", "safe": false, "insert": [{"path": ["builds", b, "provisioners", p], "value": {"type": "shell", "config": {"inline": [wait]}}}]}
