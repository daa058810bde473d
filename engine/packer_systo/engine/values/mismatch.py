"""Why a type does not convert to another, in words."""

from __future__ import annotations

from packer_systo.engine.values.display import type_name, type_name_with_article
from packer_systo.engine.values.types import Kind, Type
from packer_systo.engine.values.unify import convertible


def mismatch(source: Type, want: Type) -> str:
    """The end of a sentence, such as `a number is needed, and this is a list of string`."""
    if source.kind is Kind.OBJECT and want.kind is Kind.OBJECT:
        return _objects(source, want)
    element = want.element
    if element is not None:
        inner: list[tuple[str, Type]] = []
        if source.kind is Kind.TUPLE and want.kind in (Kind.LIST, Kind.SET):
            inner = [(f"element {at}", type) for at, type in enumerate(source.elements)]
        elif source.kind is Kind.OBJECT and want.kind is Kind.MAP:
            inner = [(f'"{name}"', type) for name, type in source.attributes]
        if inner and element.kind is Kind.ANY:
            return f"all elements of a {want.kind.value} need the same type"
        for name, type in inner:
            if not convertible(type, element):
                return f"{name}: {mismatch(type, element)}"
        if source.element is not None and (
            source.kind is want.kind or Kind.MAP not in (source.kind, want.kind)
        ):
            return f"in its elements, {mismatch(source.element, element)}"
    if source.kind is Kind.TUPLE and want.kind is Kind.TUPLE:
        return _tuples(source, want)
    return f"{type_name_with_article(want)} is needed, and this is {_this(source)}"


def _this(source: Type) -> str:
    return "a list" if source.kind is Kind.TUPLE else type_name_with_article(source)


def _objects(source: Type, want: Type) -> str:
    given = dict(source.attributes)
    missing = [
        name for name, _ in want.attributes if name not in given and name not in want.optional
    ]
    if missing:
        names = " and ".join(f'"{name}"' for name in missing)
        if len(missing) > 1:
            return f"the attributes {names} are missing"
        return f"the attribute {names} is missing"
    for name, type in want.attributes:
        found = given.get(name)
        if found is not None and not convertible(found, type):
            return f'attribute "{name}": {mismatch(found, type)}'
    return f"{type_name(want)} is needed"


def _tuples(source: Type, want: Type) -> str:
    if len(source.elements) != len(want.elements):
        count = len(want.elements)
        return (
            f"{count} element{'' if count == 1 else 's'} needed, and this has "
            f"{len(source.elements)}"
        )
    for at, (one, other) in enumerate(zip(source.elements, want.elements, strict=True)):
        if not convertible(one, other):
            return f"element {at}: {mismatch(one, other)}"
    return f"{type_name(want)} is needed"
