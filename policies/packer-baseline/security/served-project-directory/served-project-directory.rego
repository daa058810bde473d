# METADATA
# title: The whole project is served over HTTP
# description: >-
#   `http_directory` is the folder that Packer runs in, or one above it, so that its web server
#   hands out everything there.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/qemu/latest/components/builder/qemu#http-directory-configuration
#     description: http_directory
# custom:
#   since: 1.1.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     while the machine installs, everybody on the network can read the project: var files, keys,
#     .git
#   recovery: minutes
#   remediation: >-
#     Put what the installer fetches into a folder of its own, http_directory =
#     "${path.root}/http", or name it in http_content.
#   confidence: 0.85
#   subject: /builds/*/sources/*
#   when: has(self.config.http_directory)
#   inputs:
#     - config/http_directory
#     - config/http_bind_address
package packer_baseline.security.served_project_directory

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s serves the whole project over HTTP", [source.type, source.name]),
	"path": ["builds", b, "sources", s, "config", "http_directory"],
} if {
	some b, s
	source := input.builds[b].sources[s]
	folder := source.config.http_directory
	is_string(folder)
	regex.match(`^(/+|(\./*)+|(\.\./*)+)$`, folder)
	not object.get(source.config, "http_bind_address", "") in {"127.0.0.1", "::1"}
}
