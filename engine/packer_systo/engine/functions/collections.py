"""Functions on values of any kind: how long one is, and the first that is there.

Semantics: Packer's own `length` (hcl2template/function) and `coalesce` of go-cty-funcs, which also
passes over empty strings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import Function, FunctionError, Parameter, Secrets
from packer_systo.engine.functions.secrecy import marked
from packer_systo.engine.functions.unknowns import length_known
from packer_systo.engine.values.constructors import number
from packer_systo.engine.values.convert import convert, unify
from packer_systo.engine.values.equality import is_known, known_text
from packer_systo.engine.values.marks import inner_secret
from packer_systo.engine.values.types import ANY, NUMBER, Kind, Type
from packer_systo.engine.values.value import PartialString, Value

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call


def _length_type(arguments: tuple[Value, ...]) -> Type:
    if arguments[0].type.kind in (Kind.NUMBER, Kind.BOOL):
        raise FunctionError("a string, a collection, an object or a tuple is required", 0)
    return NUMBER


def _length(call: Call) -> Value:
    argument = call.arguments[0]
    kind, data = argument.type.kind, argument.data
    if kind is Kind.TUPLE:
        return number(len(argument.type.elements))
    if kind is Kind.OBJECT:
        return number(len(argument.type.attributes))
    if isinstance(data, (str, PartialString)):
        from packer_systo.engine.functions.graphemes import cluster_count

        text = known_text(data)
        if text is None:
            return call.undecided()
        call.spend(2 * len(text))
        return marked(number(cluster_count(text)), inner_secret(argument))
    if isinstance(data, (tuple, dict)) and length_known(argument):
        return number(len(data))
    return call.undecided()


def _coalesce_type(arguments: tuple[Value, ...]) -> Type:
    if not arguments:
        raise FunctionError("at least one argument is required")
    found = unify([argument.type for argument in arguments], unsafe=True)
    if found is None:
        raise FunctionError("all arguments must have the same type")
    return found


def _coalesce(call: Call) -> Value:
    for argument in call.arguments:
        value = convert(argument, call.result_type)
        if not is_known(value):
            return call.undecided()
        if value.data is None or (call.result_type.kind is Kind.STRING and value.data == ""):
            continue
        return value
    raise FunctionError("every argument is null or an empty string")


FUNCTIONS = (
    Function(
        "coalesce",
        (),
        _coalesce_type,
        _coalesce,
        variadic=Parameter(
            "vals",
            ANY,
            allow_null=True,
            allow_unknown=True,
            allow_dynamic=True,
            secrets=Secrets.KEPT,
        ),
    ),
    Function(
        "length",
        (Parameter("value", ANY, allow_unknown=True, allow_dynamic=True, secrets=Secrets.INSIDE),),
        _length_type,
        _length,
    ),
)
