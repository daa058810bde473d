"""Fingerprints: by which a finding is known again in the next run.

Made of the rule, the file, the block's identity and the attribute's path: never of a value, and
never of a line. The file is named from the root of its template's project on, so the working
directory does not count (see `root`). Indexes within the attribute do not count, so a line more in a list changes
nothing; findings that are alike otherwise are numbered in the order of their places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.finding.root import name_in_root, root_of
from packer_systo.engine.hashing import sha256

if TYPE_CHECKING:
    from packer_systo.engine.template.sourcemap import Path

LENGTH = 32
"""Hexadecimal digits: 128 bits, so that two findings never meet by chance."""


class Fingerprints:
    """Numbers the findings of one template. Ask in the order of the findings' places.

    `named_from` is the folder from which names count where nothing marks a root.
    """

    def __init__(self, named_from: str = "") -> None:
        self._named_from = named_from
        self._seen: dict[tuple[str, ...], int] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._roots: dict[str, str] = {}

    def of(self, rule: str, template: str, file: str, block_identity: str, rest: Path) -> str:
        """`template` and `file` as they are shown; no template for what is in the settings."""
        attribute = "/".join(part for part in rest if isinstance(part, str))
        key = (rule, self._name(file, template), block_identity, attribute)
        ordinal = self._seen.get(key, 0)
        self._seen[key] = ordinal + 1
        text = "\0".join((*key, str(ordinal)))
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]

    def _name(self, file: str, template: str) -> str:
        name = self._names.get((file, template))
        if name is None:
            of = template or file
            root = self._roots.get(of)
            if root is None:
                root = self._roots[of] = root_of(of)
            name = name_in_root(file, template, root or self._named_from)
            self._names[file, template] = name
        return name
