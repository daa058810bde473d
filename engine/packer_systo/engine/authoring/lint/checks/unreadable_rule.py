"""Rego that the embedded engine cannot read; `opa check` says it too, where it is on PATH."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import LintFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted

NAME = "unreadable-rule"


def check(linted: Linted) -> Iterator[LintFinding]:
    rego = [rule for rule in linted.bundle.rules if rule.language == "rego"]
    for one in linted.bundle.obstacles:
        rule = next((rule for rule in rego if rule.full_name == one.rule), None)
        if rule is not None and one.unread:
            yield LintFinding(NAME, linted.place(one.file), one.line, one.message, "", one.rule)
