# METADATA
# title: What is installed is downloaded without TLS
# description: >-
#   A command downloads a program, a package, an archive, a script, a certificate or a key by plain
#   `http:` or `ftp:`, or clones a repository by `http:` or `git:`, and the line checks neither a digest nor a signature.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: the shell provisioner
#   - ref: https://developer.mozilla.org/en-US/docs/Glossary/MitM
#     description: manipulator in the middle
# custom:
#   since: 1.1.0
#   severity: medium
#   category: security
#   impact: high
#   why: >-
#     whoever is on the way to the server can put anything in its place, and it runs as root in
#     every server of the image
#   recovery: minutes
#   remediation: >-
#     Download it by https, or check its digest before it is used: echo "<sha256> app.tgz" |
#     sha256sum -c.
#   confidence: 0.85
#   subject: /
#   when: >-
#     size(doc.scripts) > 0 || doc.builds.exists(b, b.provisioners.exists(p,
#     has(p.config.inline) || has(p.config.content) || has(p.config.command) ||
#     has(p.overrides) && size(p.overrides) > 0) || b.sources.exists(s, has(s.config.user_data) || has(s.config.custom_data) ||
#     has(s.config.metadata) || has(s.config.cd_content) || has(s.config.http_content) ||
#     has(s.config.floppy_content) || has(s.config.additional_iso_files)) ||
#     b.post_processors.exists(c, c.exists(p, p.type == "shell-local")))
#   partial: judge
package packer_baseline.security.plain_http_download

import rego.v1

import data.packer_baseline_lib.commands

words := {"ftp://", "git://", "http://"}

pattern := `(?i)\b(curl|wget|fetch|aria2c|iwr|Invoke-WebRequest|Start-BitsTransfer|DownloadFile|rpm|yum|dnf|pip[0-9.]*|msiexec|bitsadmin)\b.*\b(http|ftp)://|\bgit\s+(-\S+\s+)*clone\s.*\b(http|git)://|(\s-i|--(extra-)?index-url|--registry|--source)[= ]["']?http://`

# What ends like something that is installed, run or trusted. Windows installs an update (msu) only with
# Microsoft's signature, whatever way it came.
installed := `(?i)\b(http|ftp)://[^\s"'<>|;)]+\.(rpm|deb|apk|msi|exe|cab|tgz|tar|tar\.(gz|bz2|xz|zst)|tbz|txz|zip|gz|bz2|xz|7z|iso|img|run|bin|sh|ps1|py|pl|jar|whl|gem|pkg|dmg|vsix|nupkg|pem|crt|cer|gpg|asc)\b`

# A repository is a place of packages by itself.
cloned := `\bgit\s+(-\S+\s+)*clone\s|\b(pip[0-9.]*|npm|yarn|pnpm|gem|nuget|choco|uv)\s.*(\s-i|--(extra-)?index-url|--registry|--source)[= ]["']?http://`

# The machine itself, its network and the server that Packer starts.
near := `(?i)\b(http|ftp|git)://(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|169\.254\.|\[|metadata\b|[$%{<]|[a-z0-9-]+(:\d+)?/)`

# download-piped-to-shell says so already.
piped := `(?i)\|\s*(sudo\s+(-\S+\s+)*)?(\S*/)?(ba|z|da|k)?sh\b|\b(iex|invoke-expression)\b`

checked := `(?i)sha(256|512)|gpg(v)?\s|--verify|checksum|Get-FileHash`

deny contains {
	"msg": sprintf("%s downloads what it installs without TLS", [hit.where]),
	"path": hit.path,
	"line": hit.number,
	"fix": commands.mended(hit, "fetch it by https, if the server speaks it", regex.replace(hit.line, `(?i)\b(?:http|ftp|git)://`, "https://")),
} if {
	some hit in commands.hits_with_local(words, pattern)
	regex.match(sprintf(`%s|%s`, [installed, cloned]), hit.line)
	not regex.match(near, hit.line)
	not regex.match(checked, hit.line)
	not regex.match(piped, hit.line)
}
