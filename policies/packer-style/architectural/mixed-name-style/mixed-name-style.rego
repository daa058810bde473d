# METADATA
# title: Names of one kind are written in two ways
# description: >-
#   Of the variables, the locals or the sources of a template, some are joined by `_` and others by
#   `-`. The rarer ones are reported.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/syntax
#     description: identifiers
# custom:
#   since: 1.0.0
#   severity: info
#   category: architectural
#   impact: low
#   why: >-
#     nobody can tell how a name is written without looking it up
#   recovery: minutes
#   remediation: >-
#     Write all names of a kind in one way; underscores are what attributes of Packer have.
#   confidence: 0.9
#   subject: /
#   partial: judge
package packer_style.architectural.mixed_name_style

import rego.v1

deny contains {
	"msg": sprintf("%s %s is joined by `%s`, most others by `%s`", [words[kind], entry.name, rarer, other[rarer]]),
	"path": [kind, i],
} if {
	some kind in ["variables", "locals", "sources"]
	rarer := rarer_style(kind)
	some i, entry in input[kind]
	style(entry.name) == rarer
}

words := {"variables": "variable", "locals": "local", "sources": "source"}

other := {"_": "-", "-": "_"}

# The style that fewer names of a kind have, where both are there; hyphens where it is even.
rarer_style(kind) := "_" if {
	amount(kind, "_") > 0
	amount(kind, "_") < amount(kind, "-")
} else := "-" if {
	amount(kind, "-") > 0
	amount(kind, "_") > 0
}

amount(kind, joined) := count([entry | some entry in input[kind]; style(entry.name) == joined])

# Names with both are of no style, and `x86_64` is one word.
style(name) := "_" if {
	contains(plain(name), "_")
	not contains(plain(name), "-")
}

style(name) := "-" if {
	contains(plain(name), "-")
	not contains(plain(name), "_")
}

plain(name) := replace(name, "x86_64", "amd64")
