# METADATA
# title: A file with secrets is uploaded into the image
# description: >-
#   A file provisioner uploads a private key, also the one that a builder logs in with, a
#   credentials file or an .env file.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/file
#     description: the file provisioner
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     the file is copied into every server made from the image, and into every copy of it
#   recovery: days
#   remediation: >-
#     Give instances the secret when they start, from a secret store; if only the build needs
#     it, remove it in a later provisioner and overwrite the free space.
#   confidence: 0.9
#   subject: /builds/*/provisioners/*
#   when: >-
#     self.type == "file" && (has(self.config.source) || has(self.config.sources)) &&
#     !(has(self.config.direction) && self.config.direction == "download")
#   inputs:
#     - config/source
#     - config/sources
#     - /builds/*/sources/*/config/ssh_private_key_file
package packer_baseline.security.secret_file_uploaded

import rego.v1

# The last part of the path names a file that holds secrets by convention.
secret_file := `(?i)(^|[/\\])(id_(rsa|dsa|ecdsa|ed25519)|[^/\\]*[._-]?private[._-]?key[^/\\]*|[^/\\]*\.(pem|key|p12|pfx|jks|keystore|ppk)|\.env(\.[a-z]+)?|\.netrc|\.pgpass|\.npmrc|\.pypirc|credentials(\.json)?|\.htpasswd|kubeconfig|service[._-]account[^/\\]*\.json)$`

# These end alike and are public.
public_file := `(?i)(\.pub|[^/]*(public|pub|ca|cert|chain|root|bundle)[^/]*\.(pem|key))$`

deny contains {
	"msg": sprintf("provisioner file uploads %s into the image", [base(source)]),
	"path": path,
} if {
	some b, p
	provisioner := input.builds[b].provisioners[p]
	provisioner.type == "file"
	not object.get(provisioner.config, "direction", "upload") == "download"
	some [source, path] in sources(b, p, provisioner.config)
	is_secret(source)
	not regex.match(public_file, source)
}

is_secret(source) if regex.match(secret_file, source)

# The key that a builder of the template logs in with, whatever its name is.
is_secret(source) if {
	some b, s
	input.builds[b].sources[s].config.ssh_private_key_file == source
}

sources(b, p, config) := one | several if {
	place := ["builds", b, "provisioners", p, "config"]
	one := {[config.source, array.concat(place, ["source"])] | is_string(config.source)}
	several := {[source, array.concat(place, ["sources", i])] |
		is_array(config.sources)
		some i, source in config.sources
		is_string(source)
	}
}

base(path) := parts[count(parts) - 1] if parts := split(replace(path, "\\", "/"), "/")
