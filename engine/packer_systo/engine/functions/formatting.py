"""`format`, `formatlist` and `join`: strings put together from values.

Semantics: go-cty's stdlib (`format.go`, `string.go`). Where go-cty makes the whole text unknown,
only the part is unknown here, and only the part is secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from packer_systo.engine.functions.limits import check_characters, check_elements
from packer_systo.engine.functions.models import (
    Function,
    FunctionError,
    Parameter,
    Secrets,
    elements_of,
    number_of,
    text_of,
)
from packer_systo.engine.functions.secrecy import marked
from packer_systo.engine.functions.unknowns import length_known, reasons_in, undecided
from packer_systo.engine.values.constructors import list_value, string_from_parts, unknown
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.equality import is_known, wholly_known
from packer_systo.engine.values.marks import inner_secret
from packer_systo.engine.values.types import ANY, BOOL, NUMBER, STRING, Kind, list_of
from packer_systo.engine.values.value import PartialString, SecretText, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.functions.verbs import Verb
    from packer_systo.engine.values.types import Type

Part: TypeAlias = str | Unknown | SecretText


def text_from(parts: list[Part]) -> Value:
    """A string value; wholly unknown where nothing else is in it."""
    length = 0
    joined: list[Part] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            length += len(part)
            continue
        joined += ["".join(texts), part]
        texts = []
        length += len(part.text) if isinstance(part, SecretText) else 0
    check_characters(length)
    joined.append("".join(texts))
    value = string_from_parts(joined)
    if isinstance(value.data, PartialString) and len(value.data.parts) == 1:
        only = value.data.parts[0]
        if isinstance(only, Unknown):
            return unknown(STRING, only.reasons)
    return value


def string_parts(value: Value) -> Iterable[Part]:
    """A string value's parts, each marked if the value is."""
    data = value.data
    if isinstance(data, PartialString):
        parts = data.parts
    elif isinstance(data, (str, Unknown)):
        parts = (data,)
    else:
        raise FunctionError("a string is required")
    if value.secret is None:
        return parts
    return [SecretText(one, value.secret) if isinstance(one, str) else one for one in parts]


def format_parts(text: str, arguments: tuple[Value, ...]) -> list[Part]:
    """The parts of the formatted text; FunctionError where format and arguments do not fit."""
    from packer_systo.engine.functions.verbs import read

    parts: list[Part] = []
    used = 0
    for piece in read(text):
        if isinstance(piece, str):
            parts.append(piece)
            continue
        used = max(used, piece.index + 1)
        if piece.index >= len(arguments):
            raise FunctionError(f"no argument is left for the verb at offset {piece.place}")
        argument = arguments[piece.index]
        plain = piece.width is None and piece.precision is None and not piece.sharp
        if piece.mode in "sv" and plain and isinstance(argument.data, (str, PartialString)):
            parts.extend(string_parts(argument))
        elif not wholly_known(argument):
            parts.append(Unknown(reasons_in((argument,))))
        else:
            secret = inner_secret(argument)
            shown = _shown(piece, argument)
            parts.append(shown if secret is None else SecretText(shown, secret))
    if used < len(arguments):
        raise FunctionError("there are more arguments than verbs", 1 + used)
    return parts


def _shown(verb: Verb, value: Value) -> str:
    """The text of one argument, which is known."""
    mode, place = verb.mode, verb.place
    if mode == "v":
        return _shown_as_is(verb, value)
    if mode not in "tbdoxXeEfgGsq":
        raise FunctionError(f"there is no verb %{mode} (offset {place} of the format)", 0)
    if value.data is None:
        raise FunctionError(f"null cannot be formatted by the verb at offset {place}")
    try:
        if mode == "t":
            return "true" if convert(value, BOOL).data else "false"
        if mode in "sq":
            return _shown_as_string(verb, text_of(convert(value, STRING)))
        number = number_of(convert(value, NUMBER))
    except ConversionError as error:
        raise FunctionError(f"the verb at offset {place}: {error.message}") from error
    from packer_systo.engine.functions.number_text import float_text, integer_text

    if mode in "eEfgG":
        return float_text(verb, number)
    if number.denominator != 1:
        raise FunctionError(f"the verb at offset {place} needs a whole number")
    return integer_text(verb, number.numerator)


