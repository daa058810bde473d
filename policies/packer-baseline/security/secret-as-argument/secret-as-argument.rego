# METADATA
# title: A program gets a secret as an argument
# description: >-
#   A command of a provisioner or a post-processor has the value of a secret variable among the
#   arguments of a program.
# related_resources:
#   - ref: https://cwe.mitre.org/data/definitions/214.html
#     description: sensitive information in the arguments of a process
#   - ref: https://developer.hashicorp.com/packer/docs/provisioners/shell#environment_vars
#     description: environment_vars and use_env_var_file
# custom:
#   since: 1.1.0
#   severity: medium
#   category: security
#   impact: medium
#   why: >-
#     every account of the machine can read the arguments of a running program, and sudo and the
#     audit logs write them down, in the image; Packer hides the value in its own output alone
#   recovery: minutes
#   remediation: >-
#     Pass it in by environment_vars (shell: with use_env_var_file = true), and let the program read
#     it from there, from a file or from its standard input: docker login --password-stdin.
#   confidence: 0.85
#   subject: /
#   when: size(doc.secrets) > 0 || doc.variables.exists(v, v.sensitive)
#   partial: judge
package packer_baseline.security.secret_as_argument

import rego.v1

deny contains {"msg": sprintf("%s hands a secret to %s as an argument", [step.type, program]), "path": path} if {
	some path in places
	path[0] == "builds"
	step := step_of(path)
	written := object.get(input, path, "")
	is_string(written)
	some program in programs(step, path, replace(written, "<unknown>", "<secret>"))
}

# Where the value of a variable is used that is secret. One that is written where it is used is
# told of by other rules.
places contains secret.path if {
	some secret in input.secrets
	not secret.origin in {"literal", "local"}
	not secret.harmless
}

# Nobody knows the value yet, but what it will be.
places contains entry.path if {
	some entry in input.unknowns
	entry.expression in sensitive
}

# Some teams mark names and folders too.
sensitive contains name if {
	some variable in input.variables
	variable.sensitive
	not regex.match(`(?i)account|dir|domain|email|folder|group|host|login|path|region|subnet|url|user|_(id|name)$`, variable.name)
	some name in {sprintf("var.%s", [variable.name]), sprintf("{{user `%s`}}", [variable.name])}
}

step_of(path) := input.builds[path[1]].provisioners[path[3]] if path[2] == "provisioners"

step_of(path) := input.builds[path[1]].post_processors[path[3]][path[4]] if path[2] == "post_processors"

# The first program of the text that gets one.
programs(step, path, text) := array.slice(found, 0, 1) if {
	step.type in {"powershell", "shell", "shell-local", "windows-shell"}
	some name in {"command", "inline"}
	name in path
	not holds_text(object.get(step.config, name, []))
	found := [program |
		some line in split(replace(text, "\\\n", " "), "\n")
		contains(line, "<secret>")
		not regex.match(`^\s*(#|(?i:rem) )`, line)
		some part in regex.split(`;|&&|\|\|?|\$\(`, unquoted(line))
		program := program_of(part)
		not own_command(step.type, program)
	]
}

programs(step, path, _) := ["ansible-playbook"] if {
	step.type in {"ansible", "ansible-local"}
	"extra_arguments" in path
}

# Lines of a text that a command writes or reads are no commands.
holds_text(commands) if {
	command := commands[_]
	is_string(command)
	regex.match(`(?m)<<|@["']\s*$`, command)
}

# Without quotes: one that holds a secret is the secret, any other one a word.
unquoted(line) := regex.replace(regex.replace(bare, `"[^"]*"|'[^']*'`, "_"), `\s+`, " ") if {
	plain := replace(replace(line, `\"`, ""), `\'`, "")
	bare := regex.replace(plain, `"[^"]*<secret>[^"]*"|'[^']*<secret>[^']*'`, "<secret>")
}

program_of(part) := words[0][1] if {
	contains(part, "<secret>")
	command := regex.replace(part, `^[\s({!]*((if|then|else|elif|while|until|do|time|exec|call|&) )*(\w+=\S* )*`, "")
	words := regex.find_all_string_submatch_n(`^([\w./\\][\w.:/\\-]*) .*<secret>`, command, 1)
}

# What the shell does itself starts no process, and what these take is the name of a file.
own_command(_, program) if {
	program in {
		"echo", "printf", "export", "declare", "typeset", "local", "readonly", "read", "set", "test", "cat",
		"return", "exit", "cd", "source", ".", "case", "for", "true", "false",
		"chmod", "chown", "cp", "install", "ln", "ls", "mkdir", "mv", "rm", "rsync", "touch",
	}
}

own_command("powershell", program) if regex.match(`^[A-Z][A-Za-z]*-[A-Z]`, program)
