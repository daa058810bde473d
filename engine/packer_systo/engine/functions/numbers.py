"""Functions on numbers.

Semantics: go-cty's stdlib (`number.go`, `sequence.go`) and Packer's own `sum`. Numbers are floats
of 512 bits; `log` and `pow` go through 64-bit floats. Infinities do not exist here: what go-cty
would make infinite is unknown.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import Function, FunctionError, Parameter, number_of
from packer_systo.engine.values.constructors import list_value, number
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.equality import wholly_known
from packer_systo.engine.values.number import number_from_float, rounded
from packer_systo.engine.values.types import ANY, NUMBER, Kind, list_of

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.number import Number
    from packer_systo.engine.values.types import Type
    from packer_systo.engine.values.value import Value

MAXIMUM_RANGE = 1024
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _absolute(call: Call) -> Value:
    value = call.number(0)
    return number(-value if value < 0 else value)


def _ceiling(call: Call) -> Value:
    value = call.number(0)
    return number(-(-value.numerator // value.denominator))


def _floor(call: Call) -> Value:
    value = call.number(0)
    return number(value.numerator // value.denominator)


def _minimum(call: Call) -> Value:
    return number(min(_numbers(call)))


def _maximum(call: Call) -> Value:
    return number(max(_numbers(call)))


def _numbers(call: Call) -> list[Number]:
    if not call.arguments:
        raise FunctionError("at least one number is required")
    return [number_of(argument) for argument in call.arguments]


def _float(call: Call, index: int) -> float:
    try:
        return float(call.number(index))
    except OverflowError as error:
        raise FunctionError("the number is too large for this function", index) from error


def _finite(call: Call, result: float) -> Value:
    if math.isinf(result):
        return call.outside("in error: the result is infinite")
    return number(number_from_float(result))


def _logarithm(call: Call) -> Value:
    from packer_systo.engine.functions.float_math import log

    value, base = log(_float(call, 0)), log(_float(call, 1))
    if base == 0 and value != 0:
        return _finite(call, math.inf)
    return _finite(call, value / base if base else math.nan)


def _power(call: Call) -> Value:
    from packer_systo.engine.functions.float_math import power

    return _finite(call, power(_float(call, 0), _float(call, 1)))


def _sign(call: Call) -> Value:
    value = call.integer(0)
    return number((value > 0) - (value < 0))


def _parse_type(arguments: tuple[Value, ...]) -> Type:
    if arguments[0].type.kind is not Kind.STRING:
        raise FunctionError("the first argument must be a string", 0)
    return NUMBER


def _parse_integer(call: Call) -> Value:
    text, base = call.text(0), call.integer(1)
    if not 2 <= base <= 62:
        raise FunctionError("the base must be a whole number from 2 to 62", 1)
    digits = text[1:] if text[:1] in ("+", "-") else text
    # Up to base 36, capital letters are the same digits as small ones.
    lowered = digits.lower() if base <= 36 and digits.isascii() else digits
    if not lowered or lowered.strip(_DIGITS[:base]):
        raise FunctionError("the text is not a whole number of that base", 0)
    if len(lowered) > 4000:
        raise FunctionError("the number has too many digits", 0)
    if base <= 36:
        value = int(lowered, base)
    else:
        value = 0
        for digit in lowered:
            value = value * base + _DIGITS.index(digit)
    return number(-value if text.startswith("-") else value)


def _range(call: Call) -> Value:
    given = [number_of(argument) for argument in call.arguments]
    if not 1 <= len(given) <= 3:
        raise FunctionError("one, two or three numbers are required")
    start, end = (0, given[0]) if len(given) == 1 else (given[0], given[1])
    step: Number = given[2] if len(given) == 3 else (-1 if end < start else 1)
    if step < 0 and end > start:
        raise FunctionError("the end must be less than the start when the step is negative", 1)
    if step >= 0 and end < start:
        raise FunctionError("the end must be greater than the start when the step is positive", 1)
    found: list[Value] = []
    at = start
    while at > end if step < 0 else at < end:
        if len(found) >= MAXIMUM_RANGE or step == 0:
            raise FunctionError(f"more than {MAXIMUM_RANGE} numbers: choose a larger step")
        found.append(number(at))
        at = rounded(at + step)
    return list_value(found, NUMBER)


def _sum(call: Call) -> Value:
    argument = call.arguments[0]
    data = argument.data
    if not isinstance(data, (tuple, dict)):
        raise FunctionError("a list, set or tuple of numbers is required", 0)
    if not data:
        raise FunctionError("there is nothing to sum: the list is empty", 0)
    if isinstance(data, dict):
        raise FunctionError("a list, set or tuple of numbers is required", 0)
    if not wholly_known(argument):
        return call.undecided()
    total: Number = 0
    for element in data:
        if element.data is None:
            raise FunctionError("an element is null; only numbers can be summed", 0)
        try:
            total = rounded(total + number_of(convert(element, NUMBER)))
        except ConversionError as error:
            raise FunctionError("an element is not a number", 0) from error
    return number(total)


_NUM = Parameter("num", NUMBER)
_LIST_OF_NUMBERS = Parameter("numbers", NUMBER)

FUNCTIONS = (
    Function("abs", (_NUM,), NUMBER, _absolute),
    Function("ceil", (_NUM,), NUMBER, _ceiling),
    Function("floor", (_NUM,), NUMBER, _floor),
    Function("log", (_NUM, Parameter("base", NUMBER)), NUMBER, _logarithm),
    Function("max", (), NUMBER, _maximum, variadic=_LIST_OF_NUMBERS),
    Function("min", (), NUMBER, _minimum, variadic=_LIST_OF_NUMBERS),
    Function(
        "parseint",
        (Parameter("number", ANY), Parameter("base", NUMBER)),
        _parse_type,
        _parse_integer,
    ),
    Function("pow", (_NUM, Parameter("power", NUMBER)), NUMBER, _power),
    Function("range", (), list_of(NUMBER), _range, variadic=Parameter("params", NUMBER)),
    Function("signum", (_NUM,), NUMBER, _sign),
    Function("sum", (Parameter("list", ANY),), NUMBER, _sum),
)
