# METADATA
# title: The connection to the hypervisor does not check its certificate
# description: >-
#   A source sets `insecure_connection` (vSphere) or `insecure_skip_tls_verify` (Proxmox), or
#   `vmware` remote builds with no check.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/vsphere/latest/components/builder/vsphere-iso#connection-configuration
#     description: insecure_connection
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/proxmox/latest/components/builder/iso
#     description: insecure_skip_tls_verify
# custom:
#   since: 1.0.0
#   severity: medium
#   category: security
#   impact: high
#   why: >-
#     whoever stands between gets the password of the hypervisor, and with it every machine on
#     it
#   recovery: hours
#   remediation: >-
#     Add the certificate of your authority to the build machine, and remove the argument.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: >-
#     has(self.config.insecure_connection) || has(self.config.insecure_skip_tls_verify)
#   inputs:
#     - config/insecure_connection
#     - config/insecure_skip_tls_verify
package packer_baseline.security.unverified_hypervisor_certificate

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s does not check the certificate of the hypervisor that it logs in to", [source.type, source.name]),
	"path": place,
	"fix": {
		"description": "check the certificate",
		"safe": false,
		"set": [{"path": place, "value": false}],
	},
} if {
	some b, s
	source := input.builds[b].sources[s]
	some argument in ["insecure_connection", "insecure_skip_tls_verify"]
	source.config[argument] == true
	place := ["builds", b, "sources", s, "config", argument]
}
