# What provisioners run: the lines of their `inline` commands and of the scripts that they name.
package packer_baseline_lib.commands

import rego.v1

# The places where a pattern (RE2) matches within a line that is not a comment. A line that ends in
# a backslash is read together with the next one. Each is {"path": document path, "where": text for
# a message, "line": the line itself, "number": its number in a script, or in an inline command of
# several lines}.
#
# Texts that hold none of `words` (an alternation of plain words) are passed over: looking for words
# costs a fraction of the pattern.
hits(words, pattern) := inline_hits(words, pattern) | script_hits(words, pattern) if mentioned(words)

hits(words, _) := set() if not mentioned(words)

inline_hits(words, pattern) := {{"path": path, "where": where, "line": text, "number": number} |
	some b, build in input.builds
	some p, provisioner in build.provisioners
	lines := object.get(provisioner.config, "inline", [])
	is_array(lines)
	some i, text in lines
	is_string(text)
	mentions(text, words)
	numbers := matching_lines(pattern, text)
	count(numbers) > 0
	number := first_line(text, numbers)
	path := ["builds", b, "provisioners", p, "config", "inline", i]
	where := sprintf("provisioner %s", [provisioner.type])
}

first_line(text, numbers) := min(numbers) if contains(text, "\n")

first_line(text, _) := 0 if not contains(text, "\n")

script_hits(words, pattern) := {hit |
	some s, script in input.scripts
	text_mentions(script.text, words)
	regex.match(concat("", ["(?m)", pattern]), joined(script.text))
	lines := split(script.text, "\n")
	some number in matching_lines(pattern, script.text)
	hit := {
		"path": ["scripts", s, "text"],
		"where": sprintf("%s line %d", [base(script.path), number]),
		"line": lines[number - 1],
		"number": number,
	}
}

# The fix of an inline command: `text` in its place, or null where that is no cure. Scripts are files
# that other tools use too, and are left to a person.
mended(hit, description, text) := {
	"description": description,
	"safe": false,
	"set": [{"path": hit.path, "value": text}],
} if replaces(hit, text)

mended(hit, _, text) := null if not replaces(hit, text)

# The fix that takes an inline command out, where it does nothing else; or null.
dropped(hit, description) := {
	"description": description,
	"safe": false,
	"remove": [hit.path],
} if stands_alone(hit)

dropped(hit, _) := null if not stands_alone(hit)

stands_alone(hit) if {
	hit.path[0] == "builds"
	not regex.match(`;|&&|\|\||\n|^\s*(if|then|else|for|while|do)\b`, hit.line)
}

replaces(hit, text) if {
	hit.path[0] == "builds"
	text != hit.line
}

mentions(text, words) if regex.match(words, text)

# The same of a long text: for OPA, looking for each word is far faster than the expression.
text_mentions(text, words) if {
	some word in plain(words)
	contains(text, word)
}

text_mentions(text, words) if {
	alternatives := plain_in_any_case(words)
	small := lower(text)
	some word in alternatives
	contains(small, word)
}

text_mentions(text, words) if {
	not only_words(words)
	regex.match(words, text)
}

# Is one of the words anywhere at all, in any case? Most rules end with this one look.
mentioned(words) if {
	some word in plain(lower(trim_prefix(words, "(?i)")))
	contains(everything, word)
}

mentioned(words) if not only_words(words)

# The alternatives, where they are plain words that stand for themselves in JSON too.
plain(words) := split(words, "|") if not regex.match(`[^|\w /:@=-]`, words)

plain_in_any_case(words) := plain(lower(substring(words, 4, -1))) if startswith(words, "(?i)")

only_words(words) if plain(trim_prefix(words, "(?i)"))

# All commands and scripts in small letters, for that look.
everything := lower(concat("\n", array.concat(
	[json.marshal(lines) | lines := input.builds[_].provisioners[_].config.inline],
	[script.text | some script in input.scripts],
)))

matching_lines(pattern, text) := {entry.number |
	some entry in code(text)
	regex.match(pattern, entry.whole)
	not printed(entry.line)
}

# The lines that are no comments, each with its number and with what it is continued by.
code(text) := [{"number": i + 1, "line": line, "whole": continued(lines, i)} |
	lines := split(text, "\n")
	some i, line in lines
	not comment(line)
]

# Does any command or script hold the pattern?
any_match(words, pattern) if {
	mentioned(words)
	some b, p, i
	text := input.builds[b].provisioners[p].config.inline[i]
	is_string(text)
	mentions(text, words)
	regex.match(concat("", ["(?m)", pattern]), text)
}

any_match(words, pattern) if {
	mentioned(words)
	some script in input.scripts
	text_mentions(script.text, words)
	regex.match(concat("", ["(?m)", pattern]), script.text)
}

joined(text) := replace(replace(text, "\\\r\n", " "), "\\\n", " ")

comment(line) if startswith(trim_left(line, " \t"), "#")

comment(line) if startswith(lower(trim_left(line, " \t")), "rem ")

# A line that only shows a text to whoever reads the log.
printed(line) if {
	regex.match(`^\s*(echo|printf|Write-(Host|Output|Verbose))\s+(-\w+\s+)*("[^"]*"|'[^']*'|[^"'|&;<>]*)\s*$`, line)
	not contains(line, "$(")
	not contains(line, "`")
}

# The file's name without its folder.
base(path) := parts[count(parts) - 1] if parts := split(replace(path, "\\", "/"), "/")

# Is there a script whose text is not wholly known here?
unread_script if {
	some script in input.scripts
	some reason in ["missing", "truncated", "outside"]
	script[reason] == true
}

# A program that the build itself uploads, and that a command then uses: nobody knows what it does.
unread_script if {
	some build in input.builds
	some upload in build.provisioners
	upload.type == "file"
	not object.get(upload.config, "direction", "upload") == "download"
	is_string(upload.config.destination)
	is_string(upload.config.source)
	is_program(upload.config.source)
	place := trim_right(upload.config.destination, "/\\")
	count(place) > 4
	some step in build.provisioners
	is_array(step.config.inline)
	some command in step.config.inline
	is_string(command)
	contains(unescaped(command), unescaped(place))
}

# Whole folders, and what has the ending of a program or none.
is_program(source) if regex.match(`[/\\]$`, source)

is_program(source) if regex.match(`(?i)(^|[/\\])[^./\\]+$|\.(sh|bash|py|pl|rb|ps1|bat|cmd|exe|run|bin)$`, source)

unescaped(text) := replace(text, `\\`, `\`)

continued(lines, i) := trim_right(lines[i], "\r") if not contains(lines[i], "\\")

continued(lines, i) := concat(" ", [trim_suffix(line, "\\"), lines[i + 1]]) if {
	contains(lines[i], "\\")
	line := trim_right(lines[i], "\r")
	endswith(line, "\\")
	i + 1 < count(lines)
}

continued(lines, i) := trim_right(lines[i], "\r") if {
	contains(lines[i], "\\")
	not endswith(trim_right(lines[i], "\r"), "\\")
}

continued(lines, i) := lines[i] if {
	i + 1 == count(lines)
	endswith(trim_right(lines[i], "\r"), "\\")
}
