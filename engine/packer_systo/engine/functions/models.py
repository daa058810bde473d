"""What a function is: its parameters, the type of its result, and how it is computed.

The shape is that of go-cty's `function.Spec` (cty/function), so that every rule about null,
unknown and secret arguments stands in one place, `calling.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.types import Type
from packer_systo.engine.values.value import PartialString, Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.values.number import Number


class FunctionError(Exception):
    """A call that cannot be answered.

    `argument_index` (from 0) is the argument to blame, or None for the call as a whole. The
    message never quotes an argument: it could be a secret.
    """

    def __init__(self, message: str, argument_index: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.argument_index = argument_index


class Secrets(Enum):
    """What becomes of the secrets of an argument."""

    SPREAD = "spread"
    """They are taken off, and the whole result is marked: it is made from the secret."""
    INSIDE = "inside"
    """Only a mark on the argument as a whole spreads; those inside it move with the elements."""
    KEPT = "kept"
    """The implementation sees them all, and marks what it makes from them."""


class Parameter(msgspec.Struct, frozen=True, gc=False):
    """What a function takes at one place.

    `allow_null`, `allow_unknown`: the implementation copes with them. `allow_dynamic`: an argument
    of unknown type does not make the type of the result unknown.
    """

    name: str
    type: Type
    allow_null: bool = False
    allow_unknown: bool = False
    allow_dynamic: bool = False
    secrets: Secrets = Secrets.SPREAD


class Call:
    """The arguments of one call, converted and checked, as an implementation gets them."""

    __slots__ = ("arguments", "context", "expression", "result_type")

    def __init__(
        self,
        arguments: tuple[Value, ...],
        result_type: Type,
        context: FunctionContext,
        expression: str,
    ) -> None:
        self.arguments = arguments
        self.result_type = result_type
        self.context = context
        self.expression = expression

    def text(self, index: int) -> str:
        """A string argument that is known."""
        return text_of(self.arguments[index])

    def number(self, index: int) -> Number:
        """A number argument that is known."""
        return number_of(self.arguments[index])

    def integer(self, index: int, *, bits: int = 64) -> int:
        """A number argument as a signed integer; FunctionError for a fraction or a larger one."""
        number = self.number(index)
        limit = 1 << (bits - 1)
        if number.denominator != 1 or not -limit <= number < limit:
            raise FunctionError("a whole number that fits in 64 bits is required", index)
        return number.numerator

    def spend(self, work: int) -> None:
        """Account for work of about so many microseconds; FunctionError when there is too much."""
        self.context.allowance.spend(work)

    def outside(self, reason: str) -> Value:
        """An unknown result whose reason is not an argument."""
        from packer_systo.engine.values.constructors import unknown

        return unknown(self.result_type, UnknownReason(self.expression, reason))

    def undecided(self) -> Value:
        """An unknown result because an argument, or something inside one, is unknown."""
        from packer_systo.engine.functions.unknowns import undecided

        return undecided(self.result_type, self.arguments, self.expression)


Implementation: TypeAlias = Callable[[Call], Value]
ResultType: TypeAlias = Callable[[tuple[Value, ...]], Type]


class Function(msgspec.Struct, frozen=True):
    """A function. `result` is its type, or computes it from arguments that may be unknown.

    `lazy` marks a function whose arguments must not be evaluated before it is called (`try`,
    `can`, `convert`): evaluation does those itself, and calling one here is a defect.
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: Type | ResultType
    implementation: Implementation
    variadic: Parameter | None = None
    lazy: bool = False


def text_of(value: Value) -> str:
    """The text of a string that is known; secret parts included."""
    data = value.data
    if isinstance(data, str):
        return data
    text = known_text(data) if isinstance(data, PartialString) else None
    if text is None:
        raise FunctionError("a string is required")
    return text


def number_of(value: Value) -> Number:
    """The number of a value that is a known number."""
    data = value.data
    if data is None or isinstance(data, (bool, str, tuple, dict, PartialString, Unknown)):
        raise FunctionError("a number is required")
    return data


def elements_of(value: Value) -> tuple[Value, ...]:
    """What a list, set or tuple holds, and what a map or object holds in key order."""
    data = value.data
    if isinstance(data, tuple):
        return data
    if isinstance(data, dict):
        return tuple(data.values())
    raise FunctionError("a collection is required")
