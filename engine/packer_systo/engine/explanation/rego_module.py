"""Rego files as syntax trees, and what the checks look for in them.

A tree is what regorus prints of a module (`get_ast_as_json`): each node a mapping of one key, its kind,
to a mapping with `span` and the parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DATA = "data"
_TEXTS = frozenset({"String", "RawString"})


class _File(msgspec.Struct):
    ast: JSON


class Head(msgspec.Struct, frozen=True):
    """The head of a rule or a function. `kind` is regorus' word: `Set`, `Compr`, `Func`, `Default`.

    `has_value` is false where its value is that its body holds; `is_keyed` is true for `name[x]`.
    """

    name: str
    kind: str
    line: int
    has_value: bool
    is_keyed: bool


class Reference(msgspec.Struct, frozen=True):
    """A reference below `data`: the keys up to the first one that is not written out."""

    keys: tuple[str, ...]
    line: int


class Denied(msgspec.Struct, frozen=True):
    """What a `deny contains` adds, where it is written out: the keys of an object, or what it is
    instead. `path_is_text` is true where `path` is a text.
    """

    line: int
    keys: frozenset[str] | None
    instead: str = ""
    path_is_text: bool = False


class Call(msgspec.Struct, frozen=True):
    """A call: the function as it is named, and the texts that are written out as its arguments."""

    name: str
    texts: tuple[str, ...]
    line: int


class RegoRule(msgspec.Struct, frozen=True):
    """A rule or a function. `inexact` are the lines in which what was calculated with fractions, or by
    a division, is compared by `==` or `!=`.
    """

    calls: tuple[Call, ...]
    inexact: tuple[int, ...]


class RegoModule:
    """A module that was read. Raises RuntimeError, the error of regorus, for what is no Rego."""

    def __init__(self, text: str) -> None:
        engine = GuardedEngine()
        engine.add_policy("file.rego", text)
        (file,) = msgspec.json.decode(engine.get_ast_as_json(), type=list[_File])
        self.tree = file.ast
        self._content = text.encode()

    def heads(self) -> Iterator[Head]:
        """Of all rules and functions, in the order of the file."""
        for rule in _list(_at(self.tree, "rules")):
            for kind, about in _items(_at(_at(rule, "Spec"), "head")):
                refr = _at(about, "refr")
                _, line, variable = _chain(refr)
                has_value = _at(about, "assign") is not None
                yield Head(variable, kind, line, has_value, _at(refr, "Var") is None)
            default = _at(rule, "Default")
            if default is not None:
                _, line, variable = _chain(_at(default, "refr"))
                yield Head(variable, "Default", line, has_value=True, is_keyed=False)

    def denied(self) -> Iterator[Denied]:
        """What each `deny` adds; left out where something else makes it."""
        for rule in _list(_at(self.tree, "rules")):
            spec = _at(rule, "Spec")
            head = _at(_at(spec, "head"), "Set")
            _, line, name = _chain(_at(head, "refr"))
            if name == "deny":
                for body in _list(_at(spec, "bodies")) or [None]:
                    denied = _denied(_assigned(_at(head, "key"), body), line)
                    if denied is not None:
                        yield denied

    def rules(self) -> Iterator[RegoRule]:
        """What each calls and compares."""
        for rule in _list(_at(self.tree, "rules")):
            yield RegoRule(tuple(_calls(rule)), tuple(_inexact(rule)))

    def data_references(self) -> Iterator[Reference]:
        """All that lead below `data`, also by what is imported from there."""
        imported: dict[str, tuple[str, ...]] = {}
        for one in _list(_at(self.tree, "imports")):
            keys, line, variable = _chain(_at(one, "refr"))
            if variable == _DATA and keys:
                imported[self._alias(_at(one, "as")) or keys[-1]] = keys
                yield Reference(keys, line)
        for node in _longest(_at(self.tree, "rules")):
            keys, line, variable = _chain(node)
            if variable == _DATA:
                yield Reference(keys, line)
            elif variable in imported:
                yield Reference((*imported[variable], *keys), line)

    def _alias(self, span: JSON) -> str:
        match span:
            case {"start": int(start), "end": int(end)}:
                return self._content[start:end].decode()
            case _:
                return ""


def _assigned(node: JSON, body: JSON) -> JSON:
    """What a body assigns to a variable; anything else as it is."""
    match node:
        case {"Var": {"value": name}}:
            for statement in _list(_at(_at(body, "query"), "stmts")):
                match _at(statement, "literal"):
                    case {
                        "Expr": {
                            "expr": {"AssignExpr": {"lhs": {"Var": {"value": other}}, "rhs": rhs}}
                        }
                    }:
                        if other == name:
                            return rhs
                    case _:
                        pass
            return None
        case _:
            return node


def _denied(node: JSON, line: int) -> Denied | None:
    match node:
        case {"Object": {"fields": list(fields)}}:
            keys: set[str] = set()
            path_is_text = False
            for field in fields:
                match field:
                    case [_, {"String": {"value": str(key)}}, value]:
                        keys.add(key)
                        if key == "path" and _keys(value) & _TEXTS:
                            path_is_text = True
                    case _:
                        return None
            return Denied(line, frozenset(keys), path_is_text=path_is_text)
        case {"String": _} | {"RawString": _}:
            return Denied(line, None, "a text")
        case {"Array": _}:
            return Denied(line, None, "a list")
        case {"Call": {"fcn": function}}:
            keys_of_name, _, variable = _chain(function)
            name = ".".join((variable, *keys_of_name))
            return (
                Denied(line, None, "a text")
                if name in {"sprintf", "concat", "format_int"}
                else None
            )
        case _:
            return None


def _calls(node: JSON) -> Iterator[Call]:
    match node:
        case {"Call": {"fcn": function, "params": list(parameters)}}:
            keys, line, variable = _chain(function)
            texts = [
                text
                for parameter in parameters
                for one in (parameter, *_list(_at(_at(parameter, "Array"), "items")))
                for _, about in _items(one)
                if isinstance(text := _at(about, "value"), str) and "Var" not in _keys(one)
            ]
            yield Call(".".join((variable, *keys)), tuple(texts), line)
        case _:
            pass
    for inner in _parts(node):
        yield from _calls(inner)


def _inexact(node: JSON) -> Iterator[int]:
    match node:
        case {
            "BoolExpr": {"op": "Eq" | "Ne", "lhs": one, "rhs": other, "span": {"line": int(line)}}
        }:
            if any(_is_fraction(side) for side in (one, other)):
                yield line
        case _:
            pass
    for inner in _parts(node):
        yield from _inexact(inner)


def _is_fraction(node: JSON) -> bool:
    """Whether an expression calculates with a fraction, or divides."""
    match node:
        case {"ArithExpr": {"op": "Div"}}:
            return True
        case {"ArithExpr": {"lhs": one, "rhs": other}}:
            return any(_is_fraction(side) or _is_float(side) for side in (one, other))
        case _:
            return False


def _is_float(node: JSON) -> bool:
    match node:
        case {"Number": {"value": float()}}:
            return True
        case _:
            return False


def _longest(node: JSON) -> Iterator[JSON]:
    """Each reference, but not the shorter ones that it is made of."""
    if isinstance(node, dict):
        for kind in ("RefDot", "RefBrack", "Var"):
            if kind in node:
                yield node
                yield from _inside(node)
                return
        for value in node.values():
            yield from _longest(value)
    elif isinstance(node, list):
        for value in node:
            yield from _longest(value)


def _inside(node: JSON) -> Iterator[JSON]:
    """What stands in the brackets of a reference."""
    while True:
        about = _at(node, "RefDot") or _at(node, "RefBrack")
        if about is None:
            return
        yield from _longest(_at(about, "index"))
        node = _at(about, "refr")
        if not isinstance(node, dict) or not node.keys() & {"RefDot", "RefBrack", "Var"}:
            yield from _longest(node)
            return


def _chain(node: JSON) -> tuple[tuple[str, ...], int, str]:
    """The keys of a reference that are written out from its beginning on, its line, and the variable
    that it begins with.
    """
    keys: list[str | None] = []
    while True:
        match node:
            case {"RefDot": {"refr": refr, "field": [_, str(name)]}}:
                keys.append(name)
                node = refr
            case {"RefBrack": {"refr": refr, "index": {"String": {"value": str(name)}}}}:
                keys.append(name)
                node = refr
            case {"RefBrack": {"refr": refr}}:
                keys.append(None)
                node = refr
            case {"Var": {"value": str(name), "span": {"line": int(line)}}}:
                written: list[str] = []
                for key in reversed(keys):
                    if key is None:
                        break
                    written.append(key)
                return tuple(written), line, name
            case _:
                return (), 1, ""


def _at(node: JSON, key: str) -> JSON:
    return node.get(key) if isinstance(node, dict) else None


def _keys(node: JSON) -> set[str]:
    return set(node) if isinstance(node, dict) else set()


def _parts(node: JSON) -> Iterable[JSON]:
    return node.values() if isinstance(node, dict) else _list(node)


def _list(node: JSON) -> list[JSON]:
    return node if isinstance(node, list) else []


def _items(node: JSON) -> list[tuple[str, JSON]]:
    return list(node.items()) if isinstance(node, dict) else []
