"""Rego to which the embedded engine and OPA give different answers, as far as the text shows it.

What differs, and what was done about the rest: docs/engines.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import LintFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted
    from packer_systo.engine.explanation.rego_module import Call, RegoModule, RegoRule

NAME = "differs-from-opa"

_ESCAPED = frozenset("<>&")
_ZONE = re.compile("MST|^(?:RFC1123|RFC822|RFC850|UnixDate)$")
"""Layouts of times with the name of a zone."""

_WRITES = frozenset({"sprintf", "concat", "format_int", "print", "trace"})
"""Functions that look for none of their texts."""


def check(linted: Linted) -> Iterator[LintFinding]:
    names = {rule.file: rule.full_name for rule in linted.bundle.rules}
    for file in sorted(linted.contents):
        module = linted.module(file)
        for line, message, hint in _differences(module) if module is not None else ():
            yield LintFinding(NAME, linted.place(file), line, message, hint, names.get(file, ""))


def _differences(module: RegoModule) -> Iterator[tuple[int, str, str]]:
    for rule in module.rules():
        searched = any(
            _ESCAPED.intersection(text)
            for call in rule.calls
            if call.name not in _WRITES
            for text in call.texts
        )
        for call in rule.calls:
            yield from _of_call(call, searched=searched)
        yield from _of_comparisons(rule)


def _of_call(call: Call, *, searched: bool) -> Iterator[tuple[int, str, str]]:
    if call.name == "json.marshal" and searched:
        yield (
            call.line,
            (
                "OPA's `json.marshal` writes `<`, `>` and `&` as `\\u003c` and so on, the embedded engine as "
                "they are: what is searched for is found by one of them"
            ),
            "look into the texts themselves: `walk(value, [_, text])`",
        )
    elif call.name == "yaml.unmarshal":
        yield (
            call.line,
            (
                "OPA's `yaml.unmarshal` reads some scalars otherwise than the embedded engine, such as "
                "`010` as 8, and merges `<<`"
            ),
            "search the text instead, by a regular expression",
        )
    elif call.name == "json.patch":
        yield (
            call.line,
            (
                "where a patch cannot be applied, `json.patch` is an error for OPA, and undefined for the "
                "embedded engine"
            ),
            "ask for the place first: `object.get(value, path, null) != null`",
        )
    elif call.name == "time.format" and any(map(_ZONE.search, call.texts)):
        yield (
            call.line,
            "OPA's `time.format` writes the name of a zone, the embedded engine its distance to UTC",
            "write the distance: `Z07:00` or `-0700` in the layout",
        )
    elif call.name.startswith("regex.") and any("\\B" in text for text in call.texts):
        yield (
            call.line,
            (
                "`\\B` in a regular expression matches within characters beyond ASCII on the embedded "
                "engine"
            ),
            "name the characters that may stand there",
        )


def _of_comparisons(rule: RegoRule) -> Iterator[tuple[int, str, str]]:
    for line in rule.inexact:
        yield (
            line,
            (
                "numbers with a fraction that were calculated are compared exactly: 0.1 + 0.2 is 0.3 for "
                "OPA, and 0.30000000000000004 for the embedded engine"
            ),
            "compare with some room: `abs(a - b) < 0.001`",
        )
