"""What is given to regorus in the place of a rule's text, so that what is undefined is as in OPA.

In `deny contains {"msg": source.config.mode} if …` the value is undefined where a source has no mode.
OPA leaves that one element out; regorus 0.13 forgets all elements of the rule, on the whole document
and without an error. So what may be undefined is moved from the head to the end of the body, where both
engines leave out the one element: `deny contains {"msg": systo_1} if {…; systo_1 := source.config.mode}`.
The same holds for the keys and values of maps, for the one value of a rule or function whose body holds in
several ways (OPA goes on to the next way), and for such a value before an `else`. Negations are in
`rego_negations`.

The changes are kept as places in the text, since reading the syntax tree costs more than a check may
take: they are found when a bundle is loaded, and kept with it. No line moves, but for those below one that
would get longer than regorus reads, or below a comprehension of several lines.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.judgment.engines.preflight import package_of
from packer_systo.engine.judgment.engines.rego_negations import (
    BEHIND,
    BRACE,
    INSTEAD,
    Edit,
    Negations,
    edited,
    in_place_of,
    is_long,
    taken_out,
)
from packer_systo.engine.judgment.engines.rego_parts import (
    Span,
    goes_through,
    keys_of,
    names_of,
    on_one_line,
    start_of,
    undefinable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from packer_systo.engine.template.document import JSON

Changes: TypeAlias = "tuple[tuple[int, int, str], ...]"
"""What to put in the place of which bytes of a text; in order."""

_BEGINS_A_RULE = re.compile(r"^(?:default\s+)?([A-Za-z_]\w*)", re.MULTILINE)

_CLOSING = b')]"`'


class _Assign(msgspec.Struct):
    value: msgspec.Raw


class _Head(msgspec.Struct):
    """`key` is that of a set, `assign` the value of anything else that `refr` names."""

    span: Span
    refr: msgspec.Raw
    key: msgspec.Raw = msgspec.Raw()
    assign: _Assign | None = None


class _Query(msgspec.Struct):
    span: Span
    stmts: list[msgspec.Raw]


class _Body(msgspec.Struct):
    span: Span
    query: _Query
    assign: _Assign | None = None
    is_else: bool = False


class _Spec(msgspec.Struct):
    head: dict[str, _Head]
    bodies: list[_Body]


class _Rule(msgspec.Struct, rename="pascal"):
    spec: _Spec | None = None


class _Module(msgspec.Struct):
    rules: list[msgspec.Raw]
    imports: msgspec.Raw = msgspec.Raw(b"[]")


class _File(msgspec.Struct):
    ast: _Module


_trees = msgspec.json.Decoder(list[_File])

_NEGATED = b'"NotExpr"'


def changes_of(texts: Mapping[str, str]) -> dict[str, Changes]:
    """The changes of files, by name, those of one package together: what a file names may stand in another."""
    packages: dict[str, set[str]] = {}
    for text in texts.values():
        packages.setdefault(package_of(text), set()).update(_BEGINS_A_RULE.findall(text))
    return {
        name: changes(text, frozenset(packages[package_of(text)])) for name, text in texts.items()
    }


def changes(text: str, names: frozenset[str] = frozenset()) -> Changes:
    """What to change of a Rego file; nothing where it cannot be read, which others tell.

    `names` are those of rules in other files of its package, and may be more.
    """
    engine = GuardedEngine()
    try:
        engine.add_policy("file.rego", text)
        (tree,) = _trees.decode(engine.get_ast_as_json())
        rules = [(msgspec.json.decode(one, type=_Rule).spec, bytes(one)) for one in tree.ast.rules]
    except (RuntimeError, msgspec.DecodeError):
        return ()
    content = text.encode()
    numbers = count(1)
    negations: Negations | None = None
    if b"not" in content:
        nodes: JSON = [msgspec.json.decode(one) for one in tree.ast.rules]
        own = names_of(content, nodes, msgspec.json.decode(tree.ast.imports))
        negations = Negations(content, own | names, numbers)
    found: list[Edit] = []
    for spec, written in rules:
        edits: list[Edit] = []
        if negations is not None and _NEGATED in written:  # most rules negate nothing
            edits = negations.edits(msgspec.json.decode(written))
        if spec is not None:
            edits = _RuleText(content, numbers, edits).edits(spec)
        found += edits
    return tuple((one.start, one.end, one.put) for one in sorted(found))


def asks_before_negations(changes: Changes) -> bool:
    """Whether a statement was put before another one, as is done for negations alone."""
    return any(start == end and put.endswith(("; ", "\n")) for start, end, put in changes)


def with_changes(text: str, changes: Changes) -> str:
    """The text, changed."""
    if not changes:
        return text
    content = text.encode()
    edits = [Edit(start, end, rank, put) for rank, (start, end, put) in enumerate(changes)]
    return edited(content, 0, len(content), edits)


class _RuleText:
    """One rule's text, whose negations are changed already."""

    def __init__(self, content: bytes, numbers: Iterator[int], edits: list[Edit]) -> None:
        self._content = content
        self._numbers = numbers
        self._edits = edits

    def edits(self, spec: _Spec) -> list[Edit]:
        (head,) = spec.head.values()
        parts = list(self._of_head(spec, head))
        asked = self._asked(parts)
        if asked and not spec.bodies:
            end = max(head.span.end, *(end for _, end in parts))
            self._add_body(end, asked)
        for body in spec.bodies:
            if not body.is_else:
                self._add(body.query, asked)
                continue
            value = b"null" if body.assign is None else body.assign.value
            own = sorted(set(undefinable(self._content, msgspec.json.decode(value))))
            asked_there = self._asked(own)
            if body.query.stmts:
                self._add(body.query, asked_there)
            elif own:
                self._add_body(max(body.span.end, *(end for _, end in own)), asked_there)
        return self._edits

    def _of_head(self, spec: _Spec, head: _Head) -> Iterator[tuple[int, int]]:
        """The parts of a head that may be undefined, as places; the largest ones."""
        reference: JSON = msgspec.json.decode(head.refr)
        keys = list(keys_of(reference))
        value: JSON = None
        if head.key:
            value = msgspec.json.decode(head.key)
        elif head.assign is not None:
            value = msgspec.json.decode(head.assign.value)
            if not (keys or goes_through(value) or _in_several_ways(spec.bodies)):
                return  # one value in one way: both engines agree
        yield from sorted(set(undefinable(self._content, [*keys, value])))

    def _asked(self, parts: list[tuple[int, int]]) -> str:
        """What is put into the body for parts that are taken out of the head."""
        asked: list[str] = []
        for start, end in parts:
            written, self._edits = taken_out(self._content, start, end, self._edits)
            name = f"systo_{next(self._numbers)}"
            put = in_place_of(self._content[start:end], name)
            self._edits.append(Edit(start, end, INSTEAD, put))
            asked.append(f"{name} := {on_one_line(written)}")
        return "; ".join(asked)

    def _add_body(self, end: int, asked: str) -> None:
        end = _past_closing(self._content, end)
        self._edits.append(Edit(end, end, BEHIND, f" if {{ {asked} }}"))

    def _add(self, query: _Query, asked: str) -> None:
        """Adds a statement to a body, and the braces that one of several needs."""
        span = query.span
        # An object or a set may begin a body, too.
        braces = start_of(msgspec.json.decode(query.stmts[0])) > span.start
        end = span.end - 1 if braces else _past_closing(self._content, span.end)
        if not braces and (asked or any(one.start == span.start for one in self._edits)):
            self._edits.append(Edit(span.start, span.start, BRACE, "{ "))
            self._edits.append(Edit(end, end, BEHIND, f"{self._parted(end, asked)} }}"))
        elif asked:
            line = self._content[self._content.rfind(b"\n", 0, end) + 1 : end]
            before = self._parted(end, asked) if line.strip() else asked
            self._edits.append(Edit(end, end, BEHIND, f"{before} "))

    def _parted(self, end: int, asked: str) -> str:
        if not asked:
            return ""
        return ("\n" if is_long(self._content, end, self._edits, asked) else "; ") + asked


def _in_several_ways(bodies: list[_Body]) -> bool:
    return any(body.is_else for body in bodies) or any(
        goes_through(msgspec.json.decode(one)) for body in bodies for one in body.query.stmts
    )


def _past_closing(content: bytes, end: int) -> int:
    """Past the quotes and brackets that a span leaves out at its end."""
    while True:
        after = end
        while content[after : after + 1] in {b" ", b"\t"}:
            after += 1
        if after >= len(content) or content[after] not in _CLOSING:
            return end
        end = after + 1
