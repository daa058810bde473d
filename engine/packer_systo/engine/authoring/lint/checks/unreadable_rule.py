"""Rego that the embedded engine cannot read or evaluate; `opa check` says it too, where it is on PATH."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import LintFinding
from packer_systo.engine.judgment.engines.compiling import uncompilable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted

NAME = "unreadable-rule"

_PLACE = re.compile(r" \((\S+):(\d+):\d+\)")


def check(linted: Linted) -> Iterator[LintFinding]:
    rego = [rule for rule in linted.bundle.rules if rule.language == "rego"]
    for one in linted.bundle.obstacles:
        rule = next((rule for rule in rego if rule.full_name == one.rule), None)
        if rule is not None and one.unread:
            yield LintFinding(NAME, linted.place(one.file), one.line, one.message, "", one.rule)
    for rule, error in uncompilable(linted.bundle):
        found = _PLACE.search(error.message)
        file, line = (found[1], int(found[2])) if found is not None else (rule.file, 1)
        message = _PLACE.sub("", error.message)
        yield LintFinding(NAME, linted.place(file), line, message, error.hint, rule.full_name)
