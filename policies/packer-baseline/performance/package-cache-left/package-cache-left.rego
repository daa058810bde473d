# METADATA
# title: The image carries the packages that it installed
# description: >-
#   A build installs packages with apt-get, and no command empties the cache of downloaded
#   packages.
# related_resources:
#   - ref: https://manpages.debian.org/bookworm/apt/apt-get.8.en.html
#     description: apt-get clean
# custom:
#   since: 1.1.0
#   severity: info
#   category: performance
#   impact: low
#   why: >-
#     the image is larger by the size of every downloaded package, is copied more slowly, and
#     boots later
#   recovery: minutes
#   remediation: >-
#     End the last provisioner with apt-get clean && rm -rf /var/lib/apt/lists/*.
#   confidence: 0.85
#   subject: /builds/*
#   when: self.sources.exists(s, s.type != "docker") && size(self.provisioners) > 0
#   inputs:
#     - provisioners/*/type
#     - provisioners/*/overrides
#     - provisioners/*/config/inline
#     - provisioners/*/config/script
#     - provisioners/*/config/scripts
#     - provisioners/*/config/source
#     - provisioners/*/config/sources
#     - provisioners/*/config/destination
#     - provisioners/*/config/direction
package packer_baseline.performance.package_cache_left

import rego.v1

import data.packer_baseline_lib.commands

deny contains {
	"msg": "the image keeps the packages that apt-get downloaded",
	"path": ["builds", b, "provisioners", last],
	"fix": cure(b, last),
} if {
	commands.mentioned({"apt-get", "aptitude"})
	not commands.any_match({"clean", "cache", "lists", "dnf", "keep-downloaded", "virt-sysprep"}, `\bapt(-get|itude)?\s+([^\n;&|]*\s)?(auto)?clean\b|/var/cache/apt|Keep-Downloaded-Packages|virt-sysprep|\bdnf\b`)
	some b, build in input.builds
	keeps_packages(build)
	every provisioner in build.provisioners {
		provisioner.type in {"breakpoint", "file", "shell", "shell-local", "sleep"}
	}
	last := max({p | some p, provisioner in build.provisioners; some text in texts(b, p); regex.match(`(?m)(^|[;&|]\s*|\bsudo\s+(-\S+\s+)*)(\S+=\S+\s+)*(apt-get|aptitude)\s+([^\n;&|]*\s)?(install|upgrade|dist-upgrade)\b`, text)})
	not commands.unread_script
	not commands.unknown_step(b)
}

keeps_packages(build) if {
	some source in build.sources
	source.type != "docker" # its images empty the cache by themselves
}

texts(b, p) := inline | scripts if {
	inline := {text |
		some i
		text := input.builds[b].provisioners[p].config.inline[i]
		is_string(text)
	}
	scripts := {script.text |
		some script in input.scripts
		some use in script.used_by
		array.slice(use, 0, 4) == ["builds", b, "provisioners", p]
	}
}

# After the last command of that step, with the rights that its own command has.
cure(b, p) := {
	"description": "empty the cache",
	"safe": true,
	"insert": [{"path": ["builds", b, "provisioners", p, "config", "inline", count(lines)], "value": sprintf("%sapt-get clean", [rights])}],
} if {
	lines := input.builds[b].provisioners[p].config.inline
	is_array(lines)
	some text in lines
	is_string(text)
	regex.match(`^\s*(sudo\s+)?(\S+=\S+\s+)*(apt-get|aptitude)\s`, text)
	rights := regex.find_n(`^(sudo\s+)?`, trim_space(text), 1)[0]
} else := null
