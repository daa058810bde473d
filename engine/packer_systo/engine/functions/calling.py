"""Calling a function: the one place for converting arguments, and for null, unknown and secret ones.

The order of the steps is that of HCL's function call expression (hclsyntax, `FunctionCallExpr`)
followed by go-cty's `Function.Call` (cty/function): what a function is never asked to handle is
decided here, before it runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.limits import check_characters, check_elements
from packer_systo.engine.functions.models import Call, FunctionError, Secrets
from packer_systo.engine.functions.secrecy import marked, revealed
from packer_systo.engine.functions.unknowns import undecided
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.equality import is_known
from packer_systo.engine.values.marks import inner_secret
from packer_systo.engine.values.number import NumberError
from packer_systo.engine.values.types import ANY, Kind, Type
from packer_systo.engine.values.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.functions.models import Function, Parameter
    from packer_systo.engine.values.value import Secret


def call(
    function: Function,
    arguments: Sequence[Value],
    context: FunctionContext,
    expression: str = "",
) -> Value:
    """The function's result; FunctionError where Packer would refuse the call.

    `expression` is the call as written: an unknown result names it as what cannot be known.
    """
    expression = expression or f"{function.name}(…)"
    parameters = _parameters(function, len(arguments))
    converted = [
        _converted(argument, parameter, index)
        for index, (argument, parameter) in enumerate(zip(arguments, parameters, strict=True))
    ]
    secret: Secret | None = None
    for index, parameter in enumerate(parameters):
        argument = converted[index]
        if parameter.secrets is Secrets.SPREAD:
            found = inner_secret(argument)
            if found is not None:
                secret = secret or found
                converted[index] = revealed(argument)
        elif parameter.secrets is Secrets.INSIDE and argument.secret is not None:
            secret = secret or argument.secret
            converted[index] = Value(argument.type, argument.data, None, argument.origin)
    looked_at = context.files.count
    try:
        result = _result(function, parameters, tuple(converted), context, expression)
    except NumberError as error:
        raise FunctionError(str(error)) from error
    except ConversionError as error:
        raise FunctionError(error.message) from error
    finally:
        if secret is not None and context.files.count > looked_at:
            context.files.secret_paths = True
    return marked(result, secret)


def _parameters(function: Function, count: int) -> tuple[Parameter, ...]:
    """A parameter for each argument."""
    required = len(function.parameters)
    if count < required:
        missing = function.parameters[count].name
        least = "at least " if function.variadic is not None else ""
        raise FunctionError(
            f"{function.name} takes {least}{_arguments(required)}; {missing} is missing"
        )
    if function.variadic is not None:
        return function.parameters + (function.variadic,) * (count - required)
    if count > required:
        raise FunctionError(f"{function.name} takes only {_arguments(required)}", required)
    return function.parameters


def _arguments(count: int) -> str:
    return "no arguments" if count == 0 else f"{count} argument{'' if count == 1 else 's'}"


def _converted(argument: Value, parameter: Parameter, index: int) -> Value:
    if parameter.type is ANY or argument.type is parameter.type:
        return argument
    try:
        converted = convert(argument, parameter.type)
    except ConversionError as error:
        raise FunctionError(error.message, index) from error
    except NumberError as error:
        raise FunctionError(str(error), index) from error
    element, wanted = converted.type.element, parameter.type.element
    if element is not wanted and element != wanted and wanted is not ANY:
        # go-cty leaves a set with unknown elements its element type, and then refuses it.
        raise FunctionError("the elements are of another type than this function needs", index)
    return converted


def _result(
    function: Function,
    parameters: tuple[Parameter, ...],
    arguments: tuple[Value, ...],
    context: FunctionContext,
    expression: str,
) -> Value:
    for index, (argument, parameter) in enumerate(zip(arguments, parameters, strict=True)):
        if argument.data is None and not parameter.allow_null:
            raise FunctionError("the value must not be null", index)
        if argument.type.kind is Kind.ANY and not parameter.allow_dynamic:
            return undecided(ANY, arguments, expression)
    result = function.result if isinstance(function.result, Type) else function.result(arguments)
    for argument, parameter in zip(arguments, parameters, strict=True):
        if not parameter.allow_unknown and not is_known(argument):
            return undecided(result, arguments, expression)
    value = function.implementation(Call(arguments, result, context, expression))
    if isinstance(value.data, str):
        check_characters(len(value.data))
    elif isinstance(value.data, (tuple, dict)):
        check_elements(len(value.data))
    return value
