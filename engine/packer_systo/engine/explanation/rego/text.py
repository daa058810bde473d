"""The bodies of a Rego rule for a person: what decided is opened, the rest folded and named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packer_systo.engine.explanation.models import NamedValue, RegoBody, RegoCall, RegoStep

DEPTH = 3
"""How deep calls are opened: 1 is what `deny` asks itself."""

MOST_LINES = 60
"""Lines of one subject below the statements of `deny` themselves."""

MOST_BODIES = 3
MOST_STATEMENT_LINES = 4
SHORT_VALUE = 32
_HELD = {True: "holds   ", False: "fails   ", None: "·       "}


class Folding(msgspec.Struct, frozen=True):
    """How much is shown: calls to a depth, and with `everything` also what did not decide."""

    depth: int = DEPTH
    everything: bool = False


DEFAULT_FOLDING = Folding()


class RegoWriter:
    """Writes the bodies of one subject. `folded` then names what was asked and is not shown."""

    def __init__(self, file: str, indent: int, folding: Folding) -> None:
        self._file = file
        self._indent = " " * indent
        self._folding = folding
        self._left = MOST_LINES
        self.folded: dict[str, None] = {}

    def body(self, body: RegoBody, *, decides: bool = True) -> Iterator[str]:
        """The lines of one `deny`, without its heading."""
        yield from self._steps(body, 1, self._indent, decides=decides)

    def _steps(self, body: RegoBody, depth: int, indent: str, *, decides: bool) -> Iterator[str]:
        width = len(str(max((step.line for step in body.steps), default=0)))
        shown: set[str] = set()
        for step in body.steps:
            if step.held is None and depth > 1 and not self._folding.everything:
                continue
            fails = step.held is False
            mark = "gives   " if step.head and step.held else _HELD[step.held]
            first, *rest = self._lines(step, depth)
            tried = f"   (for none of {step.tried})" if step.tried else ""
            yield f"{indent}{mark}{step.line:>{width}} | {printable(first)}{tried}"
            below = f"{indent}        {' ' * width} "
            for line in rest:
                yield f"{below}|   {printable(line)}"
            values = told(step.values, "") if fails else _given(step)
            for value in values:
                if value in shown and not fails:
                    continue
                shown.add(value)
                yield f"{below}    {value}"
            for call in step.calls:
                matters = fails or (body.stopped_at is None and not _goes_through(step, call))
                if _is_constant(call):
                    if decides and matters:
                        yield f"{below}    {printable(f'{call.text} is {call.value}')}"
                    continue
                yield from self._call(call, depth, f"{indent}    ", decides=decides and matters)

    def _lines(self, step: RegoStep, depth: int) -> list[str]:
        lines = [line.strip() for line in step.text.splitlines()] or [""]
        if depth > 1 and len(lines) > MOST_STATEMENT_LINES and not self._folding.everything:
            return [*lines[:MOST_STATEMENT_LINES], "…"]
        return lines

    def _call(self, call: RegoCall, depth: int, indent: str, *, decides: bool) -> Iterator[str]:
        if not decides and not self._folding.everything:
            self.folded[call.text] = None
            return
        within = call.text.startswith(("every ", "[", "{"))
        where = "" if within else f" ({call.file}:{call.line})"
        head = f"{call.text} {_outcome(call)}{where}"
        opened = (
            call.bodies
            if depth <= self._folding.depth and (self._left > 0 or self._folding.everything)
            else ()
        )
        if call.folded:
            yield f"{indent}{printable(head)}, {call.folded}"
            return
        if not opened:
            if call.bodies:
                self.folded[call.text] = None
            yield f"{indent}{printable(head)}{' …' if call.bodies else ''}"
            return
        self._left -= 1
        yield f"{indent}{printable(head)}:"
        shown = opened if self._folding.everything else _furthest(opened)
        for body in shown:
            lines = list(self._clause(body, depth, indent))
            self._left -= len(lines)
            yield from lines
        if len(shown) < len(opened):
            self.folded[call.text] = None
            yield f"{indent}  … and {len(opened) - len(shown)} more bodies that do not hold"

    def _clause(self, body: RegoBody, depth: int, indent: str) -> Iterator[str]:
        given = [value for value in body.given if value.value]
        if given:
            with_ = printable(", ".join(f"{one.text} is {one.value}" for one in given))
            yield f"{indent}  with {with_}"
        yield from self._steps(body, depth + 1, f"{indent}  ", decides=True)


def _furthest(bodies: tuple[RegoBody, ...]) -> list[RegoBody]:
    """Of many bodies those that get furthest, in their order."""
    if len(bodies) <= MOST_BODIES:
        return [*bodies]
    order = sorted(bodies, key=lambda body: -sum(step.held is True for step in body.steps))
    kept = {id(body) for body in order[:MOST_BODIES]}
    return [body for body in bodies if id(body) in kept]


def _outcome(call: RegoCall) -> str:
    if call.held is None:
        return "is not asked"
    if call.value and call.value not in {"true", "false"}:
        return f"is {call.value}"
    return "holds" if call.held else "fails"


def _is_constant(call: RegoCall) -> bool:
    """Whether there is nothing to tell of it but its value."""
    return (
        bool(call.value)
        and all(
            step.head and not step.calls and not step.places
            for body in call.bodies
            for step in body.steps
        )
        and not call.folded
    )


def _goes_through(step: RegoStep, call: RegoCall) -> bool:
    """Whether a statement only takes the values of a rule one by one."""
    return step.text.startswith("some ") and not call.text.startswith("every ")


def _given(step: RegoStep) -> Iterator[str]:
    """What a statement that holds read and bound: short values in one line."""
    bound = {value.text for value in step.gives}
    read = [value for value in step.values if set(value.text) & {".", "[", " "}]
    listed = [*(value for value in read if value.text not in bound), *step.gives]
    listed = [one for one in listed if not one.value.startswith(("a mapping of ", "a list of "))]
    listed = [one for one in listed if one.text]
    short = [value for value in listed if len(value.value) <= SHORT_VALUE]
    if short:
        yield printable(", ".join(f"{value.text} is {value.value}" for value in short))
    yield from told((value for value in listed if value not in short), "")


def told(values: Iterable[NamedValue], text: str) -> Iterator[str]:
    """A line for each value; of `text` itself none."""
    for value in values:
        if value.text != text:
            yield printable(f"{value.text} is {value.value}")
