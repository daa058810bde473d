"""CEL by cel-expr-python, the C++ implementation: 1 to 2 microseconds an expression.

A map's keys come in another order in each process, so what makes a list of them sorts them first.

Two costs are avoided. A variable is converted whole when an activation first reads it, so an
expression that reads `doc` is evaluated in one activation for the whole document, where the
subject is written as a path of it. And `matches` compiles its pattern each time, so it is replaced
by a function that keeps what it has compiled; that is RE2 as well.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import msgspec
from cel_expr_python import cel
from cel_expr_python.ext import ext_strings

from packer_systo.engine.judgment.cel.bounds import too_many_rounds, within_bounds
from packer_systo.engine.judgment.cel.interface import CelError
from packer_systo.engine.judgment.cel.sorted_keys import (
    SORTED_KEYS,
    sorted_keys,
    through_sorted_keys,
)
from packer_systo.engine.judgment.cel.tokens import names, tokens_of
from packer_systo.engine.judgment.matching import matcher
from packer_systo.engine.judgment.patterns import lookup

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

_DOCUMENT = "doc"
_MATCHES = "matches"
_KEPT_MATCHES = "systoMatches"
_SPENT = "Iteration budget exceeded"

MOST_COMPILED = 1024
"""Compiled expressions kept; each takes some 25 KB, and a template may have thousands of subjects."""


class CelExprEngine:
    """Expressions are compiled when first used, once in the engine's life."""

    name = "cel-expr-python"

    def __init__(self) -> None:
        overload = cel.Overload(
            "systo_matches_string",
            cel.Type.BOOL,
            [cel.Type.STRING, cel.Type.STRING],
            True,
            matcher().matches,
        )
        keys = cel.Overload(
            "systo_sorted_keys_map", cel.Type.DYN, [cel.Type.MAP], True, sorted_keys
        )
        self.environment = cel.NewEnv(
            variables={
                "self": cel.Type.DYN,
                "doc": cel.Type.DYN,
                "data": cel.Type.DYN,
                "now": cel.Type.TIMESTAMP,
            },
            extensions=[ext_strings.ExtStrings()],
            functions=[
                cel.FunctionDecl(_KEPT_MATCHES, [overload]),
                cel.FunctionDecl(SORTED_KEYS, [keys]),
            ],
        )
        self._compiled: dict[tuple[str, Path | None], cel.Expression] = {}

    def check(self, expression: str) -> None:
        self.compile(expression, None)

    def reads_document(self, expression: str) -> bool:
        """Whether `doc` is named in the expression."""
        return names(expression, _DOCUMENT)

    def compile(self, expression: str, subject: Path | None) -> cel.Expression:
        """With a `subject`, `self` is that place of `doc`; else it is a variable."""
        key = (expression, subject)
        compiled = self._compiled.get(key)
        if compiled is None:
            within_bounds(expression)
            ordered = through_sorted_keys(expression)
            if ordered != expression:
                self._compile(expression)  # says what is wrong of the expression as written
            text = _with_kept_matches(ordered)
            if subject is not None:
                # The expression may end in a comment, so what follows is on a line of its own.
                text = f"[{_as_expression(subject)}].map(self, ({text}\n))[0]"
            try:
                compiled = self._compile(text)
            except CelError:
                if subject is not None:
                    self.compile(expression, None)  # says it of the expression as written
                raise
            if len(self._compiled) >= MOST_COMPILED:
                self._compiled.clear()
            self._compiled[key] = compiled
        return compiled

    def _compile(self, text: str) -> cel.Expression:
        try:
            return self.environment.compile(text)
        except RuntimeError as error:
            raise CelError(_in_words(str(error))) from None

    def prepare(self, document: JSON, data: JSON, now: str) -> CelExprDocument:
        return CelExprDocument(self, document, data, now)


