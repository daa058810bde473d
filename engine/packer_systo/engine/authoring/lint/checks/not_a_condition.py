"""`when` and `assert` that are neither true nor false: a text, a number, a list.

A rule on a template for which it cannot be told ends the run. What a call of ours gives is known, and
what the document and the attribute table say of a value; anything else is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.document_paths import DocumentPaths
from packer_systo.engine.authoring.lint.named_types import named_types
from packer_systo.engine.explanation.cel_parts import parts
from packer_systo.engine.judgment.cel.tokens import tokens_of
from packer_systo.engine.judgment.patterns import parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packer_systo.engine.authoring.lint.interface import Linted, LintFinding
    from packer_systo.engine.bundle.models import Rule
    from packer_systo.engine.explanation.cel_parts import CelPart
    from packer_systo.engine.judgment.cel.tokens import CelToken

NAME = "not-a-condition"

_GIVES = {
    "double": "a number", "duration": "a duration", "filter": "a list", "indexOf": "a number",
    "int": "a number", "join": "a text", "lowerAscii": "a text", "map": "a list",
    "replace": "a text", "size": "a number", "split": "a list", "string": "a text",
    "substring": "a text", "timestamp": "a time", "trim": "a text", "type": "a type",
    "uint": "a number", "upperAscii": "a text",
}  # fmt: skip
_BRACKETS = {"[": "a list", "{": "a map"}
_ARITHMETIC = frozenset("+-*/%")


def check(linted: Linted) -> Iterator[LintFinding]:
    paths = DocumentPaths() if set(linted.bundle.metadata.judges) == {"template"} else None
    for rule in linted.bundle.rules:
        for path, expression in _conditions(rule):
            for leaf in _leaves(parts(expression)):
                what = _no_condition(leaf, rule, paths)
                if what:
                    yield linted.at_rule(
                        NAME, rule, path,
                        f"`{leaf}` in `{path[-1]}` is {what}, and must be true or false",
                        "compare it with something, such as `… == \"none\"` or `size(…) > 0`",
                    )  # fmt: skip


def _conditions(rule: Rule) -> Iterator[tuple[tuple[str, ...], str]]:
    if rule.metadata.judges.when.strip():
        yield ("custom", "when"), rule.metadata.judges.when
    if rule.cel is not None:
        yield ("assert",), rule.cel.assertion


def _leaves(part: CelPart) -> Iterator[str]:
    """The parts that must each be true or false."""
    if part.kind == "leaf":
        yield part.text
    elif part.kind != "comparison":
        for inner in part.parts:
            yield from _leaves(inner)


def _no_condition(text: str, rule: Rule, paths: DocumentPaths | None) -> str:
    """What the expression is, in words, where that is certain and neither true nor false."""
    tokens = tokens_of(text)
    if not tokens:
        return ""
    kind, first, _ = tokens[0]
    if any(one[1] in _ARITHMETIC for one in _outside(tokens)):
        return "the result of a calculation"
    if len(tokens) == 1 and kind == "string":
        return "a text"
    if first.isdecimal():
        return "a number"
    if first in _BRACKETS and _is_one_bracket(tokens):
        return _BRACKETS[first]
    if tokens[-1][1] == ")":
        return _GIVES.get(_called(tokens), "")
    return _value(tokens, rule, paths) if paths is not None else ""


def _value(tokens: list[CelToken], rule: Rule, paths: DocumentPaths) -> str:
    """What `self.a.b` or `doc.a` is in every template."""
    names = [text for _, text, _ in tokens]
    dots, steps = names[1::2], names[2::2]
    plain = all(one == "." for one in dots) and all(kind == "name" for kind, _, _ in tokens[::2])
    if names[0] not in {"self", "doc"} or not plain or len(dots) != len(steps):
        return ""
    subject = parse_pattern(rule.metadata.judges.subject) if names[0] == "self" else ()
    types = named_types(rule.metadata.judges.when) if names[0] == "self" else ()
    return paths.no_boolean((*subject, *steps), types)


def _outside(tokens: Sequence[CelToken]) -> Iterator[CelToken]:
    depth = 0
    for number, token in enumerate(tokens):
        depth += (token[1] in {"(", "[", "{"}) - (token[1] in {")", "]", "}"})
        if depth == 0 and number and token[0] == "operator":
            yield token


def _is_one_bracket(tokens: Sequence[CelToken]) -> bool:
    """Whether the first bracket is closed by the last token."""
    depth = 0
    for number, token in enumerate(tokens):
        depth += (token[1] in {"(", "[", "{"}) - (token[1] in {")", "]", "}"})
        if depth == 0:
            return number == len(tokens) - 1
    return False


def _called(tokens: Sequence[CelToken]) -> str:
    """The function whose call the expression ends with."""
    depth = 0
    for number in range(len(tokens) - 1, 0, -1):
        depth += (tokens[number][1] == ")") - (tokens[number][1] == "(")
        if depth == 0:
            return tokens[number - 1][1] if tokens[number - 1][0] == "name" else ""
    return ""
