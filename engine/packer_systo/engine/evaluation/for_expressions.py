"""`[for k, v in collection : result if condition]` and `{for … : key => result}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.conditionals import as_bool
from packer_systo.engine.evaluation.dispatch import value_of
from packer_systo.engine.evaluation.iteration import collection_of, pairs
from packer_systo.engine.evaluation.origins import composite_origin
from packer_systo.engine.evaluation.outcome import in_error
from packer_systo.engine.evaluation.problems import EXPRESSION_ERROR, WRONG_TYPE
from packer_systo.engine.values.constructors import merge_reasons, object_value, tuple_value
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.marks import reasons_of, secret_of
from packer_systo.engine.values.types import ANY, STRING, Kind
from packer_systo.engine.values.value import PartialString, Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from packer_systo.engine.evaluation.scope import Root, Scope
    from packer_systo.engine.syntax.hcl.nodes import Expression, ForExpression
    from packer_systo.engine.values.value import Secret


def for_expression(node: ForExpression, scope: Scope) -> Value:
    """A tuple, or an object when there is a key. Unknown where what is included is."""
    before = scope.log.errors
    collection = collection_of(node.collection, scope)
    if collection is None:
        return in_error(node, scope)
    if collection.type.kind is not Kind.ANY and not _condition_fits(node, scope):
        return in_error(node, scope)
    if isinstance(collection.data, Unknown):
        if scope.log.errors > before:
            return in_error(node, scope)
        origin = composite_origin(node, scope, (collection,))
        return Value(ANY, collection.data, collection.secret, origin)
    return _Loop(node, collection, scope).run()


def _condition_fits(node: ForExpression, scope: Scope) -> bool:
    """Whether the condition could be one, whatever the element: a mistake is then said once."""
    if node.condition is None:
        return True
    some = Value(ANY, Unknown(()))
    names: dict[str, Root] = {node.value: some}
    if node.key:
        names[node.key] = some
    inner = scope.within(names)
    before = scope.log.errors
    as_bool(node.condition, value_of(node.condition, inner), inner)
    return scope.log.errors == before


class _Loop:
    """One evaluation: what it has found so far."""

    __slots__ = ("collection", "complete", "names", "node", "reasons", "results", "scope", "secret")

    def __init__(self, node: ForExpression, collection: Value, scope: Scope) -> None:
        self.node = node
        self.collection = collection
        self.names: dict[str, Root] = {}
        self.scope = scope.within(self.names)
        self.secret: Secret | None = collection.secret
        self.complete = True
        self.reasons: list[tuple[UnknownReason, ...]] = []
        self.results: list[tuple[str, Value]] = []

    def run(self) -> Value:
        node, scope = self.node, self.scope
        for key, element in pairs(self.collection):
            scope.budget.spend(1)
            if node.key:
                self.names[node.key] = key
            self.names[node.value] = element
            if node.condition is not None and not self._included():
                continue
            name = ""
            if node.result_key is not None:
                found = self._key()
                if found is None:
                    continue
                name = found
            self.results.append((name, value_of(node.result, scope)))
        origin = composite_origin(
            node, scope, [self.collection, *[value for _, value in self.results]]
        )
        if not self.complete:
            reasons = merge_reasons(*self.reasons)
            if not reasons:
                return in_error(node, scope)
            return Value(ANY, Unknown(reasons), self.secret, origin)
        made = self._made()
        value = Value(made.type, made.data, self.secret, origin)
        scope.budget.measure(value)
        return value

    def _made(self) -> Value:
        if self.node.result_key is None:
            return tuple_value([value for _, value in self.results])
        if self.node.grouped:
            groups: dict[str, list[Value]] = {}
            for name, value in self.results:
                groups.setdefault(name, []).append(value)
            return object_value({name: tuple_value(values) for name, values in groups.items()})
        found: dict[str, Value] = {}
        for name, value in self.results:
            if name in found:
                assert self.node.result_key is not None
                self.scope.report(
                    self.node.result_key,
                    EXPRESSION_ERROR,
                    "Two elements give the same key; `...` after the value groups them.",
                    "{for … : key => value...}",
                )
            else:
                found[name] = value
        return object_value(found)

    def _leave_out(self, reasons: tuple[UnknownReason, ...] = ()) -> None:
        self.complete = False
        if len(self.reasons) < 100:
            self.reasons.append(reasons)

    def _report(self, node: Expression, code: str, message: str) -> None:
        """Nothing is said once the result is unknown anyway, as in hclsyntax."""
        if self.complete:
            self.scope.report(node, code, message)

    def _included(self) -> bool:
        assert self.node.condition is not None
        node = self.node.condition
        # Once the result is unknown anyway, what the condition is no longer matters.
        scope = self.scope if self.complete else self.scope.quiet()
        condition = as_bool(node, value_of(node, self.scope), scope)
        if condition is None:
            self._leave_out()
            return False
        self.secret = self.secret or condition.secret
        if isinstance(condition.data, Unknown):
            self._leave_out(condition.data.reasons)
            return False
        return condition.data is True

    def _key(self) -> str | None:
        """The key of an element; None when it is unknown or, reported, in error."""
        node = self.node.result_key
        assert node is not None
        key = value_of(node, self.scope)
        self.secret = self.secret or secret_of(key)
        if key.data is None:
            self._report(node, EXPRESSION_ERROR, "The key of an object must not be null.")
            self._leave_out()
            return None
        if isinstance(key.data, Unknown):
            self._leave_out(key.data.reasons)
            return None
        try:
            key = convert(key, STRING)
        except ConversionError as error:
            message = f"This cannot be the key of an object: {error.message}."
            self._report(node, WRONG_TYPE, message)
            self._leave_out()
            return None
        text = known_text(key.data) if isinstance(key.data, (str, PartialString)) else None
        if text is None:
            self._leave_out(reasons_of(key))
        return text
