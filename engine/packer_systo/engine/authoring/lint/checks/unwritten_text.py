"""Texts that a new rule leaves to whoever wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import LintFinding
from packer_systo.engine.authoring.scaffold.rule_files import UNWRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted

NAME = "unwritten-text"

_KEYS: tuple[tuple[str, ...], ...] = (
    ("title",), ("description",), ("custom", "why"), ("custom", "remediation"),
)  # fmt: skip


def check(linted: Linted) -> Iterator[LintFinding]:
    marker = UNWRITTEN.strip()
    for rule in linted.bundle.rules:
        about = rule.metadata
        texts = (about.title, about.description, about.why, about.remediation)
        for path, text in zip(_KEYS, texts, strict=True):
            if text.startswith(marker):
                yield linted.at_rule(NAME, rule, path, f"`{path[-1]}` is still to be written")
        name = linted.cases_name(rule)
        content = linted.contents.get(name, b"").decode("utf-8", "replace")
        for number, line in enumerate(content.split("\n"), 1):
            if line.startswith(marker):
                place = linted.place(name)
                message = "this text is still to be written"
                yield LintFinding(NAME, place, number, message, rule=rule.full_name)