class CelExprDocument:
    """Python values are read where they are, when an expression first reads them."""

    def __init__(self, engine: CelExprEngine, document: JSON, data: JSON, now: str) -> None:
        self._engine = engine
        self._document = document
        self._scope: dict[str, object] = {"data": data, "now": _timestamp(now)}
        self._activations: dict[Path, cel.Activation] = {}
        self._whole: cel.Activation | None = None

    def evaluate(self, expression: str, subject: Path) -> JSON:
        engine = self._engine
        if not subject or engine.reads_document(expression):
            compiled = engine.compile(expression, subject)
            if self._whole is None:
                scope = {**self._scope, "doc": self._document}
                self._whole = engine.environment.Activation(scope)
            result = _evaluated(compiled, self._whole)
        else:
            compiled = engine.compile(expression, None)
            activation = self._activations.get(subject)
            if activation is None:
                scope = {**self._scope, "self": lookup(self._document, subject)}
                activation = engine.environment.Activation(scope)
                self._activations[subject] = activation
            result = _evaluated(compiled, activation)
        kind = result.type()
        if kind == cel.Type.ERROR:
            raise CelError(_in_words(str(result.value())))
        # The most frequent null by far, that of a fix that is none: see `_keep_none`.
        return None if kind == cel.Type.NULL else _plain(result.plain_value())


def _evaluated(compiled: cel.Expression, activation: cel.Activation) -> cel.Value:
    """Most errors are values; some, such as a key that is given twice, are raised."""
    try:
        return compiled.eval(activation)
    except RuntimeError as error:
        if _SPENT in str(error):
            raise too_many_rounds() from None
        raise CelError(_in_words(str(error))) from None


def _with_kept_matches(expression: str) -> str:
    """`x.matches(p)` calls ours; the length of what comes before a place changes, no line does."""
    if _MATCHES not in expression:
        return expression
    pieces: list[str] = []
    at = 0
    tokens = tokens_of(expression)
    for index, (_, text, start) in enumerate(tokens[:-1]):
        is_method = index > 0 and tokens[index - 1][1] == "."
        if text == _MATCHES and is_method and tokens[index + 1][1] == "(":
            pieces += expression[at:start], _KEPT_MATCHES
            at = start + len(_MATCHES)
    pieces.append(expression[at:])
    return "".join(pieces)


def _as_expression(path: Path) -> str:
    """A path of the document as CEL: `doc["builds"][0]`."""
    return "doc" + "".join(
        f"[{part}]" if isinstance(part, int) else f"[{msgspec.json.encode(part).decode()}]"
        for part in path
    )


def _plain(value: object) -> JSON:
    """Lists and maps as JSON; keys are text, in their order."""
    if isinstance(value, dict):
        items = cast("dict[object, object]", value)
        return {str(key): _plain(items[key]) for key in sorted_keys(items)}
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[object]", value)]
    if value is None:
        _keep_none()
        return None
    if isinstance(value, bool | int | float | str):
        return value
    raise CelError(f"the result is a {type(value).__name__}, which is not JSON")


def _keep_none() -> None:
    """For each null that it makes, cel-expr-python 0.1.3 gives back a reference to None that it has
    not taken. Before Python 3.12, where None stays all the same, the process ended when all were.
    """
    if sys.version_info < (3, 12):
        import ctypes

        ctypes.pythonapi.Py_IncRef(ctypes.py_object(None))


def _timestamp(now: str) -> datetime:
    parsed = datetime.fromisoformat(now)
    return parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)


def _in_words(text: str) -> str:
    """The message without status words, the place and the drawing below it."""
    line = text.partition("\n")[0].replace(_KEPT_MATCHES, _MATCHES)
    for lead in ("INVALID_ARGUMENT: ", "NOT_FOUND: ", "UNKNOWN: ", "ERROR: "):
        line = line.removeprefix(lead)
    if line.startswith("<input>:"):
        _, row, column, line = line.split(":", 3)
        line = f"{line.strip()} (line {row}, column {column})"
    return line.replace(" (in container '')", "").strip()
