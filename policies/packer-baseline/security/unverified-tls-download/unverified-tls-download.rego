# METADATA
# title: A download does not check who it comes from
# description: >-
#   A command switches the check of TLS certificates off: curl -k, wget --no-check-certificate,
#   pip --trusted-host, git http.sslVerify=false and the like.
# related_resources:
#   - ref: https://curl.se/docs/sslcerts.html
#     description: what -k switches off
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: the shell provisioner
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     anyone on the way can hand out other files, and they end up in every server
#   recovery: minutes
#   remediation: >-
#     Remove the option; where an authority of your own signs, add its certificate to the
#     system's store first.
#   confidence: 0.9
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)) ||
#     b.post_processors.exists(c, c.exists(p, p.type == "shell-local")))
#   partial: judge
package packer_baseline.security.unverified_tls_download

import rego.v1

import data.packer_baseline_lib.commands

words := {"git_ssl", "node_tls", "servercertificatevalidationcallback", "skipcertificatecheck", "curl", "pip", "noverifyssl", "sslverify", "no-verify-ssl", "strict-ssl", "verify-host", "verify-peer", "wget"}

pattern := `(?i)\bcurl\b[^|;&]*\s(-[a-z]*k[a-z]*\b|--insecure\b|--proxy-insecure\b)|\bwget\b[^|;&]*--no-check-certificate\b|\bpip[0-9.]*\b[^|;&]*--trusted-host\b|\bsslverify["']?\s*[= ]\s*["']?(false|0|no)\b|\bVerify-(Peer|Host)["']?\s*[= ]\s*["']?(false|0)\b|\baws\b[^|;&]*--no-verify-ssl\b|\bGIT_SSL_NO_VERIFY=(1|true)\b|\bnpm\s+(config\s+)?set\s+strict-ssl[= ]false\b|-SkipCertificateCheck\b|ServerCertificateValidationCallback\s*=\s*\{\s*(return\s+)?\$true|\bNODE_TLS_REJECT_UNAUTHORIZED=["']?0|^\s*(url|repo|liveimg)\s.*--noverifyssl\b`

# The switch alone, and within several of curl's letters.
checking(line) := regex.replace(
	regex.replace(line, `\s(?:-k|--insecure|--proxy-insecure|--no-check-certificate|-SkipCertificateCheck)(\s|$)`, "${1}"),
	`(\bcurl\b[^|;&]*\s-[a-jl-zA-Z]+)k([a-zA-Z]*)|(\bcurl\b[^|;&]*\s-)k([a-zA-Z]+)`,
	"${1}${2}${3}${4}",
)

deny contains {
	"msg": sprintf("%s downloads without checking the server's certificate", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.mended(hit, "check the certificate", checking(hit.line)),
} if {
	some hit in commands.hits_with_local(words, pattern)
	not regex.match(`https://(localhost|127\.0\.0\.1|\[::1\])\b`, hit.line) # nobody is on the way
}
