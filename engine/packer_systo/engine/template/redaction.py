"""Which stretches of the files must not be shown, because a secret is written there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast

from packer_systo.engine.secrets.known import is_word
from packer_systo.engine.source.stretches import joined
from packer_systo.engine.source.text import Span
from packer_systo.engine.syntax.hcl.nodes import Node, NumberLiteral, TemplateText
from packer_systo.engine.template.written_parts import written_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.syntax.hcl.nodes import Expression
    from packer_systo.engine.template.finder import Hit
    from packer_systo.engine.values.value import Origin

_MOST_ORIGINS = 1000

_NOTHING = frozenset({"", '""', "null", "[]", "{}"})
"""What holds no secret, and is worth seeing: that a password is empty is the news."""


class _Literal(NamedTuple):
    """A text that is written in an expression."""

    value: str
    span: Span


class Redactions:
    """Collects stretches by file, as offsets into its text."""

    def __init__(self) -> None:
        self._by_file: dict[str, set[tuple[int, int]]] = {}
        self._seen: set[int] = set()
        self._kept: list[Origin] = []
        self._written: dict[tuple[str, int, int], list[_Literal]] = {}

    def add(self, span: Span) -> None:
        if span.source.text[span.start : span.end] in _NOTHING or _is_elsewhere(span):
            return
        self._by_file.setdefault(span.source.path, set()).add((span.start, span.end))

    def add_origin(self, origin: Origin | None) -> None:
        """What is written at the ends of the chain that made a secret value.

        An end is a literal, or a reference to what has no place; a reference itself says nothing.
        """
        for one in self._ends(origin):
            if one.span is not None and not is_reference(one.span):
                self.add(one.span)

    def add_text(self, origin: Origin | None, secret: str, start: int) -> None:
        """A secret within a longer text, where it begins at `start`.

        Hidden is where it stands literally, else each of its parts, else all that made the text.
        """
        found = False
        spans: list[Span] = []
        for one in _leaves(origin):
            span = one.span
            if span is None or is_reference(span):
                continue
            spans.append(span)
            text = span.source.text
            at = text.find(secret, span.start, span.end)
            while at >= 0:
                found = True
                self._by_file.setdefault(span.source.path, set()).add((at, at + len(secret)))
                at = text.find(secret, at + len(secret), span.end)
        if found or self._add_parts(origin, secret, start):
            return
        self._add_literals(origin, secret)
        for span in spans:
            self.add(span)

    def _add_parts(self, origin: Origin | None, secret: str, start: int) -> bool:
        """The parts of a secret of several strings; false where one of them is not found.

        A word that is a part, as in `password=${var.stage}Zq8…`, says nothing, and stands in many
        places where it is none.
        """
        if origin is None or origin.pieces is None:
            return False
        parts = [one for one in written_parts(origin, secret, start) if not is_reference(one.span)]
        parts = [one for one in parts if not is_word(one.text)] or parts
        stretches = [(one.span.source.path, one.stretches()) for one in parts]
        for path, found in stretches:
            self._by_file.setdefault(path, set()).update(found)
        return bool(parts) and all(found for _, found in stretches)

    def _add_literals(self, origin: Origin | None, secret: str) -> None:
        """What is written in the expressions that made a secret and is in it as it is."""
        inside = [one for one in self._literals(origin) if one.value and one.value in secret]
        for one in [one for one in inside if not is_word(one.value)] or inside:
            self.add(one.span)

    def _literals(self, origin: Origin | None) -> Iterator[_Literal]:
        for one in _all(origin):
            span = one.span
            if span is None or is_reference(span):
                continue
            key = span.source.path, span.start, span.end
            if key not in self._written:
                self._written[key] = _literals_at(span) or []
            yield from self._written[key]

    def add_hits(self, source: SourceText, hits: Sequence[Hit]) -> None:
        """What was found in the text of a file."""
        if hits:
            spans = self._by_file.setdefault(source.path, set())
            spans.update([(hit.start, hit.end) for hit in hits])

    def by_file(self) -> dict[str, list[tuple[int, int]]]:
        """Joined stretches by the shown path of their file."""
        return {path: joined(spans) for path, spans in sorted(self._by_file.items())}

    def _ends(self, origin: Origin | None) -> list[Origin]:
        if origin is None or id(origin) in self._seen:
            return []
        self._seen.add(id(origin))
        # Kept alive, so that no other origin gets the same id.
        self._kept.append(origin)
        return _leaves(origin)


def _leaves(origin: Origin | None) -> list[Origin]:
    return [one for one in _all(origin) if not one.parents or _is_file(one.span)]


def _all(origin: Origin | None) -> Iterator[Origin]:
    """An origin and what it is made from."""
    pending = [origin] if origin is not None else []
    looked_at = 0
    while pending and looked_at < _MOST_ORIGINS:
        looked_at += 1
        one = pending.pop()
        pending.extend(one.parents)
        yield one


def _is_file(span: Span | None) -> bool:
    """Whether it is all of a template file: its text is written there, whatever it refers to."""
    return span is not None and span.end - span.start == len(span.source.text) > 0


def is_reference(span: Span) -> bool:
    """Whether nothing but a name is written there."""
    reference = re.compile(r"[A-Za-z_][\w.\-]*\Z")
    text = span.source.text
    return reference.match(text, span.start, span.end) is not None or _is_elsewhere(span)


def _is_elsewhere(span: Span) -> bool:
    """Whether all that stands there is where the value is: `env("X")`, "{{user `x`}}"."""
    call = re.compile(
        r"(?:(?:\"\$\{)?env\(\s*\"\w*\"\s*\)(?:\}\")?"
        r"|\"?\{\{\s*(?:env|user)\s*`\w*`\s*\}\}\"?)\Z"
    )
    return call.match(span.source.text, span.start, span.end) is not None


def literal_spans(source: SourceText, expression: Expression) -> tuple[Span, ...]:
    """Every text and number that is written within an expression."""
    return tuple([Span(source, node.start, node.end) for node in _literals(expression)])


def _literals(expression: Expression) -> Iterator[TemplateText | NumberLiteral]:
    pending: list[Node] = [expression]
    while pending:
        node = pending.pop()
        if isinstance(node, (TemplateText, NumberLiteral)):
            yield node
            continue
        for name in node.__struct_fields__:
            child: object = getattr(node, name)
            children = cast("tuple[object, ...]", child) if isinstance(child, tuple) else (child,)
            pending.extend(one for one in children if isinstance(one, Node))


def literal_texts(span: Span) -> list[str]:
    """The texts that are written in the expression of a span, without what they refer to.

    All that is written there, where it is no expression.
    """
    literals = _literals_at(span)
    return [one.value for one in literals] if literals is not None else [_written(span)]


def _written(span: Span) -> str:
    return span.source.text[span.start : span.end]


def _literals_at(span: Span) -> list[_Literal] | None:
    """The texts of the expression at a span; None where it is no expression."""
    from packer_systo.engine.syntax.hcl.parser import parse_expression

    # A heredoc ends with its line.
    expression, diagnostics = parse_expression(f"{_written(span)}\n")
    if diagnostics:
        return None
    return [
        _Literal(node.value, Span(span.source, span.start + node.start, span.start + node.end))
        for node in _literals(expression)
        if isinstance(node, TemplateText)
    ]
