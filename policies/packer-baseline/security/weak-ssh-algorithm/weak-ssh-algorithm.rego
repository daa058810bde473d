# METADATA
# title: Packer connects with broken SSH algorithms
# description: >-
#   A source lists key exchanges, ciphers or a key type for its SSH connection that are broken.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/communicators/ssh
#     description: ssh_key_exchange_algorithms, ssh_ciphers
#   - ref: https://www.rfc-editor.org/rfc/rfc9142
#     description: which key exchanges to avoid
# custom:
#   since: 1.1.0
#   severity: low
#   category: security
#   impact: medium
#   why: >-
#     who is on the way can bring both sides to the weakest of them, and read or change what goes
#     into the image
#   recovery: minutes
#   remediation: >-
#     Remove them from the list, or the whole list: what Packer offers by itself is up to date.
#   confidence: 0.92
#   subject: /builds/*/sources/*
#   when: >-
#     has(self.config.ssh_key_exchange_algorithms) || has(self.config.ssh_ciphers) ||
#     has(self.config.temporary_key_pair_type)
#   inputs:
#     - config/ssh_key_exchange_algorithms
#     - config/ssh_ciphers
#     - config/temporary_key_pair_type
package packer_baseline.security.weak_ssh_algorithm

import rego.v1

broken := {
	"3des-cbc", "aes128-cbc", "arcfour", "arcfour128", "arcfour256",
	"diffie-hellman-group-exchange-sha1", "diffie-hellman-group1-sha1",
}

deny contains {
	"msg": sprintf("source %s.%s connects with %s if the other side asks for it", [source.type, source.name, concat(", ", weak)]),
	"path": place,
	"fix": {
		"description": "offer the others alone",
		"safe": false,
		"set": [{"path": place, "value": [name | some i; name := source.config[argument][i]; not name in broken]}],
	},
} if {
	some b, s
	source := input.builds[b].sources[s]
	some argument in ["ssh_key_exchange_algorithms", "ssh_ciphers"]
	is_array(source.config[argument])
	weak := sort([name | some i; name := source.config[argument][i]; name in broken])
	count(weak) > 0
	count(weak) < count(source.config[argument])
	place := ["builds", b, "sources", s, "config", argument]
}

deny contains {
	"msg": sprintf("source %s.%s connects with broken algorithms only", [source.type, source.name]),
	"path": place,
	"fix": {"description": "offer what Packer offers by itself", "safe": false, "remove": [place]},
} if {
	some b, s
	source := input.builds[b].sources[s]
	some argument in ["ssh_key_exchange_algorithms", "ssh_ciphers"]
	is_array(source.config[argument])
	count(source.config[argument]) > 0
	every name in source.config[argument] {
		name in broken
	}
	place := ["builds", b, "sources", s, "config", argument]
}

deny contains {
	"msg": sprintf("source %s.%s connects with a DSA key", [source.type, source.name]),
	"path": place,
	"fix": {"description": "make an Ed25519 key", "safe": false, "set": [{"path": place, "value": "ed25519"}]},
} if {
	some b, s
	source := input.builds[b].sources[s]
	source.config.temporary_key_pair_type == "dsa"
	place := ["builds", b, "sources", s, "config", "temporary_key_pair_type"]
}
