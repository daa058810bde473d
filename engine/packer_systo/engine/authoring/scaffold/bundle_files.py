"""The files of a new bundle: it passes its own tests and `bundle lint` before it is touched.

Its first rule shows what most rules of a team need: a list that differs from team to team, kept as
data, with a schema that says what users of the bundle may set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.manifest import root_of

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

FIRST_VERSION = "0.1.0"
FIRST_RULE = "security/foreign-mirror"
MIRRORS = "https://mirror.example.org/"


def bundle_files(name: str, title: str) -> dict[str, str]:
    """The files by name. `name` is a bundle's name, `title` a line that says what it asks for."""
    root = root_of(name)
    folder = f"{FIRST_RULE}/foreign-mirror"
    return {
        ".manifest": _json(_manifest(name, title, root)),
        "data.json": _json({root: {"settings": {"mirrors": [MIRRORS]}}}),
        ".gitignore": _IGNORED,
        "README.md": _README.format(name=name, title=title),
        f"{folder}.cel.yaml": _RULE.format(root=root),
        f"{FIRST_RULE}/cases.md": _CASES,
    }


def _manifest(name: str, title: str, root: str) -> dict[str, JSON]:
    return {
        "revision": FIRST_VERSION,
        "roots": [root],
        "rego_version": 1,
        "metadata": {
            "name": name,
            "title": title,
            "judges": {"template": ["1"]},
            "settings": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "mirrors": {
                        "description": "Beginnings of addresses from which ISOs may come.",
                        "type": "array",
                        "items": {"type": "string", "pattern": "^https://[^/]+/"},
                        "minItems": 1,
                    }
                },
            },
        },
    }


def _json(value: JSON) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


_IGNORED = """# What `systo-policy bundle build` and `bundle docs` make.
/dist/
*.tar.gz
"""

_README = """# {name}

{title}.

A policy bundle for [HashiCorp Packer](https://developer.hashicorp.com/packer), judged by
`systo-policy`. A folder a rule: `<category>/<rule>/` holds the rule and its `cases.md`, which is its
test, its page and its example in one.

    systo-policy rule new --bundle . --lang cel security/weak-thing    # start a rule
    systo-policy bundle test .                                         # run all cases
    systo-policy bundle lint .                                         # before a release
    systo-policy check --bundle . PATH                                 # try it on a template

Run `bundle lint` and `bundle test` in CI; both exit with 0 only when nothing is wrong.

What users of this bundle may set stands in `.manifest` below `metadata.settings`, the defaults in
`data.json`. `revision` in `.manifest` is the bundle's version.
"""

_RULE = """title: An ISO comes from outside
description: >-
  A source fetches its ISO from a server that is none of the mirrors in the list `mirrors`.
custom:
  since: 0.1.0
  severity: medium
  category: security
  impact: medium
  why: nobody here decides what is on that server, or how long it stays
  recovery: minutes
  remediation: >-
    Copy the ISO to a mirror of yours, and fetch it from there, or add the server to the setting
    `mirrors`.
  confidence: 0.95
  subject: /builds/*/sources/*
  when: has(self.config.iso_url) && type(self.config.iso_url) == string
  inputs: [config/iso_url]
assert: data.{root}.settings.mirrors.exists(mirror, self.config.iso_url.startsWith(mirror))
message: '"source " + self.type + "." + self.name + " fetches its ISO from elsewhere"'
path: config/iso_url
"""

_CASES = """# foreign-mirror

## What it does

Compares the beginning of each `iso_url` with the list `mirrors`. Files of this machine are left to
others.

## Why is this bad?

Servers go away, and what is on them changes. A mirror of your own keeps what you have looked at.

## Bad: straight from the distributor

```hcl
source "qemu" "debian" {
  iso_url = "https://cdimage.debian.org/debian-cd/current/amd64/iso-cd/debian.iso"
}

build {
  sources = ["source.qemu.debian"]
}
```

finds: line 2

## Good: from the mirror

```hcl
source "qemu" "debian" {
  iso_url = "https://mirror.example.org/debian.iso"
}

build {
  sources = ["source.qemu.debian"]
}
```

## Good: no address

A list is a mistake that `template/wrong-type` tells of.

```hcl
source "qemu" "debian" {
  iso_url = ["https://cdimage.debian.org/debian.iso"]
}

build {
  sources = ["source.qemu.debian"]
}
```

## Good: no ISO at all

```hcl
source "null" "debian" {
  communicator = "none"
}

build {
  sources = ["source.null.debian"]
}
```
"""
