"""The bodies of a rule's `deny`, read from the embedded engine's own syntax tree.

The tree is what regorus 0.13 prints of a module (`get_ast_as_json`): every node has a `span` with
`start` and `end`, in bytes of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.template.document import JSON

Node: TypeAlias = "dict[str, JSON]"

_ROOTS = frozenset({"input"})
_CHAINS = ("RefDot", "RefBrack")
_QUOTES = (b'"', b"`")
_MOST_READS = 8
_UNNAMED = re.compile(r"^some\s+(?:_\s*,\s*)?")


class ReadPlace(msgspec.Struct, frozen=True):
    """A reference that leads into the document: its text, the path as an array of Rego, and the
    variables that both need.
    """

    text: str
    path: str
    needs: frozenset[str]


class Statement(msgspec.Struct, frozen=True):
    """A statement: text, line, the variables that it binds, and what it reads of bound ones.

    `asked` is the text with a name for each key of the document that it goes through, `places` are
    what it reads of the document. `declares` is true for `some x` alone, which binds only with what
    comes after it.
    """

    text: str
    asked: str
    line: int
    binds: frozenset[str]
    reads: tuple[str, ...]
    places: tuple[ReadPlace, ...]
    declares: bool = False


class PathItem(msgspec.Struct, frozen=True):
    """An element of the `path` that is denied, and the variables that it needs."""

    text: str
    needs: frozenset[str]


class Body(msgspec.Struct, frozen=True):
    """One `deny`. `path` are the elements of the place that it denies, as far as they are written
    out; `whole` is the place as one expression, where it is not. With neither it is not known.
    """

    line: int
    statements: tuple[Statement, ...]
    path: tuple[PathItem, ...]
    whole: PathItem | None


def deny_bodies(tree: JSON, text: str) -> list[Body]:
    """The bodies of `deny` in a module, in order. Raises LookupError for another form of tree."""
    return _Reader(text).bodies(tree)


class DocumentPlaces:
    """Where in the document the variables of a body lie, as far as its statements say.

    A place is the elements of a path, each as Rego has it: a string, a number, a variable.
    """

    def __init__(self) -> None:
        self._of: dict[str, tuple[str, ...]] = {"input": ()}

    def path(self, node: JSON) -> tuple[str, ...] | None:
        """The place that a reference leads to, or None where that cannot be said."""
        match node:
            case {"Var": {"value": str(name)}}:
                return self._of.get(name)
            case {"RefDot": {"refr": refr, "field": [_, str(name)]}}:
                return self._further(refr, msgspec.json.encode(name).decode())
            case {"RefBrack": {"refr": refr, "index": {"String": {"value": str(name)}}}}:
                return self._further(refr, msgspec.json.encode(name).decode())
            case {"RefBrack": {"refr": refr, "index": {"Number": {"value": int(number)}}}}:
                return self._further(refr, str(number))
            case {"RefBrack": {"refr": refr, "index": {"Var": {"value": str(name)}}}}:
                return self._further(refr, name) if name != "_" else None
            case _:
                return None

    def _further(self, refr: JSON, element: str) -> tuple[str, ...] | None:
        above = self.path(refr)
        return (*above, element) if above is not None else None

    def follow(self, literal: JSON, text: str, number: int) -> str:
        """Note what a statement binds. Gives its text, with a name for a key that has none."""
        match literal:
            case {
                "Expr": {"expr": {"AssignExpr": {"lhs": {"Var": {"value": str(name)}}, "rhs": rhs}}}
            }:
                path = self.path(rhs)
                if path:
                    self._of[name] = path
            case {
                "SomeIn": {"key": key, "value": {"Var": {"value": str(name)}}, "collection": where}
            }:
                path = self.path(where)
                key_name = _variable(key)
                if path is None or (key is not None and not key_name):
                    return text
                if key_name in {"", "_"}:
                    key_name = f"systo_key_{number}"
                    text, replaced = _UNNAMED.subn(f"some {key_name}, ", text, count=1)
                    if not replaced:
                        return text
                self._of[name] = (*path, key_name)
            case _:
                pass
        return text


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text.encode()

    def bodies(self, tree: JSON) -> list[Body]:
        found: list[Body] = []
        for rule in _list(_at(tree, "rules")):
            spec = _maybe(rule, "Spec")
            head = _maybe(_maybe(spec, "head"), "Set")
            if spec is None or head is None or _variable(_at(head, "refr")) != "deny":
                continue
            for body in _list(_at(spec, "bodies")):
                statements = self._statements(_list(_at(_at(body, "query"), "stmts")))
                path, whole = self._path(_at(head, "key"), body)
                found.append(Body(self._line(spec), statements, path, whole))
        return found

    def _statements(self, nodes: list[JSON]) -> tuple[Statement, ...]:
        made: list[Statement] = []
        bound: set[str] = set()
        declared: set[str] = set()
        places = DocumentPlaces()
        for number, node in enumerate(nodes):
            literal = _at(node, "literal")
            some = _maybe(literal, "SomeVars")
            binds: frozenset[str] = frozenset()
            if some is not None:
                declared |= set(self._names(some))
            else:
                # What `some x` declares gets its values from the first statement that names it.
                binds = _binds(literal) | (declared & set(_variables(literal)))
                declared -= binds
            reads = tuple(dict.fromkeys(self._reads(literal, frozenset(bound))))[:_MOST_READS]
            text = self._whole(node)
            asked = places.follow(literal, text, number)
            bound |= binds
            made.append(
                Statement(
                    text,
                    asked,
                    self._line(node),
                    binds - {"_"},
                    reads,
                    tuple(self._places(literal, places, bound))[:_MOST_READS],
                    some is not None,
                )
            )
        return tuple(made)

    def _names(self, some: Node) -> Iterator[str]:
        for span in _list(_at(some, "vars")):
            yield self._cut(span, span)

    def _path(self, key: JSON, body: JSON) -> tuple[tuple[PathItem, ...], PathItem | None]:
        variable = _variable(key)
        denied = (_assigned(variable, body) or key) if variable else key
        if _maybe(denied, "Object") is not None:
            return self._place(_field(denied), body)
        # Put together by a function, say: what it is in the end counts, but an object in it with
        # a path tells earlier which statements are about what.
        items, _ = self._place(next(_paths(denied), None), body)
        if variable:
            return items, PathItem(f"{variable}.path", frozenset([variable]))
        whole = (
            f"[systo_path | systo_denied := {self._of(denied)}; systo_path := systo_denied.path][0]"
        )
        return items, PathItem(whole, frozenset(_variables(denied)))

    def _place(self, value: JSON, body: JSON) -> tuple[tuple[PathItem, ...], PathItem | None]:
        """The place that the value of `path` is, also where a variable stands for it."""
        variable = _variable(value)
        if variable:
            value = _assigned(variable, body) or value
        items = _maybe(value, "Array")
        if items is not None:
            return tuple(self._item(item) for item in _list(_at(items, "items"))), None
        return (), self._item(value) if value is not None else None

    def _item(self, node: JSON) -> PathItem:
        return PathItem(self._of(node), frozenset(_variables(node)))

    def _reads(self, node: JSON, bound: frozenset[str]) -> Iterator[str]:
        """The longest references to what is bound, and single variables, within a node."""
        match node:
            case {"Call": dict(call)}:
                yield from self._reads(call.get("params"), bound)
            case {"RefDot": dict()} | {"RefBrack": dict()}:
                names = set(_variables(node))
                if _root(node) in bound | _ROOTS and names <= bound | _ROOTS:
                    yield self._of(node)
                    return
                yield from self._below(node, bound)
            case {"Var": {"value": str(name)}}:
                if name in bound:
                    yield name
            case _:
                yield from self._below(node, bound)

    def _places(self, node: JSON, places: DocumentPlaces, bound: set[str]) -> Iterator[ReadPlace]:
        """The longest references into the document within a node."""
        path = places.path(node)
        names = frozenset(_variables(node))
        if path and names <= bound | _ROOTS:
            yield ReadPlace(self._of(node), f"[{', '.join(path)}]", names - _ROOTS)
            return
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        for value in inner:
            if isinstance(value, dict | list):
                yield from self._places(value, places, bound)

    def _below(self, node: JSON, bound: frozenset[str]) -> Iterator[str]:
        if isinstance(node, dict):
            for name, value in node.items():
                if name != "span":
                    yield from self._reads(value, bound)
        elif isinstance(node, list):
            for value in node:
                yield from self._reads(value, bound)

    def _of(self, node: JSON) -> str:
        """The text of an expression: a node of one key, its kind."""
        match node:
            case dict() if len(node) == 1:
                (inner,) = node.values()
                if isinstance(inner, dict):
                    return self._literal(node) or self._cut(inner.get("span"), inner.get("span"))
            case _:
                pass
        raise LookupError("an expression without a place")

    def _literal(self, node: Node) -> str:
        """A string is written anew: its span lacks the quotes."""
        match node:
            case {"String": {"value": str(value)}}:
                return msgspec.json.encode(value).decode()
            case _:
                return ""

    def _whole(self, node: JSON) -> str:
        """A statement with its `with`s."""
        last = node
        withs = _list(node.get("with_mods")) if isinstance(node, dict) else []
        if withs:
            last = withs[-1]
        return self._cut(_at(node, "span"), _at(last, "span"))

    def _cut(self, first: JSON, last: JSON) -> str:
        match _at(first, "start"), _at(last, "end"):
            case int(start), int(end):
                # A place that begins or ends with a string leaves out its quote.
                start -= self._text[start - 1 : start] in _QUOTES
                end += self._text[end : end + 1] in _QUOTES
                return self._text[start:end].decode("utf-8", "replace")
            case _:
                raise LookupError("a place without offsets")

    def _line(self, node: JSON) -> int:
        line = _at(_at(node, "span"), "line")
        return line if isinstance(line, int) else 0


def _field(denied: JSON) -> JSON:
    """The field `path` of an object that is written out, or None."""
    for field in _list(_at(_maybe(denied, "Object") or {"fields": []}, "fields")):
        match field:
            case [_, {"String": {"value": "path"}}, value]:
                return value
            case _:
                pass
    return None


def _paths(node: JSON) -> Iterator[JSON]:
    """The field `path` of each object within a node."""
    if isinstance(node, dict):
        found = _field(node)
        if found is not None:
            yield found
        for value in node.values():
            yield from _paths(value)
    elif isinstance(node, list):
        for value in node:
            yield from _paths(value)


def _binds(literal: JSON) -> frozenset[str]:
    """The variables that a statement gives a value."""
    match literal:
        case {"SomeIn": dict(some)}:
            return frozenset([*_variables(some.get("key")), *_variables(some.get("value"))])
        case {"Expr": {"expr": {"AssignExpr": {"op": "ColEq", "lhs": lhs}}}}:
            return frozenset(_variables(lhs))
        case {"Expr": {"expr": {"AssignExpr": {"lhs": {"Var": {"value": str(name)}}}}}}:
            return frozenset([name])
        case _:
            return frozenset()


def _assigned(variable: str, body: JSON) -> JSON:
    """What `variable := …` in a body gives it, or None."""
    for node in _list(_at(_at(body, "query"), "stmts")):
        match _at(node, "literal"):
            case {
                "Expr": {"expr": {"AssignExpr": {"lhs": {"Var": {"value": str(name)}}, "rhs": rhs}}}
            }:
                if name == variable:
                    return rhs
            case _:
                pass
    return None


def _variables(node: JSON) -> Iterator[str]:
    """Every variable in a node; the function that is called is none."""
    match node:
        case {"Call": dict(call)}:
            yield from _variables(call.get("params"))
        case {"Var": {"value": str(name)}}:
            yield name
        case dict():
            for value in node.values():
                yield from _variables(value)
        case list():
            for value in node:
                yield from _variables(value)
        case _:
            pass


def _root(node: JSON) -> str:
    """The variable that a reference begins with, or empty."""
    while isinstance(node, dict):
        inner = next((node[kind] for kind in _CHAINS if kind in node), None)
        if inner is None:
            return _variable(node)
        node = _at(inner, "refr")
    return ""


def _variable(node: JSON) -> str:
    match node:
        case {"Var": {"value": str(name)}}:
            return name
        case _:
            return ""


def _at(node: JSON, key: str) -> JSON:
    match node:
        case dict():
            return node[key]
        case _:
            raise LookupError(f"the syntax tree has no `{key}` here")


def _maybe(node: JSON, key: str) -> Node | None:
    found = node.get(key) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else None


def _list(node: JSON) -> list[JSON]:
    return node if isinstance(node, list) else []