def _shown_as_is(verb: Verb, value: Value) -> str:
    if not verb.sharp and value.data is not None:
        if value.type.kind is Kind.STRING:
            return _padded(verb, text_of(value))
        if value.type.kind is Kind.NUMBER:
            from packer_systo.engine.functions.number_text import shortest_text

            return _padded(verb, shortest_text(number_of(value)))
    from packer_systo.engine.functions.json_text import encoded

    return _padded(verb, encoded(value))


def _shown_as_string(verb: Verb, text: str) -> str:
    if verb.precision:
        from packer_systo.engine.functions.graphemes import clusters

        text = "".join(clusters(text)[: verb.precision])
    if verb.mode == "q":
        from packer_systo.engine.functions.json_text import quoted

        text = quoted(text)
    return _padded(verb, text)


def _padded(verb: Verb, text: str) -> str:
    if verb.width is None:
        return text
    from packer_systo.engine.functions.graphemes import cluster_count

    missing = verb.width - cluster_count(text)
    if missing <= 0:
        return text
    check_characters(missing)
    padding = ("0" if verb.zero else " ") * missing
    return text + padding if verb.minus else padding + text


def _formatted(text: str, arguments: tuple[Value, ...], expression: str) -> Value:
    if all(wholly_known(argument) for argument in arguments):
        return text_from(format_parts(text, arguments))
    try:
        return text_from(format_parts(text, arguments))
    except FunctionError:
        # go-cty does not look at the format before it knows every argument.
        return undecided(STRING, arguments, expression)


def _format(call: Call) -> Value:
    return _formatted(call.text(0), call.arguments[1:], call.expression)


def _format_list(call: Call) -> Value:
    text, arguments = call.text(0), call.arguments[1:]
    length: int | None = None
    open_ended = False
    for index, argument in enumerate(arguments):
        if argument.data is None or argument.type.kind not in (Kind.LIST, Kind.SET, Kind.TUPLE):
            continue
        if argument.type.kind is Kind.TUPLE:
            own = len(argument.type.elements)
            open_ended = open_ended or not is_known(argument)
        elif length_known(argument):
            own = len(elements_of(argument))
        else:
            open_ended = True
            continue
        if length is not None and own != length:
            raise FunctionError("the lists must be of the same length", index + 1)
        length = own
    if open_ended:
        return call.undecided()
    count = 1 if length is None else length
    check_elements(count * (1 + len(arguments)))
    call.spend(25 * count)
    found: list[Value] = []
    for place in range(count):
        row = tuple([_at(argument, place) for argument in arguments])
        found.append(_formatted(text, row, call.expression))
    return list_value(found, STRING)


def _at(argument: Value, place: int) -> Value:
    if argument.type.kind in (Kind.LIST, Kind.SET, Kind.TUPLE) and argument.data is not None:
        return marked(elements_of(argument)[place], argument.secret)
    return argument


def _join(call: Call) -> Value:
    separator, lists = call.text(0), call.arguments[1:]
    if not lists:
        raise FunctionError("at least one list is required")
    parts: list[Part] = []
    for index, one in enumerate(lists):
        for element in elements_of(one):
            if element.data is None:
                if all(wholly_known(other) for other in lists):
                    raise FunctionError("an element is null; only strings can be joined", index + 1)
                return call.undecided()
            parts.append(separator if parts else "")
            parts.extend(string_parts(marked(element, one.secret)))
    return text_from(parts)


_ARGUMENTS = Parameter("args", ANY, allow_null=True, allow_unknown=True, secrets=Secrets.KEPT)
_STRINGS: Type = list_of(STRING)

FUNCTIONS = (
    Function("format", (Parameter("format", STRING),), STRING, _format, variadic=_ARGUMENTS),
    Function(
        "formatlist", (Parameter("format", STRING),), _STRINGS, _format_list, variadic=_ARGUMENTS
    ),
    Function(
        "join",
        (Parameter("separator", STRING),),
        STRING,
        _join,
        variadic=Parameter("lists", _STRINGS, secrets=Secrets.KEPT),
    ),
)
