"""The files of a new rule: it works and its cases pass, but its texts are still to be written.

What is to be written says so in its first words, by which `bundle lint` names each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Language: TypeAlias = Literal["rego", "cel"]

UNWRITTEN = "To be written: "
"""How a text begins that whoever wants the rule must write."""


def rule_files(
    category: str, name: str, language: Language, *, root: str, since: str
) -> Mapping[str, str]:
    """The files by name below the bundle. `root` is its first root, `since` its version."""
    folder = f"{category}/{name}"
    package = f"{root}.{category}.{name}".replace("-", "_")
    cases = _CASES.format(name=name, unwritten=UNWRITTEN)
    if language == "cel":
        metadata = _METADATA.format(category=category, since=since, unwritten=UNWRITTEN)
        return {f"{folder}/{name}.cel.yaml": metadata + _CEL, f"{folder}/cases.md": cases}
    metadata = _METADATA.format(category=category, since=since, unwritten=UNWRITTEN)
    commented = "".join(f"# {line}\n" for line in metadata.splitlines())
    return {
        f"{folder}/{name}.rego": f"# METADATA\n{commented}" + _REGO.replace("PACKAGE", package),
        f"{folder}/cases.md": cases,
    }


_METADATA = """title: "{unwritten}what is wrong, as a sentence"
description: "{unwritten}what the rule looks at, and when it fails"
custom:
  since: {since}
  severity: medium
  category: {category}
  impact: medium
  why: "{unwritten}what follows from it, in one clause"
  recovery: minutes
  remediation: "{unwritten}what to do, with an example"
  confidence: 0.9
  subject: /builds/*/sources/*
  when: has(self.config.headless)
  inputs: [config/headless]
"""

_CEL = """assert: self.config.headless
message: '"source " + self.type + "." + self.name + " opens a window"'
path: config/headless
"""

_REGO = """package PACKAGE

import rego.v1

deny contains {
	"msg": sprintf("source %s.%s opens a window", [source.type, source.name]),
	"path": ["builds", b, "sources", s, "config", "headless"],
} if {
	some b, build in input.builds
	some s, source in build.sources
	source.config.headless == false
}
"""

_CASES = """# {name}

## What it does

{unwritten}what the rule looks at, and when it fails.

## Why is this bad?

{unwritten}what follows from it, for whom, and how likely.

## Bad: a window is opened

```hcl
source "qemu" "example" {{
  headless = false
}}

build {{
  sources = ["source.qemu.example"]
}}
```

finds: line 2

## Good: no window

```hcl
source "qemu" "example" {{
  headless = true
}}

build {{
  sources = ["source.qemu.example"]
}}
```

## Good: nothing is said

```hcl
source "qemu" "example" {{
  accelerator = "kvm"
}}

build {{
  sources = ["source.qemu.example"]
}}
```
"""
