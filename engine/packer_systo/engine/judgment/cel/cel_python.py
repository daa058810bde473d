"""CEL by cel-python, in pure Python: slower, and there on every platform.

It lacks the strings extension, its equality refuses values of different types, and its arithmetic and
conversions are Python's; all that is supplied here, so that a rule means the same on either engine.
"""

from __future__ import annotations

import operator
from types import FunctionType
from typing import TYPE_CHECKING, cast

import celpy
from celpy.adapter import json_to_cel
from celpy.celparser import CELParseError
from celpy.celtypes import (
    BoolType,
    BytesType,
    DoubleType,
    DurationType,
    IntType,
    ListType,
    MapType,
    StringType,
    TimestampType,
    UintType,
)
from celpy.evaluation import CELEvalError, CELUnsupportedError

from packer_systo.engine.judgment.cel.arithmetic import (
    add,
    divide,
    error_in,
    multiply,
    negate,
    remainder,
    subtract,
)
from packer_systo.engine.judgment.cel.bounds import Rounds, within_bounds
from packer_systo.engine.judgment.cel.conversions import CONVERSIONS, TYPES
from packer_systo.engine.judgment.cel.evaluator import CelEvaluator
from packer_systo.engine.judgment.cel.interface import CelError
from packer_systo.engine.judgment.cel.sorted_keys import sorted_keys
from packer_systo.engine.judgment.cel.strings import FUNCTIONS
from packer_systo.engine.judgment.cel.tokens import names
from packer_systo.engine.judgment.patterns import show_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

LONGEST_MESSAGE = 200

_Number = (IntType, UintType, DoubleType)
_Orderly = (StringType, BytesType, BoolType, TimestampType, DurationType)


def _equal(left: object, right: object) -> bool:
    """Equality of CEL: values of different kinds are unequal, numbers compare by value."""
    left, right = _type_named(left), _type_named(right)
    if isinstance(left, _Number) and isinstance(right, _Number):
        return float(left) == float(right) if type(left) is not type(right) else left == right
    if isinstance(left, ListType) and isinstance(right, ListType):
        return len(left) == len(right) and all(map(_equal, left, right))
    if isinstance(left, MapType) and isinstance(right, MapType):
        return left.keys() == right.keys() and all(_equal(left[key], right[key]) for key in left)
    if type(left) is not type(right):
        return False
    return bool(left == right)


def _type_named(value: object) -> object:
    return TYPES.get(value, value) if isinstance(value, FunctionType) else value


def _is_equal(left: object, right: object) -> object:
    return error_in(left, right) or BoolType(_equal(left, right))


def _is_unequal(left: object, right: object) -> object:
    return error_in(left, right) or BoolType(not _equal(left, right))


def _is_in(item: object, container: object) -> object:
    error = error_in(item, container)
    if error is not None:
        return error
    if not isinstance(container, ListType | MapType):
        return CELEvalError(f"`in` needs a list or a map, not {type(container).__name__}")
    return BoolType(any(_equal(item, one) for one in container))


def _ordered(compare: Callable[..., bool]) -> Callable[[object, object], object]:
    """An order of CEL: numbers compare by value, whatever their type; else both are of one type."""

    def ordered(left: object, right: object) -> object:
        error = error_in(left, right)
        if error is not None:
            return error
        if isinstance(left, _Number) and isinstance(right, _Number):
            return BoolType(compare(_number(left), _number(right)))
        if type(left) is not type(right) or not isinstance(left, _Orderly):
            return CELEvalError("values of these types have no order")
        return BoolType(compare(left, right))

    return ordered


def _number(value: object) -> int | float:
    return float(value) if isinstance(value, DoubleType) else int(cast("int", value))


def _item(container: object, key: object) -> object:
    """An element: lists have no negative positions, and a whole number is one whatever its type."""
    error = error_in(container, key)
    if error is not None:
        return error
    if isinstance(container, ListType):
        if not isinstance(key, _Number) or float(key) != int(key):
            return CELEvalError("a position in a list is a whole number")
        if not 0 <= int(key) < len(container):
            return CELEvalError("the list has no such position")
        return container[int(key)]
    if isinstance(container, MapType):
        if key not in container:
            return CELEvalError(
                f"no such key: {key}" if isinstance(key, StringType) else "no such key"
            )
        return container[key]
    return CELEvalError(f"{type(container).__name__} has no elements")


