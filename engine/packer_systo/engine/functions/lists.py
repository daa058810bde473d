"""Functions on lists, tuples and sets.

Semantics: go-cty's stdlib (`collection.go`, `sequence.go`, `string.go`) and Packer's own `alltrue`,
`anytrue`, `index` (hcl2template/function).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.limits import check_elements
from packer_systo.engine.functions.models import (
    Function,
    FunctionError,
    Parameter,
    Secrets,
    elements_of,
    number_of,
    text_of,
)
from packer_systo.engine.functions.unknowns import length_known, undecided
from packer_systo.engine.values.constructors import boolean, list_value, number, tuple_value
from packer_systo.engine.values.convert import convert, unify
from packer_systo.engine.values.equality import equal, is_known, wholly_known
from packer_systo.engine.values.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Kind,
    Type,
    list_of,
    tuple_of,
)
from packer_systo.engine.values.value import Unknown, Value

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call

_SEQUENCES = (Kind.LIST, Kind.SET, Kind.TUPLE)


def _all_true(call: Call) -> Value:
    for element in elements_of(call.arguments[0]):
        if not is_known(element):
            return call.undecided()
        if element.data is not True:
            return boolean(False)
    return boolean(True)


def _any_true(call: Call) -> Value:
    decided = True
    for element in elements_of(call.arguments[0]):
        if element.data is True:
            return boolean(True)
        decided = decided and is_known(element)
    return boolean(False) if decided else call.undecided()


def _chunks(call: Call) -> Value:
    whole, size = call.arguments[0], call.integer(1)
    if size < 0:
        raise FunctionError("the size must not be negative", 1)
    data = elements_of(whole)
    if data and size == 0:
        return list_value([whole], whole.type)
    chunks = [
        Value(whole.type, data[start : start + size]) for start in range(0, len(data), size or 1)
    ]
    return list_value(chunks, whole.type)


def _coalesce_type(arguments: tuple[Value, ...]) -> Type:
    if not arguments:
        raise FunctionError("at least one argument is required")
    for index, argument in enumerate(arguments):
        if not is_known(argument):
            return ANY
        if argument.type.kind not in (Kind.LIST, Kind.TUPLE):
            raise FunctionError("a list or tuple is required", index)
    first = arguments[0].type
    return first if all(argument.type == first for argument in arguments) else ANY


def _coalesce_lists(call: Call) -> Value:
    for argument in call.arguments:
        if not is_known(argument):
            return call.undecided()
        if argument.data:
            return argument
    raise FunctionError("every list is null or empty")


def _compact(call: Call) -> Value:
    if not wholly_known(call.arguments[0]):
        return call.undecided()
    kept = [element for element in elements_of(call.arguments[0]) if element.data]
    return list_value(kept, STRING)


def _concat_type(arguments: tuple[Value, ...]) -> Type:
    if not arguments:
        raise FunctionError("at least one argument is required")
    if all(argument.type.kind is Kind.LIST for argument in arguments):
        common = unify([argument.type for argument in arguments], unsafe=True)
        if common is not None:
            return common
    types: list[Type] = []
    for index, argument in enumerate(arguments):
        if argument.type.kind is Kind.TUPLE:
            types.extend(argument.type.elements)
        elif argument.type.kind is Kind.LIST and argument.type.element is not None:
            if not is_known(argument):
                return ANY
            types.extend([argument.type.element] * len(elements_of(argument)))
        else:
            raise FunctionError("a list or tuple is required", index)
        check_elements(len(types))
    return tuple_of(*types)


def _concat(call: Call) -> Value:
    found: list[Value] = []
    as_list = call.result_type.kind is Kind.LIST
    for argument in call.arguments:
        found.extend(elements_of(convert(argument, call.result_type) if as_list else argument))
        check_elements(len(found))
    return Value(call.result_type, tuple(found))


def _contains(call: Call) -> Value:
    sequence, wanted = call.arguments
    if sequence.type.kind not in _SEQUENCES:
        raise FunctionError("a list, tuple or set is required", 0)
    decided = True
    for element in elements_of(sequence):
        same = equal(wanted, element)
        if same:
            return boolean(True)
        decided = decided and same is not None
    return boolean(False) if decided else call.undecided()


def _first_type(arguments: tuple[Value, ...]) -> Type:
    return arguments[0].type


def _distinct(call: Call) -> Value:
    from packer_systo.engine.values.sets import identity

    if not wholly_known(call.arguments[0]):
        return call.undecided()
    found: dict[str, Value] = {}
    for element in elements_of(call.arguments[0]):
        found.setdefault(identity(element), element)
    return Value(call.result_type, tuple(found.values()))


def _index_number(value: Value, what: str, index: int) -> int:
    number = number_of(value)
    if number.denominator != 1 or not -(1 << 63) <= number < 1 << 63:
        raise FunctionError(f"{what} must be a whole number", index)
    return number.numerator


def _element_type(arguments: tuple[Value, ...]) -> Type:
    sequence, place = arguments
    if is_known(place) and number_of(place) < 0:
        raise FunctionError("the index must not be negative", 1)
    if sequence.type.kind is Kind.LIST and sequence.type.element is not None:
        return sequence.type.element
    if sequence.type.kind is not Kind.TUPLE:
        raise FunctionError("a list or tuple is required", 0)
    if not is_known(place):
        return ANY
    at = _index_number(place, "the index", 1)
    if not sequence.type.elements:
        raise FunctionError("the list is empty", 0)
    return sequence.type.elements[at % len(sequence.type.elements)]


def _element(call: Call) -> Value:
    at = _index_number(call.arguments[1], "the index", 1)
    data = elements_of(call.arguments[0])
    if not data:
        raise FunctionError("the list is empty", 0)
    return data[at % len(data)]


def _flatten_type(arguments: tuple[Value, ...]) -> Type:
    if not wholly_known(arguments[0]):
        return ANY
    if arguments[0].type.kind not in _SEQUENCES:
        raise FunctionError("a list, set or tuple is required", 0)
    return tuple_of(*[one.type for one in _flattened(arguments[0]) or ()])


def _flattened(sequence: Value) -> list[Value] | None:
    """The elements with those of nested sequences in their places; None when their number is open.

    Not recursive: a template nests as deep as it likes.
    """
    found: list[Value] = []
    if not length_known(sequence):
        return None
    pending = [iter(elements_of(sequence))]
    while pending:
        element = next(pending[-1], None)
        if element is None:
            pending.pop()
            continue
        if isinstance(element.data, Unknown) and element.type.kind in (Kind.ANY, *_SEQUENCES):
            return None
        if element.type.kind in _SEQUENCES and element.data is not None:
            if not length_known(element):
                return None
            pending.append(iter(elements_of(element)))
            continue
        found.append(element)
        check_elements(len(found))
    return found


def _flatten(call: Call) -> Value:
    found = _flattened(call.arguments[0])
    return call.undecided() if found is None else tuple_value(found)


def _index(call: Call) -> Value:
    sequence, wanted = call.arguments
    if sequence.type.kind not in (Kind.LIST, Kind.TUPLE):
        raise FunctionError("a list or tuple is required", 0)
    data = elements_of(sequence)
    if not data:
        raise FunctionError("the list is empty", 0)
    for place, element in enumerate(data):
        same = equal(element, wanted)
        if same is None:
            return call.undecided()
        if same:
            return number(place)
    raise FunctionError("the value is not in the list", 1)


def _reverse_type(arguments: tuple[Value, ...]) -> Type:
    source = arguments[0].type
    if source.kind is Kind.TUPLE:
        return tuple_of(*reversed(source.elements))
    if source.kind in (Kind.LIST, Kind.SET) and source.element is not None:
        return list_of(source.element)
    raise FunctionError("a list, set or tuple is required", 0)


def _reverse(call: Call) -> Value:
    return Value(call.result_type, elements_of(call.arguments[0])[::-1])


def _slice_type(arguments: tuple[Value, ...]) -> Type:
    sequence, start, end = arguments
    if sequence.type.kind not in (Kind.LIST, Kind.TUPLE):
        raise FunctionError("a list or tuple is required", 0)
    length: int | None = None
    if sequence.type.kind is Kind.TUPLE:
        length = len(sequence.type.elements)
    elif is_known(sequence):
        length = len(elements_of(sequence))
    bounds: list[int | None] = []
    for index, place, what in ((1, start, "the start index"), (2, end, "the end index")):
        if not is_known(place):
            bounds.append(None)
            continue
        at = _index_number(place, what, index)
        if at < 0:
            raise FunctionError(f"{what} must not be less than zero", index)
        if length is not None and at > length:
            raise FunctionError(f"{what} is greater than the length of the list", index)
        bounds.append(at)
    low, high = bounds
    if low is not None and high is not None and low > high:
        raise FunctionError("the start index is greater than the end index", 1)
    if sequence.type.kind is Kind.LIST:
        return sequence.type
    if low is None or high is None:
        return ANY
    return tuple_of(*sequence.type.elements[low:high])


def _slice(call: Call) -> Value:
    start, end = call.integer(1), call.integer(2)
    return Value(call.result_type, elements_of(call.arguments[0])[start:end])


def _sort(call: Call) -> Value:
    if not is_known(call.arguments[0]):
        return call.undecided()
    data = elements_of(call.arguments[0])
    if not wholly_known(call.arguments[0]):
        # How many there are is known, but none has a place.
        one = undecided(STRING, call.arguments, call.expression)
        return list_value([one] * len(data), STRING)
    if any(element.data is None for element in data):
        raise FunctionError("an element is null; only strings can be sorted", 0)
    return list_value(sorted(data, key=text_of), STRING)


_SEQUENCE = Parameter("list", ANY, secrets=Secrets.INSIDE)
_LIST = Parameter("list", list_of(ANY), secrets=Secrets.INSIDE)
_BOOLS = Parameter("list", list_of(BOOL))
_STRINGS = Parameter("list", list_of(STRING))

FUNCTIONS = (
    Function("alltrue", (_BOOLS,), BOOL, _all_true),
    Function("anytrue", (_BOOLS,), BOOL, _any_true),
    Function(
        "chunklist",
        (_LIST, Parameter("size", NUMBER)),
        lambda arguments: list_of(arguments[0].type),
        _chunks,
    ),
    Function(
        "coalescelist",
        (),
        _coalesce_type,
        _coalesce_lists,
        variadic=Parameter(
            "vals",
            ANY,
            allow_null=True,
            allow_unknown=True,
            allow_dynamic=True,
            secrets=Secrets.KEPT,
        ),
    ),
    Function("compact", (_STRINGS,), list_of(STRING), _compact),
    Function("concat", (), _concat_type, _concat, variadic=_SEQUENCE),
    Function("contains", (Parameter("list", ANY), Parameter("value", ANY)), BOOL, _contains),
    Function("distinct", (Parameter("list", list_of(ANY)),), _first_type, _distinct),
    Function("element", (_SEQUENCE, Parameter("index", NUMBER)), _element_type, _element),
    Function("flatten", (_SEQUENCE,), _flatten_type, _flatten),
    Function("index", (Parameter("list", ANY), Parameter("value", ANY)), NUMBER, _index),
    Function("reverse", (_SEQUENCE,), _reverse_type, _reverse),
    Function(
        "slice",
        (_SEQUENCE, Parameter("start_index", NUMBER), Parameter("end_index", NUMBER)),
        _slice_type,
        _slice,
    ),
    Function(
        "sort", (Parameter("list", list_of(STRING), allow_unknown=True),), list_of(STRING), _sort
    ),
)
