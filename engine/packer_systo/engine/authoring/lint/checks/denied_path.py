"""The `path` of what a Rego rule denies: it has to lead into a subject, to what a document may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.lint.document_paths import DocumentPaths
from packer_systo.engine.authoring.lint.interface import LintFinding
from packer_systo.engine.authoring.lint.named_types import named_types
from packer_systo.engine.explanation.rego.denials import denied_places
from packer_systo.engine.judgment.patterns import EVERY, parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted
    from packer_systo.engine.bundle.models import Rule
    from packer_systo.engine.explanation.rego.denials import PathItem
    from packer_systo.engine.judgment.patterns import Pattern

NAME = "denied-path"

_CONFIG = "config"


def check(linted: Linted) -> Iterator[LintFinding]:
    if set(linted.bundle.metadata.judges) != {"template"}:
        return
    paths = DocumentPaths()
    for rule in linted.bundle.rules:
        module = linted.module(rule.file)
        if module is None:
            continue
        for line, denied in denied_places(module.tree, rule.rego):
            if not denied.path or denied.whole is not None:
                continue  # put together elsewhere
            message = _wrong(paths, rule, tuple(_key(item) for item in denied.path))
            if message:
                yield LintFinding(
                    NAME, linted.place(rule.file), line, message,
                    "`systo-policy schema template` prints what a document holds", rule.full_name,
                )  # fmt: skip


def _wrong(paths: DocumentPaths, rule: Rule, path: Pattern) -> str:
    subject = parse_pattern(rule.metadata.judges.subject)
    above = zip(path, subject, strict=False)
    if len(path) < len(subject) or any(not _may_be(one, other) for one, other in above):
        return (
            f"`path` leads to {_shown(path)}, which is in no subject of the rule "
            f"({rule.metadata.judges.subject})"
        )
    reason = paths.wrong(_certain(path), named_types(rule.metadata.judges.when))
    return f"`path` leads nowhere: {reason}" if reason else ""


def _may_be(key: str, of_subject: str) -> bool:
    return EVERY in {key, of_subject} or key == of_subject


def _certain(path: Pattern) -> Pattern:
    """Without what follows a variable in the place of an attribute's name."""
    at = path.index(_CONFIG) + 1 if _CONFIG in path else len(path)
    return path[:at] if path[at : at + 1] == (EVERY,) else path


def _key(item: PathItem) -> str:
    """What is written out; anything else may be every key."""
    try:
        value = msgspec.json.decode(item.text)
    except msgspec.DecodeError:
        return EVERY
    return str(value) if isinstance(value, str | int) else EVERY


def _shown(path: Pattern) -> str:
    return "/" + "/".join(path)
