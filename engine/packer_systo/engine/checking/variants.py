"""`--each-var-file`: a template judged once for each var file, told as one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.finding.models import Finding

MOST_VARIANTS = 500


def var_files(pattern: str) -> tuple[str, ...]:
    """The var files that a glob names, sorted; at least one. Raises UsageError."""
    from glob import glob

    found = sorted(path for path in glob(pattern, recursive=True) if os.path.isfile(path))
    if not found:
        raise UsageError(
            f"no file is named by `{pattern}`",
            where="--each-var-file",
            hint="put the pattern in quotes, so that the shell leaves it alone: 'env/*.pkrvars.hcl'",
        )
    if len(found) > MOST_VARIANTS:
        raise UsageError(
            f"`{pattern}` names {len(found)} files; {MOST_VARIANTS} is the most",
            where="--each-var-file",
        )
    return tuple(found)


def merged(variants: Iterable[tuple[str, Iterable[Finding]]]) -> list[Finding]:
    """The findings of all variants of a template, equal ones as one that names its variants."""
    found: dict[Finding, list[str]] = {}
    for variant, findings in variants:
        for finding in findings:
            names = found.setdefault(finding, [])
            if variant not in names:
                names.append(variant)
    return [
        msgspec.structs.replace(finding, variants=tuple(names)) for finding, names in found.items()
    ]
