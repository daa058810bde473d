# What provisioners run: the lines of their `inline` commands and of the scripts that they name; and
# what else sets the machine up: user data, answer files, files that are uploaded.
package packer_baseline_lib.commands

import rego.v1

# The places where a pattern (RE2) matches within a line that is not a comment. A line that ends in
# a backslash is read together with those that it goes on in. Each is {"path": document path, "where": text for
# a message, "line": the line itself, "number": its number in a script, or in an inline command of
# several lines}.
#
# Texts that hold none of `words` (plain words in small letters; any case will do) are passed over:
# looking for a word costs a fraction of the pattern.
hits(words, pattern) := inline_hits(words, pattern) | script_hits(words, pattern) if {
	mentioned(words)
} else := set()

# The same, and the lines of what else sets the machine up.
hits_anywhere(words, pattern) := hits(words, pattern) | text_hits(words, pattern)

# The same, and the commands of shell-local after the build: for what is wrong on whatever machine it
# runs.
hits_with_local(words, pattern) := hits_anywhere(words, pattern) | hits_in(after_build, words, pattern)

text_hits(words, pattern) := hits_in(texts, words, pattern)

hits_in(list, words, pattern) := {{"path": one.path, "where": one.where, "line": line, "number": number} |
	some one in list
	holds(one.small, words)
	some number in matching_lines(pattern, one.text)
	line := split(replace(one.text, "\r", ""), "\n")[number - 1]
}

inline_hits(words, pattern) := {{"path": command.path, "where": where, "line": command.text, "number": number} |
	some command in inline
	holds(command.small, words)
	numbers := matching_lines(pattern, command.text)
	count(numbers) > 0
	number := first_line(command.text, numbers)
	where := sprintf("provisioner %s", [command.provisioner])
}

first_line(text, numbers) := min(numbers) if contains(text, "\n")

first_line(text, _) := 0 if not contains(text, "\n")

# Of a script only the paragraphs that hold one of the words are read line by line.
script_hits(words, pattern) := {hit |
	some s, script in input.scripts
	present := {word | some word in words; contains(small_scripts[s], word)}
	count(present) > 0
	some i, small in split(small_scripts[s], "\n\n")
	holds(small, present)
	paragraph := paragraphs[s][i]
	some within in matching_lines(pattern, paragraph)
	number := within + lines_before(paragraphs[s], i)
	hit := {
		"path": ["scripts", s, "text"],
		"where": sprintf("%s line %d", [base(script.path), number]),
		"line": split(paragraph, "\n")[within - 1],
		"number": number,
	}
}

lines_before(parts, i) := count(split(concat("\n\n", array.concat(array.slice(parts, 0, i), [""])), "\n")) - 1

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
	is_inline(hit)
	not regex.match(`;|&&|\|\||\n|^\s*(if|then|else|for|while|do)\b`, hit.line)
}

replaces(hit, text) if {
	is_inline(hit)
	text != hit.line
}

# The others are parts of longer texts.
is_inline(hit) if {
	hit.path[0] == "builds"
	hit.path[5] == "inline"
}

holds(small, words) if {
	some word in words
	contains(small, word)
}

# Is one of the words anywhere at all, in any case? Most rules end with this one look.
mentioned(words) if holds(everything, words)

mentioned_anywhere(words) if mentioned(words)

mentioned_anywhere(words) if {
	some one in texts
	holds(one.small, words)
}

# What is looked into, once for all rules.
inline := [{"path": ["builds", b, "provisioners", p, "config", "inline", i], "provisioner": provisioner.type, "text": text, "small": lower(text)} |
	some b, build in input.builds
	some p, provisioner in build.provisioners
	is_array(provisioner.config.inline)
	some i, text in provisioner.config.inline
	is_string(text)
]

# What the machine runs when it starts, the answers of an installer, files that are uploaded, and
# commands that stand elsewhere than in `inline`.
texts := array.concat(array.concat(started, answered), array.concat(uploads, array.concat(single, overriding)))

started := [{"path": array.concat(one.path, [name]), "where": sprintf("%s of source %s", [name, one.name]), "text": text, "small": lower(text)} |
	some one in settings
	some name in ["custom_data", "user_data"]
	is_string(one.config[name])
	text := plain(one.config[name])
]

# Azure takes it in base64 only, and Amazon too. It begins as scripts, cloud-config or MIME do.
plain(text) := base64.decode(text) if {
	regex.match(`^(IyE|I2Nsb3Vk|I2luY2x1|PHBvd2Vyc2hlbGw|PHNjcmlwd|Q29udGVudC1|TUlNRS1)[A-Za-z0-9+/]*={0,2}$`, text)
	base64.is_valid(text)
} else := text

answered := [{"path": array.concat(one.path, [setting, name]), "where": sprintf("%s of source %s", [base(name), one.name]), "text": text, "small": lower(text)} |
	some one in settings
	some setting in ["cd_content", "floppy_content", "http_content", "metadata"]
	files := one.config[setting]
	is_object(files)
	some name, text in files
	is_string(text)
]

uploads := [{"path": ["builds", b, "provisioners", p, "config", "content"], "where": "provisioner file", "text": text, "small": lower(text)} |
	some b, build in input.builds
	some p, provisioner in build.provisioners
	provisioner.type == "file"
	text := provisioner.config.content
	is_string(text)
]

