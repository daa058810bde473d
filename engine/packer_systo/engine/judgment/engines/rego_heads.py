"""Heads of rules that have many values, made safe for regorus.

In `deny contains {"msg": source.config.mode} if …` the value is undefined where a source has no mode.
OPA leaves that one element out; regorus 0.13 forgets all elements of the rule, on the whole document
and without an error. So what may be undefined is moved from the head to the end of the body, where both
engines leave out the one element: `deny contains {"msg": systo_1} if {…; systo_1 := source.config.mode}`.
The same holds for the keys and values of maps.

The changes are kept as places in the text, since reading the syntax tree costs more than a check may
take: they are found when a bundle is loaded, and kept with it. No line moves, but for those below one that
would get longer than regorus reads, or below a comprehension of several lines.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.bundle.rego_tokens import REGO_TOKEN
from packer_systo.engine.judgment.engines.guarded import GuardedEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.template.document import JSON

Changes: TypeAlias = "tuple[tuple[int, int, str], ...]"
"""What to put in the place of which bytes of a text; in order."""

LONGEST_LINE = 1000
"""Characters; regorus reads 1,024."""

_TOTAL = frozenset({"array.concat", "concat", "count", "object.union", "sprintf"})
"""Functions that are undefined only where an argument is."""

_REFERENCES = frozenset({"RefDot", "RefBrack"})
_COMPREHENSIONS = frozenset({"ArrayCompr", "SetCompr", "ObjectCompr"})
"""These are never undefined."""

_CLOSING = b')]"`'
_OPENING = {"(": ")", "[": "]", "{": "}"}


class _Span(msgspec.Struct):
    start: int
    end: int


class _Spanned(msgspec.Struct):
    span: _Span


class _Assign(msgspec.Struct):
    span: _Span
    op: str
    value: msgspec.Raw


class _Head(msgspec.Struct):
    """`key` is that of a set, `assign` the value of a map, or of anything else that `refr` names."""

    span: _Span
    refr: msgspec.Raw
    key: msgspec.Raw = msgspec.Raw()
    assign: _Assign | None = None


class _Query(msgspec.Struct):
    span: _Span


class _Body(msgspec.Struct):
    query: _Query
    is_else: bool = False


class _Spec(msgspec.Struct):
    head: dict[str, _Head]
    bodies: list[_Body]


class _Rule(msgspec.Struct, rename="pascal"):
    spec: _Spec | None = None


class _Module(msgspec.Struct):
    rules: list[_Rule]


class _File(msgspec.Struct):
    ast: _Module


_trees = msgspec.json.Decoder(list[_File])


class _Moved(msgspec.Struct, frozen=True):
    """A part of a head, and the variable that stands for it."""

    start: int
    end: int
    name: str
    text: str


def changes(text: str) -> Changes:
    """What to change of a Rego file; nothing where it cannot be read, which others tell."""
    engine = GuardedEngine()
    try:
        engine.add_policy("file.rego", text)
        (tree,) = _trees.decode(engine.get_ast_as_json())
    except (RuntimeError, msgspec.DecodeError):
        return ()
    content = text.encode()
    numbers = count(1)
    found: list[tuple[int, int, str]] = []
    for rule in tree.ast.rules:
        spec = rule.spec
        head = None if spec is None else spec.head.get("Set") or spec.head.get("Compr")
        if spec is None or head is None:
            continue
        moved = [
            _Moved(start, end, f"systo_{next(numbers)}", _on_one_line(content[start:end].decode()))
            for start, end in sorted(set(_undefinable(content, head)))
        ]
        if not moved:
            continue
        for one in moved:
            lines = content.count(b"\n", one.start, one.end)
            put = f"({one.name}{chr(10) * lines})" if lines else one.name
            found.append((one.start, one.end, put))
        asked = "; ".join(f"{one.name} := {one.text}" for one in moved)
        if not spec.bodies:
            end = _past_closing(content, max(head.span.end, moved[-1].end))
            found.append((end, end, f" if {{ {asked} }}"))
        for body in spec.bodies:
            if not body.is_else:
                found += _in_body(content, body.query.span, asked)
    return tuple(sorted(found))


def with_changes(text: str, changes: Changes) -> str:
    """The text, changed."""
    if not changes:
        return text
    content = text.encode()
    pieces: list[bytes] = []
    at = 0
    for start, end, put in changes:
        pieces += content[at:start], put.encode()
        at = end
    return b"".join([*pieces, content[at:]]).decode()


def _in_body(content: bytes, span: _Span, asked: str) -> Iterator[tuple[int, int, str]]:
    braces = content[span.start : span.start + 1] == b"{"
    end = span.end - 1 if braces else _past_closing(content, span.end)
    line = content[content.rfind(b"\n", 0, end) + 1 : end]
    before = "; "
    if braces and not line.strip():
        before = ""
    elif len(line) + len(asked) > LONGEST_LINE:
        before = "\n"
    if not braces:
        yield span.start, span.start, "{ "
    yield end, end, f"{before}{asked} " + ("" if braces else "}")


def _undefinable(content: bytes, head: _Head) -> Iterator[tuple[int, int]]:
    """The parts of a head that may be undefined, as places; the largest ones."""
    reference: JSON = msgspec.json.decode(head.refr)
    keys = list(_keys(reference))
    if head.key:
        yield from _parts(content, [*keys, msgspec.json.decode(head.key)])
    elif keys:  # else it has one value, or is a function: both engines agree
        value = head.assign.value if head.assign is not None else b"null"
        yield from _parts(content, [*keys, msgspec.json.decode(value)])


def _keys(reference: JSON) -> Iterator[JSON]:
    """What stands in the brackets of a rule's name, such as that of `mode_of[source.name]`."""
    while isinstance(reference, dict):
        kind, inside = next(iter(reference.items()))
        if kind not in _REFERENCES or not isinstance(inside, dict):
            return
        if kind == "RefBrack":
            yield inside.get("index")
        reference = inside.get("refr")


def _parts(content: bytes, tree: JSON) -> Iterator[tuple[int, int]]:
    if isinstance(tree, list):
        for one in tree:
            yield from _parts(content, one)
    elif isinstance(tree, dict):
        for kind, inside in tree.items():
            if kind == "Call" and isinstance(inside, dict) and _called(inside["fcn"]) in _TOTAL:
                yield from _parts(content, inside["params"])
            elif kind == "Call" or kind in _REFERENCES:
                start = _start(inside)
                yield start, _end(content, start)
            elif kind not in _COMPREHENSIONS:
                yield from _parts(content, inside)


def _start(node: JSON) -> int:
    return msgspec.convert(node, _Spanned).span.start


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


def _on_one_line(written: str) -> str:
    """A part of a head without comments, and without line breaks where those say nothing."""
    marks = [match[0] for match in REGO_TOKEN.finditer(written)]
    if "|" in marks:  # in a comprehension, a line may be a statement
        return written
    return "".join([" " if one.startswith("#") or one.isspace() else one for one in marks])


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


def _past_closing(content: bytes, end: int) -> int:
    """Past the quotes and brackets that a span leaves out at its end."""
    while True:
        after = end
        while content[after : after + 1] in {b" ", b"\t"}:
            after += 1
        if after >= len(content) or content[after] not in _CLOSING:
            return end
        end = after + 1
