"""Locals, in the order in which they need each other.

Locals and data sources form one graph, as in Packer. What is on a cycle cannot be evaluated; each
cycle is one problem that shows its path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.source.text import Span
from packer_systo.engine.syntax.hcl.nodes import Expression
from packer_systo.engine.template import origins
from packer_systo.engine.template.constants import constant_flag
from packer_systo.engine.template.files import TemplateFile
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.redaction import literal_spans
from packer_systo.engine.template.references import Found, of_body, of_expression
from packer_systo.engine.template.resolved import ResolvedLocal
from packer_systo.engine.template.schema_checks import (
    LOCAL,
    NAMES,
    check_body,
    check_name,
    duplicate,
    header_span,
)
from packer_systo.engine.template.scopes import NO_BUILD, in_error, source_root
from packer_systo.engine.template.secret_origins import kind_of_value
from packer_systo.engine.template.variables import SENSITIVE
from packer_systo.engine.values.value import Secret

if TYPE_CHECKING:
    from packer_systo.engine.template.declarations import Placed
    from packer_systo.engine.template.scopes import Scopes

_LONGEST_PATH = 12
_MOST_CYCLES = 20


class _Local(msgspec.Struct):
    name: str
    file: TemplateFile
    header: Span
    expression: Expression
    sensitive: bool
    found: Found


class _Node(msgspec.Struct):
    """A node of the graph: `local.name` or `data.type.name`, and what it needs."""

    label: str
    span: Span
    needs: tuple[str, ...]


class Locals:
    """The locals of a template. `declare` all of them, `add_data`, then `evaluate`."""

    def __init__(self, scopes: Scopes, problems: list[Problem]) -> None:
        self._scopes = scopes
        self._problems = problems
        self._locals: dict[str, _Local] = {}
        self._data: dict[str, _Node] = {}

    def declare(self, placed: Placed) -> None:
        """A `local` or a `locals` block."""
        block, file = placed.block, placed.file
        header = header_span(block, file)
        if block.type == "locals":
            contents = check_body(block.body, NAMES, file, header, self._problems)
            for attribute in contents.attributes.values():
                span = Span(file.source, attribute.start, attribute.name_end)
                self._add(attribute.name, file, span, attribute.expression, sensitive=False)
            return
        check_name(block, 0, "name of a local", file, self._problems)
        contents = check_body(block.body, LOCAL, file, header, self._problems)
        expression = contents.attributes.get("expression")
        sensitive = constant_flag(
            contents.attributes.get("sensitive"), file, self._scopes, self._problems
        )
        if expression is not None:
            self._add(
                block.labels[0].value, file, header, expression.expression, sensitive=sensitive
            )

    def add_data(self, placed: Placed) -> None:
        """A data source, which locals may need and which may need locals."""
        block = placed.block
        label = f"data.{block.labels[0].value}.{block.labels[1].value}"
        if label not in self._data:
            self._data[label] = _Node(label, placed.header, _needs(of_body(block.body)))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._locals)

    def references(self) -> list[tuple[Found, TemplateFile]]:
        """What the locals refer to, with the files that they stand in."""
        return [(local.found, local.file) for local in self._locals.values()]

    def evaluate(self, used: frozenset[str]) -> list[ResolvedLocal]:
        """All locals in the order of their declarations; `scopes.locals` is filled."""
        nodes = {
            f"local.{local.name}": _Node(f"local.{local.name}", local.header, _needs(local.found))
            for local in self._locals.values()
        }
        nodes.update(self._data)
        sorting = _Sorting(nodes)
        for cycle in sorting.cycles:
            self._problems.append(_cycle_problem(cycle, nodes))
        source = source_root(None, None)
        self._scopes.locals.whole = in_error("local")
        values = self._scopes.locals.values
        for label in sorting.knotted:
            if label.startswith("local."):
                values[label[6:]] = in_error(label)
        for label in sorting.order:
            local = self._locals.get(label[6:]) if label.startswith("local.") else None
            if local is None or label in sorting.knotted:
                continue
            scope = self._scopes.body(local.file, build=NO_BUILD, source=source)
            value = evaluate(local.expression, scope)
            if local.sensitive:
                word = kind_of_value(value)
                word = origins.LOCAL if word == origins.LITERAL else word
                value = msgspec.structs.replace(value, secret=Secret(SENSITIVE, word))
            values[local.name] = value
        self._scopes.locals.whole = None
        return [
            ResolvedLocal(
                local.name,
                values[local.name],
                local.sensitive,
                local.header,
                local.name in used,
                literal_spans(local.file.source, local.expression) if local.sensitive else (),
            )
            for local in self._locals.values()
        ]

    def _add(
        self,
        name: str,
        file: TemplateFile,
        header: Span,
        expression: Expression,
        *,
        sensitive: bool,
    ) -> None:
        first = self._locals.get(name)
        if first is not None:
            self._problems.append(duplicate(f'The local "{name}"', header, first.header))
            return
        self._locals[name] = _Local(
            name, file, header, expression, sensitive, of_expression(expression)
        )


def _needs(found: Found) -> tuple[str, ...]:
    needed: dict[str, None] = {}
    for one in found.references:
        if one.root == "local" and one.names:
            needed[f"local.{one.names[0]}"] = None
        elif one.root == "data" and len(one.names) > 1:
            needed[f"data.{one.names[0]}.{one.names[1]}"] = None
    return tuple(needed)


class _Sorting:
    """Tarjan's search for strongly connected components, without recursion.

    `order` has each node after what it needs; `knotted` are the nodes that need themselves, directly
    or through others; `cycles` are ways on which they do, the first few that the search meets.
    """

    def __init__(self, nodes: dict[str, _Node]) -> None:
        self.order: list[str] = []
        self.knotted: set[str] = set()
        self.cycles: list[list[str]] = []
        self._nodes = nodes
        self._number: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()
        self._path: list[str] = []
        self._place: dict[str, int] = {}
        for label in nodes:
            if label not in self._number:
                self._search(label)

    def _search(self, root: str) -> None:
        pending: list[tuple[str, int]] = [(root, 0)]
        while pending:
            label, at = pending.pop()
            if at == 0:
                self._enter(label)
            following = self._next_need(label, at)
            if following is None:
                self._leave(label)
                continue
            needed, index = following
            pending.append((label, index))
            pending.append((needed, 0))

    def _enter(self, label: str) -> None:
        self._lowest[label] = self._number[label] = len(self._number)
        self._open.append(label)
        self._is_open.add(label)
        self._place[label] = len(self._path)
        self._path.append(label)

    def _next_need(self, label: str, at: int) -> tuple[str, int] | None:
        """The next node that was not met before, and where to go on after it."""
        needs = self._nodes[label].needs
        for index in range(at, len(needs)):
            needed = needs[index]
            if needed not in self._nodes:
                continue
            if needed not in self._number:
                return needed, index + 1
            if needed in self._is_open:
                self._lowest[label] = min(self._lowest[label], self._number[needed])
                if needed in self._place and len(self.cycles) < _MOST_CYCLES:
                    self.cycles.append(self._path[self._place[needed] :])
                if needed == label:
                    self.knotted.add(label)
        return None

    def _leave(self, label: str) -> None:
        self._path.pop()
        del self._place[label]
        self.order.append(label)
        if self._path:
            above = self._path[-1]
            self._lowest[above] = min(self._lowest[above], self._lowest[label])
        if self._lowest[label] != self._number[label]:
            return
        component: list[str] = []
        while not component or component[-1] != label:
            component.append(self._open.pop())
        self._is_open.difference_update(component)
        if len(component) > 1:
            self.knotted.update(component)


def _cycle_problem(cycle: list[str], nodes: dict[str, _Node]) -> Problem:
    shown = [*cycle, cycle[0]]
    if len(shown) > _LONGEST_PATH:
        shown = [*shown[: _LONGEST_PATH - 2], "…", shown[-1]]
    others = cycle[1 : 1 + _LONGEST_PATH]
    related = tuple(
        [
            RelatedPlace(nodes[label].span, f"needs {following}")
            for label, following in zip(others, [*cycle[2:], cycle[0]], strict=False)
        ]
    )
    return Problem(
        "reference-cycle",
        f"These need each other, so that none can be evaluated: {' → '.join(shown)}.",
        nodes[cycle[0]].span,
        related=related,
    )