def _size(value: object) -> object:
    if isinstance(value, CELEvalError):
        return value
    if isinstance(value, StringType | BytesType | ListType | MapType):
        return IntType(len(value))
    return CELEvalError("`size` is of strings, bytes, lists and maps")


def _contains(text: object, part: object) -> object:
    error = error_in(text, part)
    if error is not None:
        return error
    if not isinstance(text, StringType) or not isinstance(part, StringType):
        return CELEvalError("`contains` is of strings; `x in list` is of lists")
    return BoolType(str(part) in str(text))


_FUNCTIONS: dict[str, Callable[..., object]] = {
    **FUNCTIONS,
    **CONVERSIONS,
    "_+_": add,
    "_-_": subtract,
    "_*_": multiply,
    "_/_": divide,
    "_%_": remainder,
    "-_": negate,
    "_==_": _is_equal,
    "_!=_": _is_unequal,
    "_in_": _is_in,
    "_<_": _ordered(operator.lt),
    "_<=_": _ordered(operator.le),
    "_>_": _ordered(operator.gt),
    "_>=_": _ordered(operator.ge),
    "_[_]": _item,
    "contains": _contains,
    "size": _size,
}


class _Runner(celpy.InterpretedRunner):
    def judge(self, scope: Mapping[str, object], rounds: Rounds) -> object:
        return CelEvaluator(self.ast, self.new_activation(), rounds).evaluate(scope)


class CelPythonEngine:
    """Expressions are compiled when first used, once in the engine's life."""

    name = "cel-python"

    def __init__(self) -> None:
        self._environment = celpy.Environment(runner_class=_Runner)
        self._compiled: dict[str, _Runner] = {}

    def check(self, expression: str) -> None:
        self.compile(expression)

    def compile(self, expression: str) -> _Runner:
        runner = self._compiled.get(expression)
        if runner is None:
            within_bounds(expression)
            try:
                tree = self._environment.compile(expression)
            except CELParseError as error:
                raise CelError(
                    f"the expression cannot be read (line {error.line}, column {error.column})"
                ) from None
            except RecursionError:
                raise CelError("the expression is nested too deeply") from None
            runner = _Runner(self._environment, tree, _FUNCTIONS)
            self._compiled[expression] = runner
        return runner

    def prepare(self, document: JSON, data: JSON, now: str) -> CelPythonDocument:
        return CelPythonDocument(self, document, data, now)


class CelPythonDocument:
    """The document converted once; subjects are looked up in the converted one."""

    def __init__(self, engine: CelPythonEngine, document: JSON, data: JSON, now: str) -> None:
        self._engine = engine
        self._document = json_to_cel(document)
        self._data = json_to_cel(data)
        self._now = TimestampType(now)

    def evaluate(self, expression: str, subject: Path) -> JSON:
        runner = self._engine.compile(expression)
        # cel-expr-python goes through the subject as through a list of one.
        begun = 1 if not subject or names(expression, "doc") else 0
        scope = {
            "self": _at(self._document, subject),
            "doc": self._document,
            "data": self._data,
            "now": self._now,
        }
        try:
            return _plain(runner.judge(scope, Rounds(begun)))
        except RecursionError:
            raise CelError("the expression is nested too deeply") from None
        except (
            CELEvalError,
            CELUnsupportedError,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
        ) as error:
            raise CelError(_in_words(error)) from None


def _at(document: object, path: Path) -> object:
    here = document
    for part in path:
        match here, part:
            case MapType(), str():
                here = here[StringType(part)]
            case ListType(), int():
                here = here[part]
            case _:
                raise LookupError(show_path(path))
    return here


def _plain(value: object) -> JSON:
    if isinstance(value, BoolType):
        return bool(value)
    if isinstance(value, IntType | UintType):
        return int(value)
    if isinstance(value, DoubleType):
        return float(value)
    if isinstance(value, StringType):
        return str(value)
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        items = cast("dict[object, object]", value)
        return {str(key): _plain(items[key]) for key in sorted_keys(items)}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise CelError(f"the result is a {type(value).__name__}, which is not JSON")


def _in_words(error: Exception) -> str:
    """The first line without what celpy adds for its own developers (which shows all values)."""
    text = str(error.args[0]) if error.args else type(error).__name__
    return text.partition(" (in activation")[0].partition("\n")[0][:LONGEST_MESSAGE]
