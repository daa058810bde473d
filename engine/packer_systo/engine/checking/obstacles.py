"""Rules that the chosen engine cannot evaluate: told before anything is judged, and never a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from packer_systo.engine.finding.models import RunError
from packer_systo.engine.judgment.engines.preflight import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle, Obstacle
    from packer_systo.engine.judgment.selection import Selection
    from packer_systo.engine.settings.engine import EngineSettings

_EXACT = "judge by an engine that has it: `--engine opa`, with opa on PATH"


def _place(one: Obstacle) -> str:
    # An expression of CEL has no line: its key says where it is.
    return one.file if one.line == 1 else f"line {one.line} of {one.file}"


def without_obstructed(
    selection: Selection, bundles: Iterable[Bundle], engine: EngineSettings
) -> tuple[Selection, tuple[RunError, ...]]:
    """The selection without the rules that cannot run, and an error for each thing in the way.

    What is in the way was found when the bundle was loaded, and is kept with it.
    """
    errors: list[RunError] = []
    skipped: list[str] = []
    embedded = engine.name in {None, "embedded"}
    for bundle in bundles:
        for one in bundle.obstacles:
            if not selection.has(one.rule) or not (embedded or one.everywhere):
                continue
            skipped.append(one.rule)
            errors.append(
                RunError(
                    f"{one.message} ({_place(one)})",
                    one.rule,
                    one.hint or (NOWHERE if one.everywhere else _EXACT),
                )
            )
    if not errors:
        return selection, ()
    skip = (*selection.skip, *dict.fromkeys(skipped))
    return replace(selection, skip=skip), tuple(errors)