single := [{"path": ["builds", b, "provisioners", p, "config", "command"], "where": sprintf("provisioner %s", [provisioner.type]), "text": text, "small": lower(text)} |
	some b, build in input.builds
	some p, provisioner in build.provisioners
	provisioner.type == "shell-local"
	text := provisioner.config.command
	is_string(text)
]

after_build := [{"path": array.concat(one.path, place), "where": "post-processor shell-local", "text": text, "small": lower(text)} |
	some one in local_steps
	some [place, text] in array.concat(
		[[["command"], object.get(one.config, "command", null)]],
		[[["inline", i], line] | is_array(one.config.inline); some i, line in one.config.inline],
	)
	is_string(text)
]

local_steps := [{"path": ["builds", b, "post_processors", c, p, "config"], "config": step.config} |
	some b, build in input.builds
	some c, chain in build.post_processors
	some p, step in chain
	step.type == "shell-local"
]

overriding := [{"path": ["builds", b, "provisioners", p, "overrides", name, "inline", i], "where": sprintf("provisioner %s", [provisioner.type]), "text": text, "small": lower(text)} |
	some b, build in input.builds
	some p, provisioner in build.provisioners
	some name, override in provisioner.overrides
	is_array(override.inline)
	some i, text in override.inline
	is_string(text)
]

# Of each source, and of the media of it that have files of their own.
settings := array.concat(
	[{"path": ["builds", b, "sources", s, "config"], "name": sprintf("%s.%s", [source.type, source.name]), "config": source.config} |
		some b, build in input.builds
		some s, source in build.sources
	],
	[{"path": ["builds", b, "sources", s, "config", "additional_iso_files", i], "name": sprintf("%s.%s", [source.type, source.name]), "config": medium} |
		some b, build in input.builds
		some s, source in build.sources
		is_array(source.config.additional_iso_files)
		some i, medium in source.config.additional_iso_files
	],
)

small_scripts := [lower(script.text) | some script in input.scripts]

paragraphs := [split(script.text, "\n\n") | some script in input.scripts]

everything := concat("\n", array.concat([command.small | some command in inline], small_scripts))

# The numbers of the lines that match; for one that is continued, that of the part which does so by
# itself, or of the first.
matching_lines(pattern, text) := {number |
	some i, line in split(replace(text, "\r", ""), "\n")
	regex.match(pattern, line)
	not comment(line)
	not printed(line)
	number := i + 1
} if {
	not contains(replace(text, "\r", ""), "\\\n")
} else := {number |
	lines := split(replace(uncommented(text), "\\\n", "\u0001"), "\n")
	some i, line in lines
	whole := replace(line, "\u0001", " ")
	regex.match(pattern, whole)
	not comment(whole)
	not printed(whole)
	parts := split(line, "\u0001")
	alone := [k | some k, part in parts; regex.match(pattern, part)]
	before := count(split(concat("", array.slice(lines, 0, i)), "\u0001"))
	number := (i + before) + array.concat(alone, [0])[0]
}

# A comment is not continued.
uncommented(text) := regex.replace(replace(text, "\r", ""), `(?m)^([ \t]*#.*[^\\])\\+$`, "$1")

# The lines that are no comments, each with its number.
code(text) := [{"number": i + 1, "line": line} |
	some i, line in split(text, "\n")
	not comment(line)
]

# Does any command or script hold the pattern?
any_match(words, pattern) if {
	mentioned(words)
	some command in inline
	holds(command.small, words)
	regex.match(concat("", ["(?m)", pattern]), command.text)
}

any_match(words, pattern) if {
	mentioned(words)
	some s, script in input.scripts
	holds(small_scripts[s], words)
	regex.match(concat("", ["(?m)", pattern]), script.text)
}

comment(line) if regex.match(`^[ \t]*(#|(?i:rem) )`, line)

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
	is_program(uploaded(upload.config))
	place := trim_right(upload.config.destination, "/\\")
	count(place) > 4
	some step in build.provisioners
	is_array(step.config.inline)
	some command in step.config.inline
	is_string(command)
	contains(unescaped(command), unescaped(place))
}

# What is uploaded; where that is `content`, its name is that of the destination.
uploaded(config) := config.source if is_string(config.source)

uploaded(config) := config.destination if not config.source

# Whole folders, and what has the ending of a program or none.
is_program(source) if regex.match(`[/\\]$`, source)

is_program(source) if regex.match(`(?i)(^|[/\\])[^./\\]+$|\.(sh|bash|py|pl|rb|ps1|bat|cmd|exe|run|bin)$`, source)

# Has a build a step, or a command or a script of one, that nobody knows? What it says else, such as
# a password or a variable, does not tell what it runs. What counts here has to be among the inputs of
# a rule that asks, or what is undecided passes.
unknown_step(build) if {
	some entry in input.unknowns
	entry.path[1] == build
	entry.path[2] == "provisioners"
	not says_else(entry.path)
}

says_else(path) if path[4] in {"max_retries", "only", "pause_before", "sources", "timeout"}

says_else(path) if {
	path[4] == "config"
	not path[5] in {"destination", "direction", "inline", "script", "scripts", "source", "sources"}
	count(path) > 5
}

unescaped(text) := replace(text, `\\`, `\`)
