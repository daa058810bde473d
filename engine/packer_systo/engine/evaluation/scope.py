"""What an expression can see while it is evaluated."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.evaluation.budget import Budget
from packer_systo.engine.evaluation.problems import Problem, ProblemLog
from packer_systo.engine.functions.table import find
from packer_systo.engine.source.text import Span
from packer_systo.engine.values.constructors import object_value
from packer_systo.engine.values.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.functions.models import Function
    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.syntax.hcl.nodes import Node

    Evaluators: TypeAlias = Mapping[type[Node], Callable[..., Value]]
    FindFunction: TypeAlias = Callable[[str], Function | None]
    Root: TypeAlias = "Value | Namespace"


class Namespace(msgspec.Struct):
    """A root such as `var` or `local` whose attributes are filled in one after the other.

    `word` names one of them for a person: `variable`, `local`. `values` belongs to the creator and
    may grow between evaluations. Without `complete` a name that is not there is no mistake: it may
    be in what could not be read. `only` says where else its names are known, if not here. `whole`
    is what the root is without a name, where that is not the object of `values`; `other` gives the
    value of a name that is not in `values`, or None.
    """

    word: str
    values: dict[str, Value]
    complete: bool = True
    only: str = ""
    whole: Value | None = None
    other: Callable[[str], Value | None] | None = None


class Scope:
    """The names, the functions and the text of an expression, and where its problems go.

    `functions` is None where functions may not be called. `find_function` is the table to look
    them up in: `functions.table.find`, or its `find_for_defaults`. `problems` is the list to
    collect in.
    """

    __slots__ = (
        "budget",
        "element",
        "evaluators",
        "find_function",
        "functions",
        "log",
        "names",
        "parent",
        "source",
    )

    def __init__(
        self,
        source: SourceText,
        names: Mapping[str, Root],
        functions: FunctionContext | None = None,
        *,
        find_function: FindFunction = find,
        problems: list[Problem] | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.source = source
        self.names = names
        self.functions = functions
        self.find_function = find_function
        self.log = ProblemLog(problems)
        self.budget = Budget() if budget is None else budget
        self.parent: Scope | None = None
        self.element: Value | None = None
        self.evaluators: Evaluators = {}

    @property
    def problems(self) -> list[Problem]:
        return self.log.problems

    def within(self, names: Mapping[str, Root]) -> Scope:
        """The same with further names, which hide those of this scope. Problems come here."""
        inner = Scope.__new__(Scope)
        inner.source = self.source
        inner.names = names
        inner.functions = self.functions
        inner.find_function = self.find_function
        inner.log = self.log
        inner.budget = self.budget
        inner.parent = self
        inner.element = self.element
        inner.evaluators = self.evaluators
        return inner

    def quiet(self) -> Scope:
        """The same, with problems of its own that this scope does not see."""
        inner = self.within({})
        inner.log = ProblemLog()
        return inner

    def at(self, source: SourceText) -> Scope:
        """The same for expressions of another file; problems come here."""
        inner = self.within({})
        inner.source = source
        return inner

    def find(self, name: str) -> Root | None:
        """What a root name stands for; the innermost scope that has it decides."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def all_names(self) -> set[str]:
        """Every root name that can be seen from here."""
        found: set[str] = set()
        scope: Scope | None = self
        while scope is not None:
            found.update(scope.names)
            scope = scope.parent
        return found

    def span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)

    def report(self, node: Node, code: str, message: str, hint: str = "") -> None:
        """Add a problem at the node, unless the same was said there before."""
        self.log.add(Problem(self.span(node), code, message, hint))


def whole(root: Root) -> Value:
    """A root as one value: of a namespace, the object of what it holds so far."""
    if not isinstance(root, Namespace):
        return root
    return object_value(root.values) if root.whole is None else root.whole
