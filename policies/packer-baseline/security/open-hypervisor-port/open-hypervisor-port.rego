# METADATA
# title: An option of the hypervisor opens the build to the network
# description: >-
#   `qemuargs` bind VNC without a password, the monitor or QMP to all addresses, or `vboxmanage` binds
#   the remote display to another address than the loopback one. These options go past
#   `vnc_bind_address` and `vrdp_bind_address`.
# related_resources:
#   - ref: https://www.qemu.org/docs/master/system/vnc-security.html
#     description: VNC without passwords
#   - ref: https://www.virtualbox.org/manual/ch07.html#vrde-auth
#     description: the remote display asks for no password by default
# custom:
#   since: 1.1.0
#   severity: high
#   category: security
#   impact: high
#   why: >-
#     everyone who reaches the build machine sees the installation and can type into it, or tell the
#     hypervisor what to do
#   recovery: minutes
#   remediation: >-
#     Bind it to 127.0.0.1, or a monitor to a socket: ["-monitor", "unix:monitor.sock,server,nowait"];
#     look at it over an SSH tunnel.
#   confidence: 0.95
#   subject: /builds/*/sources/*
#   when: has(self.config.qemuargs) || has(self.config.vboxmanage) || has(self.config.vboxmanage_post)
#   partial: judge
package packer_baseline.security.open_hypervisor_port

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s opens %s to the network", [source.type, source.name, what]),
	"path": path,
	"fix": {
		"description": "open it to this machine alone",
		"safe": false,
		"set": [{"path": path, "value": local(object.get(source.config, place, ""))}],
	},
} if {
	some b, s
	source := input.builds[b].sources[s]
	some [what, place] in (by_qemu(source.config) | by_vboxmanage(source.config))
	path := array.concat(["builds", b, "sources", s, "config"], place)
}

# The word with the address of this machine; what follows the port stays.
local(word) := regex.replace(word, sprintf(`^((?:tcp|telnet):)?%s`, [everywhere]), "${1}127.0.0.1:$3") if {
	regex.match(`:\d`, word)
	not startswith(word, "--")
} else := "--vrdeaddress=127.0.0.1" if {
	startswith(word, "--vrdeaddress=")
} else := "127.0.0.1"

# In QEMU's words no address is each address of the machine.
everywhere := `(0\.0\.0\.0|\[?::\]?)?:(\d)`

options := {
	["-vnc", "its console", sprintf(`^%s`, [everywhere])],
	["-monitor", "its monitor", sprintf(`^(tcp|telnet):%s`, [everywhere])],
	["-qmp", "its monitor", sprintf(`^(tcp|telnet):%s`, [everywhere])],
}

by_qemu(config) := {[what, ["qemuargs", i, 1]] |
	is_array(config.qemuargs)
	some i, argument in config.qemuargs
	is_array(argument)
	some [option, what, pattern] in options
	argument[0] == option
	is_string(argument[1])
	regex.match(pattern, argument[1])
	not regex.match(`,(password|password-secret|sasl|tls-creds)\b`, argument[1])
}

by_vboxmanage(config) := {["its console", [setting, c, w]] |
	some setting in ["vboxmanage", "vboxmanage_post"]
	is_array(config[setting])
	some c, command in config[setting]
	is_array(command)
	some w, word in command
	is_string(word)
	address := addressed(command, w)
	not address in {"127.0.0.1", "::1", "localhost"}
	not contains(address, "<unknown>")
}

# The address that a word gives, or the one before it announced.
addressed(command, w) := trim_prefix(command[w], "--vrdeaddress=") if {
	startswith(command[w], "--vrdeaddress=")
}

addressed(command, w) := command[w] if {
	w > 0
	command[w - 1] == "--vrdeaddress"
}
