"""Paths that are not in the document: what a rule judges, what decides it, what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.document_paths import DocumentPaths
from packer_systo.engine.authoring.lint.named_types import named_types
from packer_systo.engine.judgment.conditions import Read, reads_of
from packer_systo.engine.judgment.patterns import parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted, LintFinding
    from packer_systo.engine.bundle.models import Rule

NAME = "unknown-path"


def check(linted: Linted) -> Iterator[LintFinding]:
    if set(linted.bundle.metadata.judges) != {"template"}:
        return
    paths = DocumentPaths()
    for rule in linted.bundle.rules:
        subject = parse_pattern(rule.metadata.judges.subject)
        wrong = paths.wrong(subject, ())
        if wrong:
            yield linted.at_rule(
                NAME, rule, ("custom", "subject"), f"`subject` leads nowhere: {wrong}"
            )
            continue
        types = named_types(rule.metadata.judges.when)
        told: set[str] = set()
        for path, what, read in _reads(rule):
            whole = read.pattern if read.absolute else (*subject, *read.pattern)
            # `when` is about the subject: what else there is may be of any type.
            wrong = paths.wrong(whole, () if read.absolute else types)
            if wrong and wrong not in told:
                told.add(wrong)
                yield linted.at_rule(
                    NAME, rule, path, f"{what} leads nowhere: {wrong}",
                    "`systo-policy schema template` prints what a document holds",
                )  # fmt: skip


def _reads(rule: Rule) -> Iterator[tuple[tuple[str | int, ...], str, Read]]:
    """Each path that the rule names: where it stands, what it is called, and the path."""
    judges = rule.metadata.judges
    for number, text in enumerate(judges.inputs):
        read = Read(text.startswith("/"), parse_pattern(text))
        yield ("custom", "inputs", number), f"the input `{text}`", read
    for read in reads_of(judges.when):
        yield ("custom", "when"), f"`{_shown(read)}` in `when`", read
    if rule.cel is not None:
        for read in reads_of(rule.cel.assertion):
            yield ("assert",), f"`{_shown(read)}` in `assert`", read
        if rule.cel.path:
            yield ("path",), f"`path: {rule.cel.path}`", Read(False, parse_pattern(rule.cel.path))


def _shown(read: Read) -> str:
    return ".".join(["doc" if read.absolute else "self", *read.pattern])
