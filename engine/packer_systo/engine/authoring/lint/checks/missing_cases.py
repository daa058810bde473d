"""Cases: each rule needs one that fails and one that passes, and words around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import LintFinding
from packer_systo.engine.checking.rule_outline import WHAT, WHY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted

NAME = "missing-cases"


def check(linted: Linted) -> Iterator[LintFinding]:
    for rule in linted.bundle.rules:
        place = linted.place(linted.cases_name(rule))

        def wrong(message: str, hint: str = "") -> LintFinding:
            return LintFinding(NAME, place, 1, message, hint, rule.full_name)  # noqa: B023 - called at once

        cases = linted.cases(rule)
        if cases is None and linted.cases_name(rule) in linted.contents:
            continue  # what is wrong with them is told
        if cases is None:
            yield wrong(
                f"the rule `{rule.metadata.name}` has no cases.md",
                "it is the rule's test, its page and its example in one",
            )
            continue
        if cases.title != rule.metadata.name:
            yield wrong(f"the title is `{cases.title}`, the rule is `{rule.metadata.name}`")
        kinds = {case.kind for case in cases.cases}
        if "bad" not in kinds:
            yield wrong("there is no case that fails", "a heading `## Bad: …`, with a template")
        if "good" not in kinds:
            yield wrong("there is no case that passes", "a heading `## Good: …`, with a template")
        titles = {section.title for section in cases.sections if section.text}
        for title in (WHAT, WHY):
            if title not in titles:
                yield wrong(f"the section `## {title}` is missing or empty")
