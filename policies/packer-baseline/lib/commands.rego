# What provisioners run: the lines of their `inline` commands and of the scripts that they name.
package packer_baseline.lib.commands

import rego.v1

# The places where a pattern (RE2) matches within a line that is not a comment. A line that ends in
# a backslash is read together with the next one. Each is {"path": document path, "where": text for a message, "line": the line}.
hits(pattern) := inline_hits(pattern) | script_hits(pattern)

inline_hits(pattern) := {{"path": path, "where": where, "line": text} |
	some b, build in input.builds
	some p, provisioner in build.provisioners
	some i, text in object.get(provisioner.config, "inline", [])
	is_string(text)
	regex.match(pattern, joined(text))
	count(matching_lines(pattern, text)) > 0
	path := ["builds", b, "provisioners", p, "config", "inline", i]
	where := sprintf("provisioner %s", [provisioner.type])
}

# Scripts are looked at as a whole first: most of them match nothing.
script_hits(pattern) := {{"path": ["scripts", s, "text"], "where": where, "line": lines[number - 1]} |
	some s, script in input.scripts
	regex.match(pattern, joined(script.text))
	lines := split(script.text, "\n")
	some number in matching_lines(pattern, script.text)
	where := sprintf("%s line %d", [script.path, number])
}

matching_lines(pattern, text) := {number |
	lines := split(text, "\n")
	some i, line in lines
	not comment(line)
	regex.match(pattern, continued(lines, i))
	number := i + 1
}

# Does any command or script, comments aside, hold the pattern?
any_match(pattern) if {
	some b, p, i
	text := input.builds[b].provisioners[p].config.inline[i]
	is_string(text)
	regex.match(pattern, text)
}

any_match(pattern) if {
	some script in input.scripts
	regex.match(pattern, script.text)
}

joined(text) := replace(replace(text, "\\\r\n", " "), "\\\n", " ")

comment(line) if startswith(trim_left(line, " \t"), "#")

comment(line) if startswith(lower(trim_left(line, " \t")), "rem ")

continued(lines, i) := concat(" ", [trim_suffix(line, "\\"), lines[i + 1]]) if {
	line := trim_right(lines[i], "\r")
	endswith(line, "\\")
	i + 1 < count(lines)
}

continued(lines, i) := trim_right(lines[i], "\r") if {
	not endswith(trim_right(lines[i], "\r"), "\\")
}

continued(lines, i) := lines[i] if {
	i + 1 == count(lines)
	endswith(trim_right(lines[i], "\r"), "\\")
}
