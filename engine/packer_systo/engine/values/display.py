"""Types and values as words, for messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.number import format_number
from packer_systo.engine.values.types import Kind
from packer_systo.engine.values.value import PartialString, SecretText, Unknown

if TYPE_CHECKING:
    from packer_systo.engine.values.types import Type
    from packer_systo.engine.values.value import Value

_PLURALS = {
    Kind.STRING: "strings",
    Kind.NUMBER: "numbers",
    Kind.BOOL: "booleans",
    Kind.OBJECT: "objects",
    Kind.TUPLE: "tuples",
    Kind.ANY: "anything",
}
_NAMES = {
    Kind.STRING: "string",
    Kind.NUMBER: "number",
    Kind.BOOL: "bool",
    Kind.ANY: "any type",
    Kind.OBJECT: "object",
    Kind.TUPLE: "tuple",
}


def type_name(type: Type) -> str:
    """`string`, `list of string`, `map of list of number`, `object`, `tuple`, `any type`."""
    if type.element is not None:
        return f"{type.kind.value} of {type_name(type.element)}"
    return _NAMES[type.kind]


def type_name_with_article(type: Type) -> str:
    """`a string`, `an object`, `any type`."""
    name = type_name(type)
    if type.kind is Kind.ANY:
        return name
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def plural(kind: Kind) -> str:
    """`strings`, `numbers`: what an operator needs."""
    return _PLURALS.get(kind, f"{kind.value}s")


def type_constraint(type: Type) -> str:
    """The type as a template writes it: `list(string)`, `object({a=optional(string)})`."""
    if type.kind is Kind.OBJECT:
        inner = ", ".join(
            f"{_attribute(name)}=optional({type_constraint(attribute)})"
            if name in type.optional
            else f"{_attribute(name)}={type_constraint(attribute)}"
            for name, attribute in type.attributes
        )
        return f"object({{{inner}}})"
    if type.kind is Kind.TUPLE:
        return f"tuple([{', '.join(type_constraint(element) for element in type.elements)}])"
    if type.element is not None:
        return f"{type.kind.value}({type_constraint(type.element)})"
    return str(type.kind.value)


def _attribute(name: str) -> str:
    return name if name.replace("-", "_").isidentifier() else f'"{name}"'


def string_of(
    value: Value,
    *,
    unknown: str = "<unknown>",
    secret: str = "<secret>",  # noqa: S107 - what stands for a secret
) -> str | None:
    """A primitive value as text with its unknown and secret parts replaced.

    None for what has no text: null, and values that are made of values.
    """
    data = value.data
    if value.secret is not None:
        return secret
    if isinstance(data, str):
        return data
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, Unknown):
        return unknown
    if isinstance(data, PartialString):
        return "".join(
            part if isinstance(part, str) else (secret if isinstance(part, SecretText) else unknown)
            for part in data.parts
        )
    if data is None or isinstance(data, (tuple, dict)):
        return None
    return format_number(data)
