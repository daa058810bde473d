"""Compare two versions of a bundle that are folders or archives, file by file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.digests import MANIFEST
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.comparison.compare import compare_bundles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.comparison.models import Comparison

# The manifest lists digests in an archive and not in a folder; what it says is compared by itself.
_COMPARED = frozenset({MANIFEST, ".signatures.json", "data.json"})
_TEST = "_test.rego"


def compare_paths(old: str, new: str, templates: Plan | None = None) -> Comparison:
    """As `compare_bundles`, of folders or archives. Raises BundleError, UsageError."""
    before, after = _contents(old), _contents(new)
    return compare_bundles(
        load_files(before, old),
        load_files(after, new),
        templates,
        other_files=_other_files(before, after),
    )


def _contents(path: str) -> Mapping[str, bytes]:
    if os.path.isfile(path):
        from packer_systo.engine.bundle.archive import read_archive, unpack

        return unpack(read_archive(path), path)
    return read_folder(path)


def _other_files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[str, ...]:
    """The files that differ and are neither rules nor data: cases, tests, pages."""
    return tuple(
        name
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name) and name not in _COMPARED and not _is_rule(name)
    )


def _is_rule(name: str) -> bool:
    return name.endswith((".rego", ".cel.yaml")) and not name.endswith(_TEST)
