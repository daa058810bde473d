"""Bundles for the tests, as files by name; small, and ours alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CEL_RULE = """title: A thing is wrong
description: Looks at things.
related_resources:
  - https://example.com/things
custom:
  severity: high
  category: security
  impact: medium
  why: it is wrong
  recovery: hours
  remediation: make it right
  confidence: 0.9
  controls: [X-1]
  subject: /builds/*/sources/*
  when: has(self.config.thing)
  inputs: [config/thing]
  waiver_days: 30
assert: self.config.thing != "wrong"
message: '"thing of " + self.name'
path: config/thing
"""

REGO_RULE = """# METADATA
# title: Another thing is wrong
# description: Looks at other things.
# custom:
#   severity: low
#   category: build
#   impact: low
#   why: it is wrong
#   recovery: minutes
#   remediation: make it right
#   subject: /builds/*/sources/*
#   inputs: [config/other]
package small.build.other_thing

import rego.v1

deny contains {"msg": "other", "path": ["builds", b, "sources", s, "config", "other"]} if {
	some b, build in input.builds
	some s, source in build.sources
	source.config.other == "wrong"
}
"""

MANIFEST = """{
  "revision": "1.2.0",
  "roots": ["small"],
  "rego_version": 1,
  "metadata": {"name": "small", "title": "Small", "judges": {"template": ["1"]}}
}
"""

CASES = "# wrong-thing\n\n## What it does\n\nLooks.\n"

CEL_FILE = "security/wrong-thing/wrong-thing.cel.yaml"
REGO_FILE = "build/other-thing/other-thing.rego"


def small_bundle(changes: Mapping[str, str | None] | None = None) -> dict[str, bytes]:
    """The files of a bundle of two rules; `changes` replaces, adds or (None) removes files."""
    files: dict[str, str | None] = {
        ".manifest": MANIFEST,
        "data.json": '{"small": {"settings": {"limit": 3}}}',
        CEL_FILE: CEL_RULE,
        "security/wrong-thing/cases.md": CASES,
        REGO_FILE: REGO_RULE,
        **(changes or {}),
    }
    return {name: text.encode() for name, text in files.items() if text is not None}
