"""What the files of a released bundle may be called.

Portable names alone, so that a bundle is the same wherever it is unpacked, and none that OPA reads
and we do not: stock OPA takes data from `data.json` in any folder, patches from `patch.json`, and
compiled policies from `policy.wasm`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.files import MAX_DEPTH
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable

MANIFEST, SIGNATURES, DATA = ".manifest", ".signatures.json", "data.json"

MAX_LENGTH = 200

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+@-]*")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_READ_BY_OPA = frozenset(
    {"data.json", "data.yaml", "data.yml", "patch.json", "plan.json", "plan.pb", "policy.wasm"}
)


def check_file_names(names: Iterable[str], where: str, *, folders: Iterable[str] = ()) -> None:
    """Refuse names that lead out of the bundle, are not portable or mean something else to OPA.

    Raises BundleError.
    """
    seen: dict[str, str] = {}
    parents: set[str] = set()
    for name in names:
        _check(name, where)
        check_meaning(name, where)
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise BundleError(f"`{other}` and `{name}` differ in their case only", where=where)
        parts = name.lower().split("/")
        parents.update("/".join(parts[:count]) for count in range(1, len(parts)))
    for name in folders:
        _check(name, where)
        parents.add(name.lower())
    for name in sorted(parents & seen.keys()):
        raise BundleError(f"`{seen[name]}` is both a file and a folder", where=where)


def _check(name: str, where: str) -> None:
    if len(name) > MAX_LENGTH:
        raise BundleError(
            f"the name `{name[:60]}…` is longer than {MAX_LENGTH} characters", where=where
        )
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or name[1:2] == ":":
        raise BundleError(f"the name `{name}` leads out of the bundle", where=where)
    if len(parts) > MAX_DEPTH:
        raise BundleError(f"`{name}` is nested deeper than {MAX_DEPTH}", where=where)
    if name in {MANIFEST, SIGNATURES}:
        return
    for part in parts:
        if not _PART.fullmatch(part) or part.endswith(".") or _DEVICE.fullmatch(part):
            raise BundleError(
                f"`{name}` is no portable name for a file",
                where=where,
                hint="names are letters, digits, hyphens, underscores and dots",
            )


def check_meaning(name: str, where: str) -> None:
    """Refuse a file that OPA reads and packer-systo does not. Raises BundleError."""
    base = name.rpartition("/")[2]
    if name not in {DATA, MANIFEST} and (
        base in _READ_BY_OPA or base.endswith((".manifest", ".manifest.pb", ".wasm"))
    ):
        raise BundleError(
            f"OPA would read `{name}` in its own way, and packer-systo does not",
            where=where,
            hint="data belongs into `data.json` at the top, or the file needs another name",
        )
