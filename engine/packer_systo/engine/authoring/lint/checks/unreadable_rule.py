"""Rego that the embedded engine cannot read; `opa check` says it too, where it is on PATH."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import LintFinding
from packer_systo.engine.judgment.engines.preflight import preflight
from packer_systo.engine.judgment.engines.unreadable import unreadable_rego

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted

NAME = "unreadable-rule"


def check(linted: Linted) -> Iterator[LintFinding]:
    for rule in linted.bundle.rules:
        if rule.language != "rego" or preflight([rule]):
            continue
        for one in unreadable_rego(rule):
            yield LintFinding(
                NAME, linted.place(rule.file), one.line, one.message, "", rule.full_name
            )
