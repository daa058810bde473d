"""Digests of a bundle's files, and whether they are what the manifest lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.errors import BundleError
from packer_systo.engine.hashing import blake2b, sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = ".manifest"

# The manifest cannot list itself, and the signatures are made after it.
_UNLISTED = frozenset({MANIFEST, ".signatures.json"})


def file_digest(content: bytes) -> str:
    return f"sha256:{sha256(content).hexdigest()}"


def bundle_digest(contents: Mapping[str, bytes]) -> str:
    """One digest over every file: its name and content, in the order of the names."""
    total = blake2b(digest_size=32)
    for name in sorted(contents):
        encoded = name.encode("utf-8", "surrogatepass")
        total.update(b"%d:%b%d:" % (len(encoded), encoded, len(contents[name])))
        total.update(contents[name])
    return f"blake2b:{total.hexdigest()}"


def listing(contents: Mapping[str, bytes]) -> dict[str, str]:
    """What a manifest's `files` says of these contents."""
    return {
        name: file_digest(content)
        for name, content in sorted(contents.items())
        if name not in _UNLISTED
    }


def rule_digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    """One digest a rule, by its name: over its folder, so that its cases count too."""
    folders: dict[str, dict[str, bytes]] = {}
    for name, content in contents.items():
        folders.setdefault(name.rpartition("/")[0], {})[name] = content
    digests: dict[str, str] = {}
    for folder, files in sorted(folders.items()):
        rule = folder.rpartition("/")[2]
        if files.keys() & {f"{folder}/{rule}.rego", f"{folder}/{rule}.cel.yaml"}:
            digests[rule] = bundle_digest(files)
    return digests


def check_digests(
    contents: Mapping[str, bytes], listed: Mapping[str, str], where: str, *, complete: bool
) -> None:
    """Refuse a changed file and, where the list is there or must be, one that it does not name.

    A folder that somebody works on lists nothing and passes, unless `complete`.
    """
    if not listed and not complete:
        return
    for name, digest in listing(contents).items():
        expected = listed.get(name)
        if expected is None:
            raise BundleError(
                f"`{name}` is not listed in the bundle's manifest: somebody has added it",
                where=where,
            )
        if expected != digest:
            raise BundleError(
                f"`{name}` is not what the bundle's manifest lists: it was changed", where=where
            )
    for name in sorted(listed):
        if name not in contents:
            raise BundleError(
                f"`{name}` is listed in the bundle's manifest but missing", where=where
            )


def check_rules(contents: Mapping[str, bytes], listed: Mapping[str, str], where: str) -> None:
    """Refuse a manifest whose list of rules is not that of the files."""
    found = rule_digests(contents)
    for name in sorted(found.keys() | listed.keys()):
        if found.get(name) != listed.get(name):
            raise BundleError(
                f"the rule `{name}` is not what the bundle's manifest lists", where=where
            )
