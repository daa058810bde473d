"""Regular expressions that cannot be read: the rule would end the run of whoever uses it.

Only what is written out as a text can be looked at: the argument of `matches` in CEL, the first one of
the functions `regex.…` in Rego.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.lint.interface import LintFinding
from packer_systo.engine.judgment.cel.tokens import tokens_of
from packer_systo.engine.judgment.matching import pattern_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted
    from packer_systo.engine.bundle.models import Rule

NAME = "invalid-pattern"

_HINT = "patterns are RE2: no look-around and no back-references"
_CALL = re.compile(
    r"""\bregex\.(?:find_all_string_submatch_n|find_n|match|split)\(\s*"""
    r"""(?:`(?P<raw>[^`]*)`|(?P<quoted>"(?:[^"\\]|\\.)*"))"""
)
"""As they stand in one line; the text of a rule is not given to an engine for it."""

_QUOTES = ("'''", '"""', "'", '"')


def check(linted: Linted) -> Iterator[LintFinding]:
    for rule in linted.bundle.rules:
        expressions: list[tuple[tuple[str, ...], str]] = [
            (("custom", "when"), rule.metadata.judges.when)
        ]
        if rule.cel is not None:
            expressions += [(("assert",), rule.cel.assertion), (("message",), rule.cel.message)]
        for path, expression in expressions:
            for pattern in cel_patterns(expression):
                problem = pattern_problem(pattern)
                if problem:
                    message = f"`{pattern}` in `{path[-1]}` is no regular expression: {problem}"
                    yield linted.at_rule(NAME, rule, path, message, _HINT)
        if rule.language == "rego":
            for line, pattern in rego_patterns(rule):
                problem = pattern_problem(pattern)
                if problem:
                    message = f"`{pattern}` is no regular expression: {problem}"
                    place = linted.place(rule.file)
                    yield LintFinding(NAME, place, line, message, _HINT, rule.full_name)


def cel_patterns(expression: str) -> Iterator[str]:
    """The last argument of each call of `matches`, where it is one text."""
    tokens = tokens_of(expression)
    depth = 0
    calls: list[int] = []
    for number, (_, text, _) in enumerate(tokens):
        if text == "(":
            depth += 1
            if number and tokens[number - 1][1] == "matches":
                calls.append(depth)
        elif text == ")":
            kind, last, _ = tokens[number - 1]
            if calls and calls[-1] == depth:
                calls.pop()
                if kind == "string" and tokens[number - 2][1] in {"(", ","}:
                    pattern = _unquoted(last)
                    if pattern is not None:
                        yield pattern
            depth -= 1


def _unquoted(literal: str) -> str | None:
    """The text of a literal; None for one with escapes beyond those of JSON."""
    prefix = literal[: len(literal) - len(literal.lstrip("rRbB"))]
    body = literal[len(prefix) :]
    quote = next(one for one in _QUOTES if body.startswith(one))
    inner = body[len(quote) : -len(quote)]
    if "r" in prefix.lower() or "\\" not in inner:
        return inner
    try:
        return msgspec.json.decode(f'"{inner}"', type=str) if quote == '"' else None
    except msgspec.DecodeError:
        return None


def rego_patterns(rule: Rule) -> Iterator[tuple[int, str]]:
    """The patterns that are written out in a Rego rule, each with its line."""
    for number, line in enumerate(rule.rego.split("\n"), 1):
        if line.lstrip().startswith("#"):
            continue
        for found in _CALL.finditer(line):
            raw, quoted = found["raw"], found["quoted"]
            pattern = raw if raw is not None else _unquoted(quoted)
            if pattern is not None:
                yield number, pattern
