"""CEL by cel-expr-python, the C++ implementation: 1 to 2 microseconds an expression."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings

from packer_systo.engine.judgment.cel.interface import CelError
from packer_systo.engine.judgment.patterns import lookup

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path


class CelExprEngine:
    """Expressions are compiled when first used, once in the engine's life."""

    name = "cel-expr-python"

    def __init__(self) -> None:
        self.environment = cel.NewEnv(
            variables={
                "self": cel.Type.DYN,
                "doc": cel.Type.DYN,
                "data": cel.Type.DYN,
                "now": cel.Type.TIMESTAMP,
            },
            extensions=[ext_strings.ExtStrings()],
        )
        self._compiled: dict[str, cel.Expression] = {}

    def check(self, expression: str) -> None:
        self.compile(expression)

    def compile(self, expression: str) -> cel.Expression:
        compiled = self._compiled.get(expression)
        if compiled is None:
            try:
                compiled = self.environment.compile(expression)
            except RuntimeError as error:
                raise CelError(_in_words(str(error))) from None
            self._compiled[expression] = compiled
        return compiled

    def prepare(self, document: JSON, data: JSON, now: str) -> CelExprDocument:
        return CelExprDocument(self, document, data, now)


class CelExprDocument:
    """Python values are read where they are: nothing is converted that no expression looks at."""

    def __init__(self, engine: CelExprEngine, document: JSON, data: JSON, now: str) -> None:
        self._engine = engine
        self._scope: dict[str, object] = {
            "doc": document,
            "data": data,
            "now": _timestamp(now),
        }
        self._document = document

    def evaluate(self, expression: str, subject: Path) -> JSON:
        # An activation keeps all that was ever converted in it; one that outlives its expression
        # has cost hundreds of megabytes.
        scope = {**self._scope, "self": lookup(self._document, subject)}
        activation = self._engine.environment.Activation(scope)
        result = self._engine.compile(expression).eval(activation)
        if result.type() == cel.Type.ERROR:
            raise CelError(_in_words(str(result.value())))
        return _plain(result.plain_value())


def _plain(value: object) -> JSON:
    """Lists and maps as JSON; keys are text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in cast("dict[object, object]", value).items()}
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[object]", value)]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise CelError(f"the result is a {type(value).__name__}, which is not JSON")


def _timestamp(now: str) -> datetime:
    parsed = datetime.fromisoformat(now)
    return parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)


def _in_words(text: str) -> str:
    """The message without status words, the place and the drawing below it."""
    line = text.partition("\n")[0]
    for lead in ("INVALID_ARGUMENT: ", "NOT_FOUND: ", "UNKNOWN: ", "ERROR: "):
        line = line.removeprefix(lead)
    if line.startswith("<input>:"):
        _, row, column, line = line.split(":", 3)
        line = f"{line.strip()} (line {row}, column {column})"
    return line.removesuffix(" (in container '')").replace(" (in container '')", "").strip()
