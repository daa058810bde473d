"""Strings and heredocs: text, interpolations and directives put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.budget import MAXIMUM_CHARACTERS, OverBudgetError
from packer_systo.engine.evaluation.conditionals import condition_of
from packer_systo.engine.evaluation.dispatch import value_of
from packer_systo.engine.evaluation.iteration import collection_of, pairs
from packer_systo.engine.evaluation.origins import literal_origin, text_origin
from packer_systo.engine.evaluation.outcome import IN_ERROR, written
from packer_systo.engine.evaluation.problems import EXPRESSION_ERROR, WRONG_TYPE
from packer_systo.engine.syntax.hcl.nodes import (
    ForDirective,
    IfDirective,
    Interpolation,
    TemplateText,
)
from packer_systo.engine.values.constructors import normal_text, string_from_parts
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.display import type_name_with_article
from packer_systo.engine.values.types import STRING
from packer_systo.engine.values.value import (
    PartialString,
    Piece,
    SecretText,
    Unknown,
    UnknownReason,
    Value,
)

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Root, Scope
    from packer_systo.engine.syntax.hcl.nodes import Node, Template, TemplatePart
    from packer_systo.engine.values.value import Secret

_REMEMBERED_PARTS = 64
"""Interpolated values that are kept for the origin, which names eight."""

_MOST_PIECES = 4096
"""Of a text of more pieces nobody says which of them a stretch is from."""


def template(node: Template, scope: Scope) -> Value:
    """The string; `"${x}"`, a single interpolation, is `x` with its type."""
    parts = node.parts
    if len(parts) == 1:
        part = parts[0]
        if type(part) is TemplateText:
            text = part.value
            if not text.isascii():
                text = normal_text(text)
            return Value(STRING, text, None, literal_origin(node, scope))
        if type(part) is Interpolation and not node.heredoc:
            return value_of(part.expression, scope)
    made = _Text(scope)
    made.add_parts(parts, scope)
    scope.budget.write(made.length)
    origin = text_origin(node, scope, made.interpolated, made.inserted_pieces())
    return string_from_parts(made.pieces, origin=origin)


class _Text:
    """A string that grows piece by piece, within the limits of the budget."""

    __slots__ = ("budget", "inserted", "interpolated", "length", "pieces")

    def __init__(self, scope: Scope) -> None:
        self.pieces: list[str | Unknown | SecretText] = []
        self.interpolated: list[Value] = []
        self.inserted: list[Piece] = []
        self.length = 0
        self.budget = scope.budget

    def inserted_pieces(self) -> tuple[Piece, ...] | None:
        """Where the interpolated values are; None where that is not known any more."""
        if len(self.inserted) > _MOST_PIECES:
            return None
        for piece in self.pieces:
            text = piece.text if isinstance(piece, SecretText) else piece
            if isinstance(text, str) and not text.isascii() and len(normal_text(text)) != len(text):
                return None
        return tuple(self.inserted)

    def add_parts(self, parts: tuple[TemplatePart, ...], scope: Scope) -> None:
        for part in parts:
            if type(part) is TemplateText:
                self._add(part.value)
            elif type(part) is Interpolation:
                self._add_interpolated(part.expression, value_of(part.expression, scope), scope)
            elif type(part) is IfDirective:
                self._add_if(part, scope)
            else:
                assert isinstance(part, ForDirective)
                self._add_for(part, scope)

    def _add(self, piece: str | Unknown | SecretText) -> None:
        self.budget.spend(1)
        if isinstance(piece, str):
            self.length += len(piece)
        elif isinstance(piece, SecretText):
            self.length += len(piece.text)
        if self.length > MAXIMUM_CHARACTERS:
            raise OverBudgetError(f"This text is longer than {MAXIMUM_CHARACTERS:,} characters.")
        self.pieces.append(piece)

    def _add_interpolated(self, node: Node, value: Value, scope: Scope) -> None:
        start = self.length
        self._add_value(node, value, scope)
        if self.length > start and len(self.inserted) <= _MOST_PIECES:
            self.inserted.append(Piece(start, self.length, value.origin))

    def _add_value(self, node: Node, value: Value, scope: Scope) -> None:
        if len(self.interpolated) < _REMEMBERED_PARTS:
            self.interpolated.append(value)
        if value.data is None:
            message = "This is null, which cannot be a part of a text."
            scope.report(node, EXPRESSION_ERROR, message)
            self._add(_in_error(node, scope))
            return
        if value.type is not STRING and not isinstance(value.data, Unknown):
            try:
                value = convert(value, STRING)
            except ConversionError:
                what = type_name_with_article(value.type)
                message = f"Only text, a number or a bool can be a part of a text; this is {what}."
                scope.report(node, WRONG_TYPE, message)
                self._add(_in_error(node, scope))
                return
        data = value.data
        if isinstance(data, str):
            self._add(data if value.secret is None else SecretText(data, value.secret))
        elif isinstance(data, PartialString):
            for piece in data.parts:
                self._add(_marked(piece, value.secret))
        else:
            assert isinstance(data, Unknown)
            self._add(data)

    def _add_if(self, part: IfDirective, scope: Scope) -> None:
        condition = condition_of(part.condition, scope)
        if condition is None:
            self._add(_in_error(part.condition, scope))
        elif isinstance(condition.data, Unknown):
            self._add(condition.data)
        else:
            start = len(self.pieces)
            self.add_parts(part.then if condition.data else part.otherwise, scope)
            self._mark_from(start, condition.secret)

    def _add_for(self, part: ForDirective, scope: Scope) -> None:
        collection = collection_of(part.collection, scope)
        if collection is None:
            self._add(_in_error(part.collection, scope))
            return
        if isinstance(collection.data, Unknown):
            self._add(collection.data)
            return
        start = len(self.pieces)
        names: dict[str, Root] = {}
        inner = scope.within(names)
        for key, element in pairs(collection):
            self.budget.spend(1)
            if part.key:
                names[part.key] = key
            names[part.value] = element
            self.add_parts(part.body, inner)
        self._mark_from(start, collection.secret)

    def _mark_from(self, start: int, secret: Secret | None) -> None:
        if secret is not None:
            self.pieces[start:] = [_marked(piece, secret) for piece in self.pieces[start:]]


def _marked(piece: str | Unknown | SecretText, secret: Secret | None) -> str | Unknown | SecretText:
    return SecretText(piece, secret) if secret is not None and isinstance(piece, str) else piece


def _in_error(node: Node, scope: Scope) -> Unknown:
    return Unknown((UnknownReason(written(node, scope), IN_ERROR),))
