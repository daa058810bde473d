"""Builds engine/packer_systo/engine/template/attribute_table.jsonl.

    python tools/attribute_table.py FACTS.json PACKER_1_6_FOLDER

FACTS.json: `{"components": [{"kind", "type", "plugin", "attributes": {name: {"type": "List<String>"}
| {"block": "one" | "many", "attributes": {…}}}}], "sources": {plugin: {"repository", "commit",
"date"}}}`, read off the plugins' generated specs. PACKER_1_6_FOLDER: the unpacked Go module
github.com/hashicorp/packer@v1.6.6, for components of plugins that the facts do not cover; these are
marked open, since today's plugin may know more attributes. What people decided (secrets, renamed
and removed attributes) or read (what Packer's own components demand) is in attribute_review.toml
beside this file.

The table is one JSON object a line, so that a reader finds a component by the start of its line and
decodes nothing else:
    {"name":"table", …}                what it describes, aliases, the names of secret attributes
    {"name":"group NAME","attributes":{…}}   attributes that several components share
    {"name":"source qemu", …}          a component: its groups and its own attributes
An attribute is `"string"`, `"list(string)"` …, with `!` behind it when it holds a secret, or
`["one" | "many", {…}]` for a block.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from go_specs import Specs

HERE = Path(__file__).resolve().parent
TABLE = HERE.parent / "engine/packer_systo/engine/template/attribute_table.jsonl"
SUSPICIOUS = re.compile(
    r"pass|secret|token|key|cred|jwt|auth|cert|mfa|private|sas_|login", re.IGNORECASE
)
KINDS = {"builder": "source"}
"""Packer's word to the template's."""

Attributes = dict[str, Any]


def from_facts(attributes: dict[str, Any]) -> Attributes:
    """The facts' spelling to the table's."""
    return {
        name: [entry["block"], from_facts(entry["attributes"])]
        if "block" in entry
        else entry["type"].replace("<", "(").replace(">", ")").lower()
        for name, entry in attributes.items()
    }


def mark_secrets(
    component: str, attributes: Attributes, review: dict[str, Any], prefix: str, open_: set[str]
) -> Attributes:
    """With `!` behind the secret ones; names that nobody has looked at go into `open_`."""
    marked: Attributes = {}
    for name, written in sorted(attributes.items()):
        entry = written
        if isinstance(entry, list):
            below = mark_secrets(component, entry[1], review, f"{prefix}{name}/", open_)
            marked[name] = [entry[0], below]
            continue
        entry = review["types"].get(f"{component} {prefix}{name}", entry)
        secret = (
            name in review["secret"]["names"]
            or f"{component} {prefix}{name}" in review["secret"]["paths"]
        )
        if (
            not secret
            and SUSPICIOUS.search(name)
            and entry not in ("bool", "number")
            and name not in review["not_secret"]["names"]
        ):
            open_.add(f"{component} {prefix}{name}")
        marked[name] = f"{entry}!" if secret else entry
    return marked


def shared_groups(components: dict[str, dict[str, Any]]) -> dict[str, Attributes]:
    """`packer` (what Packer itself passes in) and `communicator` (ssh and winrm), as most have it."""
    spellings: Counter[tuple[str, str]] = Counter()
    for component in components.values():
        for name, entry in component["attributes"].items():
            if isinstance(entry, str):
                spellings[name, entry] += 1
    often = len(components) // 3
    groups: dict[str, Attributes] = {"communicator": {}, "packer": {}}
    for (name, entry), count in sorted(spellings.items()):
        if name.startswith("packer_"):
            groups["packer"][name] = entry
        elif count >= often:
            groups["communicator"][name] = entry
    return groups


def split_off(component: dict[str, Any], groups: dict[str, Attributes]) -> None:
    """Replaces attributes by the name of a group where the component has all of the group."""
    component["groups"] = []
    for name, group in groups.items():
        own = component["attributes"]
        if all(own.get(attribute) == entry for attribute, entry in group.items()):
            component["groups"].append(name)
            component["attributes"] = {a: e for a, e in own.items() if a not in group}


def gone_attributes(component: str, known: Attributes, review: dict[str, Any]) -> dict[str, Any]:
    """`deprecated` (name to what to use) and `removed` (name to type and reason) of a component.

    An advice is left out where the component has no such attribute: an amazon source has no ISO.
    """
    deprecated: dict[str, str] = {}
    removed: dict[str, list[str]] = {}
    for entry in review["deprecated"]:
        if any(fnmatchcase(component, glob) for glob in entry["components"]):
            deprecated |= {
                name: use
                for name, use in entry["names"].items()
                if not use or use.split(" ")[0].rstrip(",") in known
            }
    for entry in review["removed"]:
        if any(fnmatchcase(component, glob) for glob in entry["components"]):
            for name, type in entry["names"].items():
                secret = "!" if name in review["secret"]["names"] else ""
                removed[name] = [type + secret, entry["because"]]
    return {
        "deprecated": {n: use for n, use in sorted(deprecated.items()) if use or n not in known},
        "removed": {n: e for n, e in sorted(removed.items()) if n not in known},
    }


def demands_of(component: str, known: Attributes, review: dict[str, Any]) -> list[dict[str, Any]]:
    """What Packer asks of a component's settings, each entry without `components`."""
    found: list[dict[str, Any]] = []
    for entry in review["demands"]:
        if any(fnmatchcase(component, glob) for glob in entry["components"]):
            demand = {key: value for key, value in entry.items() if key != "components"}
            listed = ("needs", "suffices", "excludes", "of", "when")
            named = {name for key in listed for name in demand.get(key, ())}
            if unknown := sorted(named - known.keys()):
                raise SystemExit(f"{component} has no {', '.join(unknown)}: see [[demands]].")
            found.append(demand)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("facts", type=Path)
    parser.add_argument("packer", type=Path)
    arguments = parser.parse_args()
    facts = json.loads(arguments.facts.read_text(encoding="utf-8"))
    review = tomllib.loads((HERE / "attribute_review.toml").read_text(encoding="utf-8"))

    components: dict[str, dict[str, Any]] = {}
    for fact in facts["components"]:
        name = f"{KINDS.get(fact['kind'], fact['kind'])} {fact['type']}"
        components[name] = {"plugin": fact["plugin"], "attributes": from_facts(fact["attributes"])}
    for (kind, type), attributes in Specs(arguments.packer).components().items():
        name = f"{KINDS.get(kind, kind)} {type}"
        if name not in components:
            components[name] = {"plugin": "packer-1.6.6", "open": True, "attributes": attributes}

    unreviewed: set[str] = set()
    for name, component in components.items():
        component["attributes"] = mark_secrets(
            name, component["attributes"], review, "", unreviewed
        )
    if unreviewed:
        print("Look at these and put them into attribute_review.toml:", file=sys.stderr)
        print("\n".join(sorted(unreviewed)), file=sys.stderr)
        return 1

    for name, component in components.items():
        component.update(gone_attributes(name, component["attributes"], review))
        component["demands"] = demands_of(name, component["attributes"], review)
    groups = shared_groups(components)
    for component in components.values():
        split_off(component, groups)

    lines: list[dict[str, Any]] = [
        {
            "name": "table",
            "version": 1,
            "plugins": facts["sources"]
            | {"packer-1.6.6": {"repository": "hashicorp/packer", "commit": "v1.6.6"}},
            "aliases": dict(sorted(review["aliases"].items())),
            "secrets": sorted(review["secret"]["names"]),
        },
        *({"name": f"group {name}", "attributes": group} for name, group in groups.items()),
        *(
            {"name": name} | {key: value for key, value in component.items() if value}
            for name, component in sorted(components.items())
        ),
    ]
    TABLE.write_text(
        "".join(
            json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n" for line in lines
        ),
        encoding="utf-8",
    )
    print(f"{len(components)} components, {TABLE.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
