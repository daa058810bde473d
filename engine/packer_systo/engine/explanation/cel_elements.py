"""Which elements decide what a macro of a CEL expression comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.explanation.models import CelElement, CelElements
from packer_systo.engine.explanation.shown import shown_value
from packer_systo.engine.judgment.cel.interface import CelError
from packer_systo.engine.judgment.patterns import show_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from packer_systo.engine.explanation.cel_macros import CelMacro
    from packer_systo.engine.explanation.cel_scope import CelScope
    from packer_systo.engine.explanation.models import CelStep
    from packer_systo.engine.judgment.cel.interface import CelDocument
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

MOST_ELEMENTS = 3
"""Elements of one macro that are named."""

MOST_ASKED = 40
"""Elements that are asked one by one, where one of them is an error."""


def elements_of(
    cel: CelDocument, macro: CelMacro, scope: CelScope, step: Callable[[str, CelScope], CelStep]
) -> CelElements | None:
    """The elements that decide, or None where it cannot be told. `step` explains an expression in a
    scope.
    """
    keys = f"({macro.through}).map({macro.name}, {macro.name})"
    try:
        elements = scope.evaluate(cel, keys)
        through = scope.evaluate(cel, macro.through)
    except CelError:
        return None
    if not isinstance(elements, list):
        return None
    results = _results(cel, macro, scope, len(elements))
    chosen, held = _chosen(macro, results)
    place = scope.place(macro.through)
    named: list[CelElement] = []
    for number in chosen[:MOST_ELEMENTS]:
        element = elements[number]
        below = _below(place, number, element, through)
        # The element itself: of a mapping its key.
        inner = scope.within(
            macro.name, f"{keys}[{number}]", below if isinstance(through, list) else None
        )
        value = "" if isinstance(element, dict | list) and below else shown_value(element)
        # One that decides alone is told as far as its parts; of several what they are.
        parts = (step(macro.body, inner),) if held is not None and macro.kind != "map" else ()
        if macro.kind == "map":
            value = f"{value or show_path(below or ())}, gives {shown_value(results[number])}"
        named.append(CelElement(macro.name, show_path(below) if below else "", value, parts))
    return CelElements(macro.kind, len(elements), len(chosen), tuple(named))


def _results(cel: CelDocument, macro: CelMacro, scope: CelScope, count: int) -> list[JSON]:
    """What the body comes to for each element; null where that is an error."""
    try:
        found = scope.evaluate(cel, f"({macro.through}).map({macro.name}, {macro.body})")
    except CelError:
        found = None
    if isinstance(found, list) and len(found) == count:
        return found
    return [_result(cel, macro, scope, number) for number in range(min(count, MOST_ASKED))]


def _result(cel: CelDocument, macro: CelMacro, scope: CelScope, number: int) -> JSON:
    keys = f"({macro.through}).map({macro.name}, {macro.name})"
    try:
        return scope.within(macro.name, f"{keys}[{number}]", None).evaluate(cel, macro.body)
    except CelError:
        return None


def _chosen(macro: CelMacro, results: Sequence[JSON]) -> tuple[list[int], bool | None]:
    """The numbers of the elements that decide, and what these come to; None where all count."""
    everything = list(range(len(results)))
    if macro.kind == "map":
        return everything, None
    sought = macro.kind != "all"
    found = [number for number in everything if results[number] is sought]
    if not found:
        return everything, None
    first = macro.kind in {"exists", "all"}
    return found[:1] if first else found, sought


def _below(place: Path | None, number: int, element: JSON, through: JSON) -> Path | None:
    if place is None:
        return None
    if isinstance(through, list):
        return (*place, number)
    return (*place, element) if isinstance(element, str | int) else None
