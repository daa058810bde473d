"""Which types convert to which, and the type that several types have in common.

The rules are go-cty's (cty/convert: conversion.go, unify.go, compare_types.go). A conversion is
`safe` when it succeeds for every value of its type; `unsafe` adds those that depend on the value,
such as string to number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.values.types import ANY, Kind, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAXIMUM_DISTINCT_TYPES = 200
"""Beyond this many different types of mixed kinds nothing unifies: the search is quadratic."""

_PRIMITIVE = frozenset({Kind.STRING, Kind.NUMBER, Kind.BOOL})
_SEQUENCE = frozenset({Kind.LIST, Kind.SET})


def convertible(source: Type, want: Type, *, unsafe: bool = True) -> bool:
    """Whether a value of type `source` can become `want`, as far as the types tell."""
    if source is want or want.kind is Kind.ANY or source == want:
        return True
    if source.kind is Kind.ANY:
        return unsafe
    from_kind, to_kind = source.kind, want.kind
    if to_kind in _PRIMITIVE:
        return from_kind in _PRIMITIVE and (
            to_kind is Kind.STRING or (unsafe and from_kind is Kind.STRING)
        )
    if to_kind is Kind.OBJECT:
        if from_kind is Kind.OBJECT:
            return _object_to_object(source, want, unsafe=unsafe)
        return from_kind is Kind.MAP and unsafe and _map_to_object(source, want)
    if to_kind is Kind.TUPLE:
        return (
            from_kind is Kind.TUPLE
            and len(source.elements) == len(want.elements)
            and all(
                convertible(one, other, unsafe=unsafe)
                for one, other in zip(source.elements, want.elements, strict=True)
            )
        )
    element = want.element
    assert element is not None
    if to_kind is Kind.MAP:
        if from_kind is Kind.MAP:
            return _inner(source, element, unsafe=unsafe)
        return from_kind is Kind.OBJECT and _all_to_element(
            [type for _, type in source.attributes], element, unsafe=unsafe, any_allowed=True
        )
    if from_kind is Kind.TUPLE:
        return _all_to_element(source.elements, element, unsafe=unsafe, any_allowed=False)
    if to_kind is Kind.SET and from_kind is Kind.LIST and not unsafe:
        return False
    return from_kind in _SEQUENCE and _inner(source, element, unsafe=unsafe)


def _inner(source: Type, element: Type, *, unsafe: bool) -> bool:
    assert source.element is not None
    return convertible(source.element, element, unsafe=unsafe)


def _object_to_object(source: Type, want: Type, *, unsafe: bool) -> bool:
    given = dict(source.attributes)
    for name, type in want.attributes:
        found = given.get(name)
        if found is None:
            if name not in want.optional:
                return False
        elif not convertible(found, type, unsafe=unsafe):
            return False
    return True


def _map_to_object(source: Type, want: Type) -> bool:
    """An optional attribute of another type is allowed: the map may not have that key."""
    return all(
        name in want.optional or _inner(source, type, unsafe=True) for name, type in want.attributes
    )


def _all_to_element(
    types: Sequence[Type], element: Type, *, unsafe: bool, any_allowed: bool
) -> bool:
    if not types:
        return True
    if element.kind is Kind.ANY:
        unified = unify(types, unsafe=unsafe)
        if unified is None:
            return False
        if (
            unified.kind is Kind.ANY
            and not any_allowed
            and any(type.kind is not Kind.ANY for type in types)
        ):
            return False
        element = unified
    return all(convertible(type, element, unsafe=unsafe) for type in dict.fromkeys(types))


def unify(types: Sequence[Type], *, unsafe: bool = False) -> Type | None:
    """The most general of the types, or a type made of them, that all convert to.

    None when there is none, or no type is given. The result is ANY where types that are not known
    yet stand beside structural ones.
    """
    distinct = list(dict.fromkeys(types))
    if len(distinct) < 2:
        return distinct[0] if distinct else None
    kinds = {type.kind for type in distinct}
    structural = kinds - {Kind.ANY}
    if len(structural) == 1:
        (kind,) = structural
        if kind not in _PRIMITIVE:
            if Kind.ANY in kinds:
                return ANY
            if kind is Kind.OBJECT:
                return _unify_objects(distinct, unsafe=unsafe)
            if kind is Kind.TUPLE:
                return _unify_tuples(distinct, unsafe=unsafe)
            return _unify_collections(kind, distinct, unsafe=unsafe)
    elif structural == {Kind.MAP, Kind.OBJECT}:
        found = _unify_as(Kind.OBJECT, Kind.MAP, _objects_as_map, distinct, unsafe=unsafe)
        if found is not None:
            return found
    elif structural == {Kind.LIST, Kind.TUPLE}:
        found = _unify_as(Kind.TUPLE, Kind.LIST, _tuples_as_list, distinct, unsafe=unsafe)
        if found is not None:
            return found
    elif Kind.OBJECT in structural and Kind.TUPLE in structural:
        return None
    return _most_general(distinct, unsafe=unsafe)


def _unify_as(
    from_kind: Kind,
    to_kind: Kind,
    combine: Callable[..., Type | None],
    types: list[Type],
    *,
    unsafe: bool,
) -> Type | None:
    """Unify with all tuples taken as one list, or all objects as one map."""
    combined = combine([type for type in types if type.kind is from_kind], unsafe=unsafe)
    if combined is None or combined.kind is not to_kind:
        return None
    found = unify([combined if type.kind is from_kind else type for type in types], unsafe=unsafe)
    return found if found is not None and found.kind is to_kind else None


def _unify_collections(kind: Kind, types: list[Type], *, unsafe: bool) -> Type | None:
    element = unify([type.element for type in types if type.element is not None], unsafe=unsafe)
    if element is None:
        return None
    result = Type(kind, element)
    return result if _all_convertible(types, result, unsafe=unsafe) else None


def _all_convertible(types: list[Type], want: Type, *, unsafe: bool) -> bool:
    return all(convertible(type, want, unsafe=unsafe) for type in types)


def _unify_objects(types: list[Type], *, unsafe: bool) -> Type | None:
    names = [name for name, _ in types[0].attributes]
    if any([name for name, _ in type.attributes] != names for type in types):
        return _objects_as_map(types, unsafe=unsafe)
    attributes: list[tuple[str, Type]] = []
    for at, name in enumerate(names):
        unified = unify([type.attributes[at][1] for type in types], unsafe=unsafe)
        if unified is None:
            return None
        attributes.append((name, unified))
    result = Type(Kind.OBJECT, attributes=tuple(attributes))
    if _all_convertible(types, result, unsafe=unsafe):
        return result
    return _objects_as_map(types, unsafe=unsafe)


def _objects_as_map(types: list[Type], *, unsafe: bool) -> Type | None:
    element = unify([one for type in types for _, one in type.attributes], unsafe=unsafe)
    if element is None:
        return None
    result = Type(Kind.MAP, element)
    return result if _all_convertible(types, result, unsafe=unsafe) else None


def _unify_tuples(types: list[Type], *, unsafe: bool) -> Type | None:
    length = len(types[0].elements)
    if any(len(type.elements) != length for type in types):
        return _tuples_as_list(types, unsafe=unsafe)
    elements: list[Type] = []
    for at in range(length):
        unified = unify([type.elements[at] for type in types], unsafe=unsafe)
        if unified is None:
            return None
        elements.append(unified)
    result = Type(Kind.TUPLE, elements=tuple(elements))
    if _all_convertible(types, result, unsafe=unsafe):
        return result
    return _tuples_as_list(types, unsafe=unsafe)


def _tuples_as_list(types: list[Type], *, unsafe: bool) -> Type | None:
    element = unify([one for type in types for one in type.elements], unsafe=unsafe)
    if element is None:
        return None
    result = Type(Kind.LIST, element)
    return result if _all_convertible(types, result, unsafe=unsafe) else None


def _most_general(types: list[Type], *, unsafe: bool) -> Type | None:
    """The first type, the most general ones first, that all others convert to."""
    if len(types) > MAXIMUM_DISTINCT_TYPES:
        return None
    for want in _by_preference(types):
        if _all_convertible(types, want, unsafe=unsafe):
            return want
    return None


def _by_preference(types: list[Type]) -> list[Type]:
    """A topological order of `_compare`; what is in a cycle is left out."""
    count = len(types)
    below: list[list[int]] = [[] for _ in types]
    waiting = [0] * count
    for one in range(count - 1):
        for other in range(one + 1, count):
            order = _compare(types[one], types[other])
            if order < 0:
                below[one].append(other)
                waiting[other] += 1
            elif order > 0:
                below[other].append(one)
                waiting[one] += 1
    queue = [at for at in range(count) if waiting[at] == 0]
    for at in queue:  # grows while it is walked
        for other in below[at]:
            waiting[other] -= 1
            if waiting[other] == 0:
                queue.append(other)
    return [types[at] for at in queue]


_PREFERRED = {
    (Kind.LIST, Kind.TUPLE),
    (Kind.LIST, Kind.SET),
    (Kind.TUPLE, Kind.SET),
    (Kind.MAP, Kind.OBJECT),
}


def _compare(one: Type, other: Type) -> int:
    """Negative when `one` is preferred as the common type, positive when `other` is, else 0."""
    if one.kind is Kind.ANY or other.kind is Kind.ANY:
        return (one.kind is Kind.ANY) - (other.kind is Kind.ANY)
    if one.kind in _PRIMITIVE and other.kind in _PRIMITIVE:
        return (other.kind is Kind.STRING) - (one.kind is Kind.STRING)
    if one.kind is other.kind and one.element is not None and other.element is not None:
        return _compare(one.element, other.element)
    if (one.kind, other.kind) in _PREFERRED:
        return -1
    if (other.kind, one.kind) in _PREFERRED:
        return 1
    if one.kind is not other.kind:
        return 0
    if one.kind is Kind.OBJECT:
        if [name for name, _ in one.attributes] != [name for name, _ in other.attributes]:
            return 0
        pairs = [(a, b) for (_, a), (_, b) in zip(one.attributes, other.attributes, strict=True)]
    elif len(one.elements) == len(other.elements):
        pairs = list(zip(one.elements, other.elements, strict=True))
    else:
        return 0
    orders = {_compare(a, b) for a, b in pairs}
    if (-1 in orders) == (1 in orders):
        return 0
    return -1 if -1 in orders else 1


def without_optional(type: Type) -> Type:
    """The type with no attribute optional, at any depth."""
    if type.kind is Kind.OBJECT:
        return Type(
            Kind.OBJECT,
            attributes=tuple([(name, without_optional(one)) for name, one in type.attributes]),
        )
    if type.element is not None:
        return Type(type.kind, without_optional(type.element))
    if type.elements:
        return Type(Kind.TUPLE, elements=tuple([without_optional(one) for one in type.elements]))
    return type


def replace_any(source: Type, want: Type) -> Type:
    """The wanted type with what it leaves open (`any`) filled in from the source's type."""
    if source.kind is Kind.ANY:
        return want
    if want.kind is Kind.ANY:
        return source
    if want.element is not None:
        if source.element is not None:
            inner: Type | None = source.element
        else:
            inner = unify(source.elements or [type for _, type in source.attributes], unsafe=True)
        return want if inner is None else Type(want.kind, replace_any(inner, want.element))
    if want.kind is Kind.OBJECT:
        given = dict(source.attributes)
        attributes: list[tuple[str, Type]] = []
        for name, type in want.attributes:
            found = given.get(name) if source.element is None else source.element
            attributes.append((name, type if found is None else replace_any(found, type)))
        return Type(Kind.OBJECT, attributes=tuple(attributes))
    if want.kind is Kind.TUPLE and len(source.elements) == len(want.elements):
        return Type(
            Kind.TUPLE,
            elements=tuple(
                [
                    replace_any(one, other)
                    for one, other in zip(source.elements, want.elements, strict=True)
                ]
            ),
        )
    return want
