# METADATA
# title: What is downloaded is run unseen
# description: >-
#   A command, of user data and an installer's answers too, pipes a download into a shell, hands it to
#   Invoke-Expression, or runs it as a file that a command before it has downloaded, so nothing compares it with what was meant.
# related_resources:
#   - ref: https://about.codecov.io/security-update/
#     description: what happened in 2021
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell
#     description: the shell provisioner
# custom:
#   since: 1.0.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     whoever controls that server, or breaks into it once, runs code as root in every image
#     from then on
#   recovery: hours
#   remediation: >-
#     Download a version that is pinned, compare its digest (sha256sum --check), then run it; or
#     install a signed package.
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
package packer_baseline.security.download_piped_to_shell

import rego.v1

import data.packer_baseline_lib.commands

deny contains {"msg": sprintf("%s runs what it downloads without looking at it", [hit.where]), "path": hit.path, "line": hit.number} if {
	some hit in (commands.hits_with_local({"curl", "wget"}, in_a_shell) | commands.hits_with_local({"downloadstring", "iex", "invoke-", "iwr"}, in_powershell))
}

in_a_shell := `(?i)\b(curl|wget)\b[^|;&]*\|\s*(sudo\s+(-\S+\s+)*)?(env\s+\S+\s+)*([^\s|;&]*/)?((ba|z|da|k)?sh\b|(python[0-9.]*|perl|ruby|node|php|pwsh)(\s+-)?\s*($|[;&|)"'\\]))|\b(ba|z|da)?sh\s+(-c\s+)?["']?(<\(|\$\()\s*(curl|wget)\b|\b(python[0-9.]*|perl|ruby|php)\s+-[cer]\s+["'\\]*\$\(\s*(curl|wget)\b|(^|[;&|]\s*|\b(sudo|then)\s+)(source|\.|eval)\s+["']?(<\(|\$\()\s*(curl|wget)\b`

in_powershell := `(?i)(iex|invoke-expression)\b.*(downloadstring|invoke-webrequest|\biwr\b)|(downloadstring|invoke-webrequest|\biwr\b).*\|\s*(iex|invoke-expression)\b`

# The same by way of a file: downloaded by one command, run by a later one, and no digest or
# signature looked at anywhere in between.
deny contains {"msg": sprintf("%s runs what it downloads without looking at it", [where(step)]), "path": step.path, "line": step.number} if {
	some download in commands.hits({"curl", "wget"}, saving)
	not in_several_lines(download)
	some file in saved(download.line)
	count(file) > 3
	name := base(file)
	after := order(download)
	steps := beside(download)
	some step in steps
	contains(step.text, name)
	step.order > after
	runs(step.text, file)
	not verified(steps)
}

in_several_lines(hit) if {
	hit.path[0] == "builds"
	hit.number > 0
}

order(hit) := hit.number if hit.path[0] == "scripts"

order(hit) := hit.path[6] if hit.path[0] == "builds"

# The commands of the same script, or the inline ones of the same provisioner, each with its place.
beside(hit) := [{"text": entry.line, "order": entry.number, "path": hit.path, "number": entry.number} |
	some entry in commands.code(input.scripts[hit.path[1]].text)
] if {
	hit.path[0] == "scripts"
}

beside(hit) := [{"text": text, "order": i, "path": ["builds", b, "provisioners", p, "config", "inline", i], "number": 0} |
	some i, text in input.builds[b].provisioners[p].config.inline
	is_string(text)
	not contains(text, "\n")
] if {
	hit.path[0] == "builds"
	b := hit.path[1]
	p := hit.path[3]
}

where(step) := sprintf("%s line %d", [commands.base(input.scripts[step.path[1]].path), step.number]) if step.path[0] == "scripts"

where(step) := sprintf("provisioner %s", [input.builds[step.path[1]].provisioners[step.path[3]].type]) if step.path[0] == "builds"

verified(steps) if {
	some step in steps
	regex.match(`(?i)sha(1|224|256|384|512)?sum|md5sum|\b(sha256|sha512|openssl\s+dgst|cosign|minisign|gpgv?)\b`, step.text)
}

saving := `\bcurl\b.*\s(-[a-zA-Z]*[oO]|--output|--remote-name)|\bwget\b`

# The files that a command downloads into: named with -o or -O, else by the address.
saved(text) := (named(text) | by_address(text)) | in_folder(text)

named(text) := {trim(found[1], `"'`) |
	some found in regex.find_all_string_submatch_n(`\b(?:curl\b[^|;&]*?\s(?:-[a-zA-Z]*o|--output)|wget\b[^|;&]*?\s(?:-[a-zA-Z]*O|--output-document))[\s=]*("[^"]+"|'[^']+'|[^\s|;&>"']+)`, text, -1)
}

by_address(text) := {trim(found[1], `"'`) |
	some found in regex.find_all_string_submatch_n(`\b(?:curl\s(?:[^|;&]*?\s)?(?:-[a-zA-Z]*O[a-zA-Z]*|--remote-name)\s[^|;&]*?|wget\s(?:[^|;&]*?\s)?)["']?https?://[^\s"'|;&?>]*/([^\s"'|;&?>/]+)["']?`, text, -1)
}

in_folder(text) := {sprintf("%s/%s", [trim_right(found[1], "/"), file]) |
	some found in regex.find_all_string_submatch_n(`\bwget\b[^|;&]*?\s(?:-P|--directory-prefix)[\s=]*["']?([^\s|;&>"']+)`, text, -1)
	some file in by_address(text)
}

runs(text, file) if {
	some part in regex.split(`&&|\|\||;`, text)
	command := regex.replace(trim_left(part, " \t("), `^(?:then\s+|sudo\s+(?:-\S+\s+)*)*(?:[A-Za-z_]+=\S*\s+)*(?:(?:/usr)?(?:/bin/)?(?:ba|da|z|k)?sh\s+(?:-\S+\s+)*)?`, "")
	words := split(trim(command, " \t\r"), " ")
	trim(words[0], `"'`) in spellings(file)
	not words[0] == trim(part, " \t\r")
} else if {
	some part in regex.split(`&&|\|\||;`, text)
	words := split(trim(part, " \t\r"), " ")
	regex.match(`^["']?[./~$]`, words[0])
	trim(words[0], `"'`) in spellings(file)
}

spellings(file) := {file, sprintf("./%s", [file])} if not contains(file, "/")

spellings(file) := {file} if contains(file, "/")

base(file) := parts[count(parts) - 1] if parts := split(file, "/")
