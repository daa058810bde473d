"""Reads attribute types out of the Go files that Packer's build generates (`*.hcl2spec.go`).

Each such file spells a component's configuration as a map from attribute name to `hcldec` spec.
Packer up to 1.6 holds every official component in one module, which makes it the one source for
components whose plugins the newer facts do not cover:

    go mod download -json github.com/hashicorp/packer@v1.6.6
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MODULE = "github.com/hashicorp/packer/"
DEEPEST = 6

_registered = re.compile(r'"([\w-]+)":\s+new\((\w+)\.\w+\)')
_imported = re.compile(rf'^\s+(?:(\w+) )?"{re.escape(MODULE)}(\S+)"', re.MULTILINE)
_spec_of = re.compile(
    r"func \(\*Flat(\w+)\) HCL2Spec\(\).*?\{\n\s+s := map\[string\]hcldec.Spec\{\n(.*?)\n\t\}\n",
    re.DOTALL,
)
_entry = re.compile(r'\s*"([^"]+)":\s+&hcldec\.(\w+)\{(.*)\},?$')
_nested = re.compile(r"\(\*(?:(\w+)\.)?Flat(\w+)\)\(nil\)")

Attributes = dict[str, "str | list[object]"]
"""Name to type as the table writes it, or to `[how often, attributes]` for a block."""


class Specs:
    """The specs below the root of one checkout of Packer's module."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._read: dict[Path, dict[str, tuple[str, dict[str, str]]]] = {}

    def components(self) -> dict[tuple[str, str], Attributes]:
        """(kind, type) to attributes, kinds being `builder`, `provisioner`, `post-processor`."""
        plugins = (self.root / "command" / "plugin.go").read_text(encoding="utf-8")
        folders = {alias: folder for alias, folder in _imported.findall(plugins) if alias}
        found: dict[tuple[str, str], Attributes] = {}
        for name, alias in _registered.findall(plugins):
            folder = folders[alias]
            attributes = self._attributes(self.root / folder, "Config", 0)
            if attributes is not None:
                found[folder.split("/")[0], name] = attributes
        return found

    def _folder(self, folder: Path) -> dict[str, tuple[str, dict[str, str]]]:
        if folder not in self._read:
            specs: dict[str, tuple[str, dict[str, str]]] = {}
            for file in sorted(folder.glob("*.hcl2spec.go")):
                text = file.read_text(encoding="utf-8")
                imports = {
                    alias or path.rsplit("/", 1)[-1]: path
                    for alias, path in _imported.findall(text)
                }
                for name, body in _spec_of.findall(text):
                    specs[name] = body, imports
            self._read[folder] = specs
        return self._read[folder]

    def _attributes(self, folder: Path, struct: str, depth: int) -> Attributes | None:
        if depth > DEEPEST or struct not in self._folder(folder):
            return None
        body, imports = self._folder(folder)[struct]
        attributes: Attributes = {}
        for line in body.splitlines():
            entry = _entry.match(line)
            if entry is None:
                raise ValueError(f"{folder}: cannot read {line.strip()!r}")
            name, spec, rest = entry.groups()
            if spec == "AttrSpec":
                written = rest.split("Type: ", 1)[1].split(", Required", 1)[0]
                attributes[name] = written.replace("cty.", "").lower()
                continue
            nested = _nested.search(rest)
            if nested is None:
                raise ValueError(f"{folder}: cannot read {line.strip()!r}")
            package, inner = nested.groups()
            below = self.root / imports[package] if package else folder
            often = "many" if spec == "BlockListSpec" else "one"
            attributes[name] = [often, self._attributes(below, inner, depth + 1) or {}]
        return attributes
