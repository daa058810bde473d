"""Metadata that can be loaded, but that a reader of findings will miss or stumble over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.scaffold.rule_files import UNWRITTEN
from packer_systo.engine.bundle.manifest import is_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted, LintFinding

NAME = "incomplete-metadata"

_UNWRITTEN = UNWRITTEN.strip()

SHORTEST_REMEDIATION = 15
"""Characters: less does not say what to do."""


def check(linted: Linted) -> Iterator[LintFinding]:
    for rule in linted.bundle.rules:
        about = rule.metadata

        def wrong(key: str, message: str, hint: str = "") -> LintFinding:
            path = (key,) if key in {"title", "description"} else ("custom", key)
            return linted.at_rule(NAME, rule, path, message, hint)  # noqa: B023 - called at once

        if about.title.startswith(_UNWRITTEN):
            continue  # another check says so
        if about.title.endswith("."):
            yield wrong("title", "`title` is a sentence without a full stop")
        if not about.description.rstrip("`\"'").endswith((".", "!", "?", ")", ":")):
            yield wrong("description", "`description` does not end as a sentence does")
        if about.why.endswith(".") or (about.why[:1].isupper() and about.why[1:2].islower()):
            yield wrong(
                "why", "`why` is one clause in small letters without a full stop",
                "it is shown after `why:` below each finding",
            )  # fmt: skip
        if len(about.remediation) < SHORTEST_REMEDIATION:
            yield wrong("remediation", "`remediation` does not say what to do")
        if not about.since:
            yield wrong("since", "the rule has no `since`: the bundle's version that had it first")
        elif not is_version(about.since):
            yield wrong("since", f"`since` must be a semantic version, not `{about.since}`")
