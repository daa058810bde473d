"""cel-python's evaluator with CEL's own meaning of macros, `has`, `&&` and `||`.

Where celpy differs: it stops at no element and no operand that decides, counts no rounds, goes through
maps in any order and through texts too, takes numbers for truth, and `has` hides every error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from celpy.celtypes import BoolType, ListType, MapType
from celpy.evaluation import CELEvalError, Evaluator

from packer_systo.engine.judgment.cel.arithmetic import error_in
from packer_systo.engine.judgment.cel.bounds import MACROS
from packer_systo.engine.judgment.cel.sorted_keys import sorted_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from celpy.evaluation import Activation, Tree

    from packer_systo.engine.judgment.cel.bounds import Rounds

_UNKNOWN = frozenset({"reduce", "min"})
"""Macros of celpy that are none of CEL's."""


class CelEvaluator(Evaluator):
    """Evaluates one expression once; what macros evaluate shares its rounds."""

    def __init__(self, ast: Tree, activation: Activation, rounds: Rounds) -> None:
        super().__init__(ast, activation)
        self._rounds = rounds

    def sub_evaluator(self, ast: Tree) -> CelEvaluator:
        return CelEvaluator(ast, self.activation, self._rounds)

    def conditionaland(self, tree: Tree) -> object:
        return self._decided_by(tree, by=False)

    def conditionalor(self, tree: Tree) -> object:
        return self._decided_by(tree, by=True)

    def _decided_by(self, tree: Tree, *, by: bool) -> object:
        """One operand that is `by` decides, whatever the other one is; the left one is asked first."""
        first, *others = (cast("Tree", child) for child in tree.children)
        left = self.visit(first)
        if not others or _is(left, by):
            return left
        return _joined(left, self.visit(others[0]), by=by)

    def macro_has_eval(self, exprlist: Tree) -> object:
        """`has(a.b)`: an error where `a` is none, or no map."""
        tree = exprlist
        while tree.data != "member_dot":
            only = tree.children[0]
            if len(tree.children) != 1 or isinstance(only, str):
                return CELEvalError("`has` asks for a field: `has(a.b)`")
            tree = only
        holder = self.visit(cast("Tree", tree.children[0]))
        if isinstance(holder, CELEvalError):
            return holder
        if not isinstance(holder, MapType):
            return CELEvalError("`has` asks for a field of a map")
        return BoolType(str(tree.children[1]) in holder)

    def member_dot_arg(self, tree: Tree) -> object:
        name = str(tree.children[1])
        if name in _UNKNOWN:
            return CELEvalError(f"undeclared reference to '{name}'")
        if name not in MACROS:
            return super().member_dot_arg(tree)
        holder = self.visit(cast("Tree", tree.children[0]))
        if isinstance(holder, CELEvalError):
            return holder
        if not isinstance(holder, ListType | MapType):
            return CELEvalError(f"`{name}` goes through lists and maps")
        elements = sorted_keys(holder) if isinstance(holder, MapType) else holder
        return self._macro(name, elements, tree)

    def _macro(self, name: str, elements: Sequence[object], tree: Tree) -> object:
        arguments = cast("Tree", tree.children[2]).children if len(tree.children) > 2 else []
        if len(arguments) != 2:
            return CELEvalError(f"`{name}` takes a name and an expression")
        variable, expression = (cast("Tree", one) for one in arguments)
        bound = next(iter(variable.find_data("ident")), None)
        if bound is None:
            return CELEvalError(f"`{name}` takes a name and an expression")
        element = _Element(self.sub_evaluator(expression), str(bound.children[0]))
        if name in {"all", "exists"}:
            return self._quantified(elements, element, by=name == "exists")
        return self._collected(name, elements, element)

    def _quantified(self, elements: Sequence[object], of: _Element, *, by: bool) -> object:
        result: object = BoolType(not by)
        for one in elements:
            self._rounds.take()  # as cel-expr-python does, also for the one where it ends
            if _is(result, by):
                break
            result = _joined(result, of.value(one), by=by)
        return result

    def _collected(self, name: str, elements: Sequence[object], of: _Element) -> object:
        """An error is the result, but all elements are gone through, as cel-expr-python does."""
        error: CELEvalError | None = None
        taken: list[object] = []
        for one in elements:
            self._rounds.take()
            value = of.value(one)
            if isinstance(value, CELEvalError):
                error = error or value
            elif name == "map":
                taken.append(value)
            elif not isinstance(value, BoolType):
                error = error or CELEvalError(f"`{name}` needs a condition that is true or false")
            elif value:
                taken.append(one)
        if error is not None:
            return error
        return BoolType(len(taken) == 1) if name == "exists_one" else ListType(taken)


class _Element:
    """What a macro evaluates for each element, under the name that it gives to it."""

    def __init__(self, evaluator: CelEvaluator, name: str) -> None:
        self._evaluator = evaluator
        self._name = name

    def value(self, element: object) -> object:
        try:
            return self._evaluator.evaluate({self._name: element})
        except CELEvalError as error:
            return error


def _is(value: object, truth: bool) -> bool:
    return isinstance(value, BoolType) and bool(value) == truth


def _joined(left: object, right: object, *, by: bool) -> object:
    if _is(left, by) or _is(right, by):
        return BoolType(by)
    error = error_in(left, right)
    if error is not None:
        return error
    if not isinstance(left, BoolType) or not isinstance(right, BoolType):
        return CELEvalError(f"`{'||' if by else '&&'}` is of what is true or false")
    return BoolType(not by)
