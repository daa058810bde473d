# METADATA
# title: A script prints the secrets that it gets
# description: >-
#   A script with `set -x` reads an environment variable that a provisioner fills with a secret,
#   and the shell prints each command with its values.
# related_resources:
#   - ref: https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html
#     description: set -x
#   - ref: https://developer.hashicorp.com/packer/docs/templates/hcl_templates/variables#sensitive
#     description: what Packer hides
# custom:
#   since: 1.1.0
#   severity: medium
#   category: security
#   impact: high
#   why: >-
#     the secret stands in the log of the build, which far more people can read than the secret
#     itself
#   recovery: minutes
#   remediation: >-
#     Switch tracing off around it, { set +x; } 2>/dev/null, or take set -x out.
#   confidence: 0.85
#   subject: /
#   when: size(doc.secrets) > 0 && size(doc.scripts) > 0
#   partial: judge
package packer_baseline.security.traced_secrets

import rego.v1

deny contains {"msg": sprintf("the script %s prints the secret %s", [base(script.path), name]), "path": ["scripts", s, "text"], "line": line} if {
	some secret in input.secrets
	not secret.empty
	not secret.harmless
	secret.kind != "sensitive-variable" # Packer hides these in its output
	count(secret.path) > 6
	array.slice(secret.path, 4, 6) == ["config", "environment_vars"]
	secret.path[0] == "builds"
	assignment := object.get(input, secret.path, "")
	is_string(assignment)
	name := split(assignment, "=")[0]
	regex.match(`^[A-Za-z_][A-Za-z0-9_]*$`, name)
	some s, script in input.scripts
	some use in script.used_by
	array.slice(use, 0, 4) == array.slice(secret.path, 0, 4)
	regex.match(`(?m)^\s*set\s+-[a-z]*x`, script.text)
	not regex.match(`(?m)^[^#\n]*\bset\s+\+[a-z]*x`, script.text)
	line := min(lines(script.text, name))
}

# Where a command has its value.
lines(text, name) := {number |
	some i, line in split(text, "\n")
	not regex.match(`^\s*#`, line)
	regex.match(sprintf(`\$(%s\b|\{%s\b)`, [name, name]), line)
	number := i + 1
}

base(path) := parts[count(parts) - 1] if parts := split(replace(path, "\\", "/"), "/")
