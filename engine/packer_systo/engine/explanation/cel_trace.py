"""What the parts of a CEL expression come to for one subject: each is evaluated by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.explanation.cel_elements import elements_of
from packer_systo.engine.explanation.cel_macros import macros_in
from packer_systo.engine.explanation.cel_parts import CelPart, parts
from packer_systo.engine.explanation.cel_scope import CelScope
from packer_systo.engine.explanation.models import CelElements, CelStep, NamedValue, Result
from packer_systo.engine.explanation.shown import shown_value
from packer_systo.engine.judgment.cel.interface import CelError
from packer_systo.engine.judgment.conditions import reads_of
from packer_systo.engine.judgment.patterns import EVERY, expand, lookup
from packer_systo.engine.judgment.unknowns import describe, first_unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.judgment.cel.interface import CelDocument
    from packer_systo.engine.judgment.unknowns import Unknowns
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

MOST_VALUES = 6

DEEPEST_MACRO = 3
"""Macros within macros that are opened."""


class CelTracer:
    """Evaluates parts of expressions about one document.

    `unknowns` is None for a rule that judges what is partly unknown too.
    """

    def __init__(self, cel: CelDocument, document: JSON, unknowns: Unknowns | None) -> None:
        self._cel = cel
        self._document = document
        self._unknowns = unknowns

    def trace(self, expression: str, subject: Path) -> CelStep:
        """The whole expression, with all its parts evaluated as far as they are needed."""
        return _deciding(self._step(parts(expression), CelScope(subject), split=True), decides=True)

    def _step(self, part: CelPart, scope: CelScope, *, split: bool) -> CelStep:
        """`split`: an `&&` of which one part is false is false, whatever the others cannot know."""
        result, note = self._result(part, scope)
        inner: tuple[CelStep, ...] = ()
        if part.kind in {"and", "or", "not", "choice"}:
            kept = split and part.kind == "and"
            inner = self._needed(part, [self._step(one, scope, split=kept) for one in part.parts])
            if kept and result == "unknown" and any(one.result == "false" for one in inner):
                result, note = "false", ""
        return CelStep(
            text=part.text,
            result=result,
            values=self._values(part, scope) if not inner else (),
            parts=inner,
            note=note,
            macros=self._macros(part, scope) if not inner and result != "unknown" else (),
        )

    def _macros(self, part: CelPart, scope: CelScope) -> tuple[CelElements, ...]:
        """Which elements decide; what is deep within macros is left whole."""
        if len(scope.elements) >= DEEPEST_MACRO:
            return ()
        found = [elements_of(self._cel, macro, scope, self._body) for macro in macros_in(part.text)]
        return tuple(one for one in found if one is not None)

    def _body(self, expression: str, scope: CelScope) -> CelStep:
        return _deciding(self._step(parts(expression), scope, split=False), decides=True)

    def _result(self, part: CelPart, scope: CelScope) -> tuple[Result, str]:
        # What is read of elements is read by the whole macro, which can be known.
        if self._unknowns is not None and not scope.elements:
            entry = first_unknown(self._unknowns, scope.subject, reads_of(part.text))
            if entry is not None:
                return "unknown", describe(entry)
        try:
            value = scope.evaluate(self._cel, part.text)
        except CelError as error:
            return "error", str(error)
        if isinstance(value, bool):
            return ("true" if value else "false"), ""
        return "error", "it is neither true nor false"

    @staticmethod
    def _needed(part: CelPart, steps: list[CelStep]) -> tuple[CelStep, ...]:
        """What does not matter any more, since the whole was decided before it, is not needed."""
        needed: list[CelStep] = []
        decided = False
        for number, step in enumerate(steps):
            if part.kind == "choice" and number:
                chosen = 1 if steps[0].result == "true" else 2
                decided = steps[0].result in {"true", "false"} and number != chosen
            needed.append(_unneeded(step) if decided else step)
            if (part.kind == "and" and step.result == "false") or (
                part.kind == "or" and step.result == "true"
            ):
                decided = True
        return tuple(needed)

    def _values(self, part: CelPart, scope: CelScope) -> tuple[NamedValue, ...]:
        """The sides of a comparison, or what a call reads, where that can be shown."""
        found: dict[str, NamedValue] = {}
        if part.kind == "comparison":
            for side in part.parts:
                shown = self._operand(side.text, scope)
                if shown is not None:
                    found[side.text] = NamedValue(side.text, shown)
            return tuple(found.values())
        for read in reads_of(part.text):
            if EVERY in read.pattern or read.inside == 0 or not read.pattern:
                continue
            root: Path = () if read.absolute else scope.subject
            name = ".".join(("doc" if read.absolute else "self", *read.pattern))
            for _, value in expand(lookup(self._document, root), read.pattern):
                found[name] = NamedValue(name, shown_value(value))
        return tuple(list(found.values())[:MOST_VALUES])

    def _operand(self, text: str, scope: CelScope) -> str | None:
        """None for what says itself: a literal, a type."""
        if not scope.reads(text):
            return None
        try:
            return shown_value(scope.evaluate(self._cel, text))
        except CelError:
            return None


def _unneeded(step: CelStep) -> CelStep:
    return CelStep(step.text, "not needed")


def _deciding(step: CelStep, *, decides: bool) -> CelStep:
    """Marks the parts on which the result hangs."""
    from msgspec.structs import replace

    inner = [
        _deciding(one, decides=decides and _matters(step, one, step.parts)) for one in step.parts
    ]
    return replace(step, decides=decides, parts=tuple(inner))


def _matters(whole: CelStep, one: CelStep, others: Sequence[CelStep]) -> bool:
    """Whether a part has the result from which the whole's follows."""
    if one.result == "not needed":
        return False
    same = [step for step in others if step.result == whole.result]
    # Of several parts that agree with the whole, all count; where none does (`!`), the part does.
    return one in same if same else True
