"""References and calls that lead nowhere, also where nothing is evaluated.

Evaluation reports them too, but it does not look into the content of a `dynamic` block or the
result of a `for` that goes over nothing, or over something unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.table import NAMES
from packer_systo.engine.source.text import Span
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.suggestions import suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from packer_systo.engine.template.files import TemplateFile
    from packer_systo.engine.template.references import Found, Reference

ROOTS = frozenset({"var", "local", "data", "path", "packer", "build", "source"})
_GRAPH = {"local": 1, "data": 2}
"""How many names lead to what stands in the graph."""
_WORDS = {"var": "variable", "local": "local"}


class ReferenceChecks:
    """Checks against what a template declares. `reported` are places that have a problem already:
    the shown path of the file and the offset. Without `complete` the template may declare more.
    """

    def __init__(
        self,
        variables: Collection[str],
        locals: Collection[str],
        *,
        data: Iterable[str],
        reported: set[tuple[str, int]],
        problems: list[Problem],
        complete: bool = True,
    ) -> None:
        self._names = {"var": variables, "local": locals}
        self._data = set(data)
        self._reported = reported
        self._problems = problems
        self._complete = complete

    def check(self, found: Found, file: TemplateFile) -> None:
        for one in found.references:
            if one.guarded or (file.source.path, one.start) in self._reported:
                continue
            message = self._mistake(one)
            if message:
                span = Span(file.source, one.start, one.end)
                self._problems.append(Problem("unknown-reference", message, span))
        for call in found.calls:
            reported = call.guarded or (file.source.path, call.start) in self._reported
            if call.name not in NAMES and not reported:
                hint = suggestion(call.name, NAMES, self._problems)
                message = f"There is no function `{call.name}`.{hint}"
                span = Span(file.source, call.start, call.end)
                self._problems.append(Problem("unknown-function", message, span))

    def check_graph(self, found: Found, file: TemplateFile) -> None:
        """What is wrong only in locals and data sources, which Packer brings into an order first.

        To do so it reads their references as text: `try` does not guard them, and what is not
        written `local.name` or `data.type.name` makes it crash.
        """
        for one in found.references:
            wanted = _GRAPH.get(one.root)
            if wanted is None:
                continue
            if one.guarded:
                message = self._mistake(one)
                message = (
                    f"{message} Packer looks it up before it comes to `try`." if message else ""
                )
            elif not one.names:
                message = f"`{one.root}` as a whole holds what Packer happens to know by then."
            elif len(one.names) < wanted or one.attributes < wanted:
                message = f"Packer cannot read this here, only `{one.root}{'.…' * wanted}`."
            else:
                continue
            if message and (file.source.path, one.start) not in self._reported:
                span = Span(file.source, one.start, one.end)
                self._problems.append(Problem("unknown-reference", message, span))

    def _mistake(self, one: Reference) -> str:
        """What is wrong with a reference; empty for one that leads somewhere."""
        root, names = one.root, one.names
        if root not in ROOTS:
            return f"There is no `{root}` here.{suggestion(root, ROOTS, self._problems)}"
        if not self._complete:
            return ""
        known = self._names.get(root)
        if known is not None and names and names[0] not in known:
            hint = suggestion(names[0], known, self._problems)
            return f"There is no {_WORDS[root]} `{names[0]}`.{hint}"
        if root == "data" and len(names) > 1:
            wanted = f"{names[0]}.{names[1]}"
            if wanted not in self._data:
                hint = suggestion(wanted, self._data, self._problems)
                return f"There is no data source `{wanted}`.{hint}"
        return ""
