"""`jsonencode` and `jsondecode`.

Semantics: go-cty's `cty/json` over Go's encoding/json. Decoding goes twice over the text there,
first for the type, then for the value of that type: it shows where an object repeats a key.
"""

from __future__ import annotations

from json import JSONDecodeError, JSONDecoder
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.functions.formatting import text_from
from packer_systo.engine.functions.json_text import encoded_parts
from packer_systo.engine.functions.limits import MAXIMUM_DEPTH
from packer_systo.engine.functions.models import (
    Function,
    FunctionError,
    Parameter,
    Secrets,
)
from packer_systo.engine.values.constructors import (
    boolean,
    normal_text,
    null,
    number,
    object_value,
    string,
    tuple_value,
)
from packer_systo.engine.values.equality import is_known
from packer_systo.engine.values.number import parse_number
from packer_systo.engine.values.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Kind,
    Type,
    object_of,
    tuple_of,
)

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value

_SPACE = " \t\r\n"


class _Digits(msgspec.Struct, frozen=True):
    """A number as written."""

    text: str


class _Object(msgspec.Struct, frozen=True):
    """An object with repeated keys kept."""

    pairs: list[tuple[str, Node]]


Node: TypeAlias = "str | bool | _Digits | _Object | list[Node] | None"


def _encode(call: Call) -> Value:
    if not is_known(call.arguments[0]):
        return call.undecided()
    return text_from(encoded_parts(call.arguments[0]))


def _refuse(text: str) -> Node:
    raise FunctionError(f"{text} is not allowed in JSON", 0)


_DECODER = JSONDecoder(
    object_pairs_hook=_Object,
    parse_float=_Digits,
    parse_int=_Digits,
    parse_constant=_refuse,
)


def _read(text: str) -> Node:
    start = len(text) - len(text.lstrip(_SPACE))
    _check_depth(text)
    try:
        node, end = _DECODER.raw_decode(text, start)
    except JSONDecodeError as error:
        raise FunctionError(
            f"the text is not JSON (line {error.lineno}, column {error.colno})", 0
        ) from error
    # Go's decoder asks only whether another value follows, and a closing bracket is none.
    if text[end:].lstrip(_SPACE)[:1] not in ("", "]", "}"):
        raise FunctionError("there is more text after the JSON value", 0)
    parsed: Node = node
    return parsed


def _check_depth(text: str) -> None:
    """Counts brackets without regard to strings first, since that is cheap and mostly enough."""
    if text.count("[") + text.count("{") <= MAXIMUM_DEPTH:
        return
    depth, inside, at = 0, False, 0
    while at < len(text):
        character = text[at]
        if inside:
            if character == "\\":
                at += 1
            inside = character != '"'
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            if depth > MAXIMUM_DEPTH:
                raise FunctionError(f"the JSON is nested deeper than {MAXIMUM_DEPTH} levels", 0)
        elif character in "]}":
            depth -= 1
        at += 1


def _text(text: str) -> str:
    """A string of JSON: half a surrogate pair stands for nothing, and becomes U+FFFD as in Go."""
    if not text.isascii():
        text = "".join(["\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text])
    return text


def _type(node: Node) -> Type:
    if node is None:
        return ANY
    if isinstance(node, bool):
        return BOOL
    if isinstance(node, str):
        return STRING
    if isinstance(node, _Digits):
        return NUMBER
    if isinstance(node, list):
        return tuple_of(*[_type(one) for one in node])
    return object_of({normal_text(_text(key)): _type(one) for key, one in node.pairs})


def _value(node: Node, type: Type) -> Value:
    """The node as a value of the type, which is its own unless a key is repeated."""
    if node is None:
        return null(type)
    if type.kind is Kind.STRING and isinstance(node, (str, bool, _Digits)):
        if isinstance(node, str):
            return string(_text(node))
        return string(node.text if isinstance(node, _Digits) else str(node).lower())
    if type.kind is Kind.NUMBER and isinstance(node, (_Digits, str)):
        return number(parse_number(node if isinstance(node, str) else node.text))
    if type.kind is Kind.BOOL and (isinstance(node, bool) or node in ("true", "false", "1", "0")):
        return boolean(node in (True, "true", "1"))
    if type.kind is Kind.TUPLE and isinstance(node, list) and len(node) == len(type.elements):
        return tuple_value(
            [_value(one, wanted) for one, wanted in zip(node, type.elements, strict=True)]
        )
    if type.kind is Kind.OBJECT and isinstance(node, _Object):
        wanted = dict(type.attributes)
        found: dict[str, Value] = {}
        for key, one in node.pairs:
            name = _text(key)
            if name not in wanted:
                raise FunctionError("an attribute's name is not in Unicode's normal form", 0)
            found[name] = _value(one, wanted[name])
        return object_value(
            {name: found[name] if name in found else null(one) for name, one in wanted.items()}
        )
    raise FunctionError("an object repeats a key with a value of another type", 0)


def _decode(call: Call) -> Value:
    text = call.text(0)
    call.spend(len(text))
    node = _read(text)
    return _value(node, _type(node))


FUNCTIONS = (
    Function(
        "jsonencode",
        (
            Parameter(
                "val",
                ANY,
                allow_null=True,
                allow_unknown=True,
                allow_dynamic=True,
                secrets=Secrets.KEPT,
            ),
        ),
        STRING,
        _encode,
    ),
    Function("jsondecode", (Parameter("str", STRING),), ANY, _decode),
)
