"""The types of values, as in go-cty (github.com/zclconf/go-cty, docs/types.md)."""

from __future__ import annotations

from enum import Enum

import msgspec


class Kind(Enum):
    STRING = "string"
    NUMBER = "number"
    BOOL = "bool"
    ANY = "any"
    LIST = "list"
    SET = "set"
    MAP = "map"
    TUPLE = "tuple"
    OBJECT = "object"


class Type(msgspec.Struct, frozen=True, gc=False):
    """A type. `element` is set for list, set and map; `elements` for tuple; `attributes` for object.

    `optional` names the attributes of an object that may be missing (type constraints only).
    ANY is the type of null, of unknowns of unknown type, and of a constraint that takes anything.
    """

    kind: Kind
    element: Type | None = None
    elements: tuple[Type, ...] = ()
    attributes: tuple[tuple[str, Type], ...] = ()
    optional: frozenset[str] = frozenset()


STRING = Type(Kind.STRING)
NUMBER = Type(Kind.NUMBER)
BOOL = Type(Kind.BOOL)
ANY = Type(Kind.ANY)


def list_of(element: Type) -> Type:
    return Type(Kind.LIST, element)


def set_of(element: Type) -> Type:
    return Type(Kind.SET, element)


def map_of(element: Type) -> Type:
    return Type(Kind.MAP, element)


def tuple_of(*elements: Type) -> Type:
    return Type(Kind.TUPLE, elements=elements)


def object_of(attributes: dict[str, Type], optional: frozenset[str] = frozenset()) -> Type:
    return Type(Kind.OBJECT, attributes=tuple(sorted(attributes.items())), optional=optional)
