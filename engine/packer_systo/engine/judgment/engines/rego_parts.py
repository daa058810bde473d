"""Parts of Rego expressions that may be undefined, as places in the text.

Places are counted in bytes, as in regorus' syntax tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.rego_tokens import REGO_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.template.document import JSON

_TOTAL = frozenset({"array.concat", "concat", "count", "object.union", "sprintf"})
"""Functions that are undefined only where an argument is."""

_REFERENCES = frozenset({"RefDot", "RefBrack"})
_COMPREHENSIONS = frozenset({"ArrayCompr", "SetCompr", "ObjectCompr"})
"""These are never undefined."""

_WITHOUT_START = frozenset({"Object", "ObjectCompr", "Set", "SetCompr"})
"""The span of an object begins at its last key."""

_OPENING = {"(": ")", "[": "]", "{": "}"}
_NO_NAMES: frozenset[str] = frozenset()


class Span(msgspec.Struct):
    start: int
    end: int


class _Spanned(msgspec.Struct):
    span: Span


def undefinable(
    content: bytes, tree: JSON, names: frozenset[str] = _NO_NAMES
) -> Iterator[tuple[int, int]]:
    """The largest parts that may be undefined; `names` are those of rules."""
    if isinstance(tree, list):
        for one in tree:
            yield from undefinable(content, one, names)
    elif isinstance(tree, dict):
        for kind, inside in tree.items():
            if kind == "Call" and isinstance(inside, dict) and _called(inside["fcn"]) in _TOTAL:
                yield from undefinable(content, inside["params"], names)
            elif kind == "Call" or (kind in _REFERENCES and _root(tree)[0] not in _WITHOUT_START):
                start = start_of(inside)
                yield start, _end(content, start)
            elif kind == "Var" and isinstance(inside, dict) and inside.get("value") in names:
                span = msgspec.convert(inside, _Spanned).span
                yield span.start, span.end
            elif kind not in _COMPREHENSIONS:
                yield from undefinable(content, inside, names)


def root_of(reference: JSON) -> JSON:
    """What a reference begins with, unless that is a variable: `f(a)` in `f(a).b`."""
    kind, inside = _root(reference)
    return None if kind == "Var" else {kind: inside}


def keys_of(reference: JSON) -> Iterator[JSON]:
    """What stands in the brackets of a reference, such as that of `mode_of[source.name]`."""
    while isinstance(reference, dict):
        kind, inside = next(iter(reference.items()))
        if kind not in _REFERENCES or not isinstance(inside, dict):
            return
        if kind == "RefBrack":
            yield inside.get("index")
        reference = inside.get("refr")


def is_reference(tree: JSON) -> bool:
    return isinstance(tree, dict) and not _REFERENCES.isdisjoint(tree)


def goes_through(tree: JSON) -> bool:
    """Whether it may hold in several ways: `some … in`, `walk`, a variable in brackets."""
    if isinstance(tree, list):
        return any(goes_through(one) for one in tree)
    if not isinstance(tree, dict):
        return False
    for kind, inside in tree.items():
        if kind in _COMPREHENSIONS or kind == "Every":
            continue
        if kind == "SomeIn" or (kind == "Call" and _calls(inside, "walk")):
            return True
        if kind == "RefBrack" and isinstance(inside, dict):
            index = inside.get("index")
            if isinstance(index, dict) and "Var" in index:
                return True
        if goes_through(inside):
            return True
    return False


def names_of(content: bytes, rules: JSON, imports: JSON) -> frozenset[str]:
    """What a name alone may stand for beside a variable: the rules and imports of a file."""
    names: set[str] = set()
    for rule in _mappings(rules):
        (inside,) = rule.values()
        if not isinstance(inside, dict):
            continue
        head = inside.get("head")
        for one in _mappings(list(head.values()) if isinstance(head, dict) else [inside]):
            kind, root = _root(one.get("refr"))
            if kind == "Var" and isinstance(root, dict):
                names.add(str(root.get("value")))
    for one in _mappings(imports):
        alias = one.get("as")
        if alias is not None:
            span = msgspec.convert(alias, Span)
            names.add(content[span.start : span.end].decode())
        else:
            reference = one.get("refr")
            inside = reference.get("RefDot") if isinstance(reference, dict) else None
            field = inside.get("field") if isinstance(inside, dict) else None
            if isinstance(field, list):
                names.add(str(field[-1]))
    return frozenset(names)


def _mappings(tree: JSON) -> Iterator[dict[str, JSON]]:
    yield from (one for one in tree if isinstance(one, dict)) if isinstance(tree, list) else ()


def start_of(node: JSON) -> int:
    return msgspec.convert(node, _Spanned).span.start


def on_one_line(written: str) -> str:
    """A part of a rule without comments, and without line breaks where those say nothing."""
    marks = [match[0] for match in REGO_TOKEN.finditer(written)]
    if "|" in marks:  # in a comprehension, a line may be a statement
        return written
    return "".join([" " if one.startswith("#") or one.isspace() else one for one in marks])


def statement_end(content: bytes, start: int) -> int:
    """Where the line or what is in brackets ends, from within a statement of its own."""
    text = content[start:].decode()
    open_: list[str] = []
    for match in REGO_TOKEN.finditer(text):
        mark = match[0]
        if mark in _OPENING:
            open_.append(_OPENING[mark])
        elif open_ and mark == open_[-1]:
            open_.pop()
        elif not open_ and (mark in {";", "\n", ")", "]", "}"} or mark.startswith("#")):
            return start + len(text[: match.start()].rstrip().encode())
    return start + len(text.rstrip().encode())


def _root(tree: JSON) -> tuple[str, JSON]:
    """What a reference begins with: a `Var` in `a.b[c]`, a `Call` in `f(a).b`."""
    while isinstance(tree, dict):
        kind, inside = next(iter(tree.items()))
        if kind not in _REFERENCES or not isinstance(inside, dict):
            return kind, inside
        tree = inside.get("refr")
    return "", None


def _end(content: bytes, start: int) -> int:
    """Where the reference or call that starts there ends: `a.b`, `a[b].c`, `f(a)[0]`."""
    text = content[start:].decode()
    open_: list[str] = []
    at = 0
    for match in REGO_TOKEN.finditer(text):
        mark = match[0]
        if mark in _OPENING:
            open_.append(_OPENING[mark])
        elif open_ and mark == open_[-1]:
            open_.pop()
        at = match.end()
        if not open_ and mark != "." and text[at : at + 1] not in {"[", "(", "."}:
            break
    return start + len(text[:at].encode())


def _calls(call: JSON, name: str) -> bool:
    return isinstance(call, dict) and _called(call.get("fcn")) == name


def _called(function: JSON) -> str:
    """The name of a function, such as `array.concat`."""
    if not isinstance(function, dict):
        return ""
    variable, reference = function.get("Var"), function.get("RefDot")
    if isinstance(variable, dict):
        return str(variable.get("value"))
    if isinstance(reference, dict):
        field = reference.get("field")
        if isinstance(field, list) and field:
            return f"{_called(reference.get('refr'))}.{field[-1]}"
    return ""
