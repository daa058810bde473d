"""The embedded engine's own syntax tree of a Rego module.

The tree is what regorus 0.13 prints of a module (`get_ast_as_json`): every node a mapping of one key,
its kind, to a mapping with the parts and a `span` with `start` and `end`, in bytes of the text.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.judgment.engines.rego_negations import Negations, edited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.template.document import JSON

Node: TypeAlias = "dict[str, JSON]"

CHAINS = ("RefDot", "RefBrack")
COMPREHENSIONS = ("ArrayCompr", "SetCompr", "ObjectCompr")
_PARENTHESES = re.compile(rb'"(?:\\.|[^"\\])*"|`[^`]*`|#[^\n]*|[()]')
"""Also texts and comments, in which parentheses are none."""
_QUOTES = (b'"', b"`")


class RegoText:
    """What stands at the nodes of a tree. Raises LookupError for another form of tree."""

    def __init__(self, text: str) -> None:
        self._text = text.encode()
        self._negations: Negations | None = None

    def ask_before_negations(self, names: frozenset[str]) -> None:
        """From now on `asked` is what the engine is given in the place of what stands there; `names`
        are those of rules and imports.
        """
        self._negations = Negations(self._text, names, count(1))

    def asked(self, node: JSON) -> str:
        """The text of an expression, as the engine is asked."""
        match node:
            case {"String": _}:
                return self.of(node)
            case _:
                return self._edited(node, *self._ends(node))

    def asked_statement(self, node: JSON) -> str:
        """A statement with its `with`s, as the engine is asked."""
        withs = modifiers(node)
        last = at(withs[-1] if withs else node, "span")
        return self._edited(node, *self._span(_start(at(node, "span")), last))

    def _edited(self, node: JSON, start: int, end: int) -> str:
        if self._negations is None or b"not" not in self._text[start:end]:
            return self._cut(start, end)
        return edited(self._text, start, end, self._negations.edits(node))

    def of(self, node: JSON) -> str:
        """The text of an expression: a node of one key, its kind."""
        match node:
            # A string is written anew: its span lacks the quotes.
            case {"String": {"value": str(value)}}:
                return msgspec.json.encode(value).decode()
            case _:
                return self._cut(*self._ends(node))

    def _ends(self, node: JSON) -> tuple[int, int]:
        match node:
            case dict() if len(node) == 1:
                (inner,) = node.values()
                if isinstance(inner, dict):
                    return self._span(self._begin(node), inner.get("span"))
            case _:
                pass
        raise LookupError("an expression without a place")

    def _begin(self, node: JSON) -> int:
        """Where an expression begins. The span of an object says where its last field does."""
        match node:
            case {"Object": {"fields": [[_, first, *_], *_]}}:
                return self._text.rfind(b"{", 0, self._begin(first))
            case dict() if len(node) == 1:
                (inner,) = node.values()
                for first in ("lhs", "refr"):
                    below = inner.get(first) if isinstance(inner, dict) else None
                    if below is not None:
                        return self._begin(below)
                start = at(at(inner, "span"), "start")
                if isinstance(start, int):
                    return start
            case _:
                pass
        raise LookupError("an expression without a place")

    def statement(self, node: JSON) -> str:
        """A statement with its `with`s."""
        withs = modifiers(node)
        return self.cut(at(node, "span"), at(withs[-1] if withs else node, "span"))

    def cut(self, first: JSON, last: JSON) -> str:
        """From where one span begins to where another ends."""
        return self._cut(*self._span(_start(first), last))

    def _cut(self, start: int, end: int) -> str:
        return self._text[start:end].decode("utf-8", "replace")

    def _span(self, start: int, last: JSON) -> tuple[int, int]:
        match at(last, "end"):
            case int(end):
                # A place that begins or ends with a string leaves out its quote.
                start -= self._text[start - 1 : start] in _QUOTES
                end += self._text[end : end + 1] in _QUOTES
                return self._whole(start, end)
            case _:
                raise LookupError("a place without offsets")

    def _whole(self, start: int, end: int) -> tuple[int, int]:
        """With the parentheses at both ends: a place begins and ends within them."""
        depth = lowest = 0
        for bracket in _PARENTHESES.findall(self._text[start:end]):
            depth += (bracket == b"(") - (bracket == b")")
            lowest = min(lowest, depth)
        for _ in range(-lowest):
            start = self._text.rfind(b"(", 0, start)
        for _ in range(depth - lowest):
            end = self._text.find(b")", end) + 1
        if start < 0 or end <= 0:
            raise LookupError("a place whose parentheses do not close")
        return start, end


def _start(span: JSON) -> int:
    match at(span, "start"):
        case int(start):
            return start
        case _:
            raise LookupError("a place without offsets")


def line_of(node: JSON) -> int:
    line = at(at(node, "span"), "line")
    return line if isinstance(line, int) else 0


def modifiers(statement: JSON) -> list[JSON]:
    """The `with`s of a statement."""
    return items(statement.get("with_mods")) if isinstance(statement, dict) else []


def variables(node: JSON) -> Iterator[str]:
    """Every variable in a node; the function that is called is none."""
    match node:
        case {"Call": dict(call)}:
            yield from variables(call.get("params"))
        case {"Var": {"value": str(name)}}:
            yield name
        case dict():
            for value in node.values():
                yield from variables(value)
        case list():
            for value in node:
                yield from variables(value)
        case _:
            pass


def keys_in(node: JSON) -> Iterator[str]:
    """The variables that are keys in brackets, but for those within a comprehension or an `every`."""
    match node:
        case {"RefBrack": {"refr": refr, "index": index}}:
            yield from (one for one in [variable(index)] if one not in {"", "_"})
            yield from keys_in(refr)
            yield from keys_in(index)
        case dict():
            if not node.keys() & {*COMPREHENSIONS, "Every"}:
                for value in node.values():
                    yield from keys_in(value)
        case list():
            for value in node:
                yield from keys_in(value)
        case _:
            pass


def variable(node: JSON) -> str:
    """The variable that a node is, or empty."""
    match node:
        case {"Var": {"value": str(name)}}:
            return name
        case _:
            return ""


def root(node: JSON) -> str:
    """The variable that a reference begins with, or empty."""
    while isinstance(node, dict):
        inner = next((node[kind] for kind in CHAINS if kind in node), None)
        if inner is None:
            return variable(node)
        node = at(inner, "refr")
    return ""


def chain(node: JSON) -> tuple[str, list[JSON]]:
    """A reference as the variable that it begins with, or empty, and what follows: each a node.

    The name behind a dot is a node too: that of a string.
    """
    keys: list[JSON] = []
    while True:
        match node:
            case {"RefDot": {"refr": refr, "field": [_, str(name)]}}:
                keys.append({"String": {"value": name}})
                node = refr
            case {"RefBrack": {"refr": refr, "index": index}}:
                keys.append(index)
                node = refr
            case {"Var": {"value": str(name)}}:
                return name, keys[::-1]
            case _:
                return "", keys[::-1]


def written(key: JSON) -> str:
    """The text that a key is, or empty where it is none."""
    match key:
        case {"String": {"value": str(value)}}:
            return value
        case _:
            return ""


def parts_of(node: JSON) -> JSON:
    """What the kind of a node leads to."""
    return next(iter(node.values()), None) if isinstance(node, dict) else None


def at(node: JSON, key: str) -> JSON:
    match node:
        case dict():
            return node[key]
        case _:
            raise LookupError(f"the syntax tree has no `{key}` here")


def maybe(node: JSON, key: str) -> Node | None:
    found = node.get(key) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else None


def items(node: JSON) -> list[JSON]:
    return node if isinstance(node, list) else []
