"""Functions that an engine lacks, or that give another result each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import LintFinding
from packer_systo.engine.judgment.engines.preflight import preflight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted

NAME = "unsupported-function"


def check(linted: Linted) -> Iterator[LintFinding]:
    files = {rule.full_name: rule.file for rule in linted.bundle.rules}
    for found in preflight(linted.bundle.rules):
        place = linted.place(files[found.rule])
        yield LintFinding(
            NAME, place, found.line, found.message,
            "whoever uses the bundle runs it on the embedded engine, unless told otherwise",
            found.rule,
        )  # fmt: skip
