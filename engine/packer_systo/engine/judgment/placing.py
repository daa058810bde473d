"""Where an outcome is in the files: the place itself, and those that its value came through."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.finding.excerpt import place as place_in
from packer_systo.engine.finding.models import Place
from packer_systo.engine.source.stretches import inside
from packer_systo.engine.source.text import Position, Span
from packer_systo.engine.template.document import SECRET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path
    from packer_systo.engine.values.value import Origin

MOST_RELATED = 8
_MOST_ORIGINS = 200
_LONGEST_LABEL = 60
_MOST_STRETCHES = 500
"""Of secrets to each side of where one is looked for."""
_MOST_LINES = 500
"""To each side of where one is looked for that is filled in."""

COMES_FROM = "the value comes from here"
PUT_TOGETHER = "the value is put together here"
NAMED_HERE = "this script is run"


class Placed(msgspec.Struct, frozen=True):
    place: Place
    related: tuple[Place, ...]


class Placer:
    """Places document paths of one template; nothing that it shows holds a secret."""

    def __init__(self, loaded: LoadedTemplate) -> None:
        self._source_map = loaded.source_map
        self._secrets = loaded.secrets
        self._document = loaded.document

    def place(self, path: Path, value: JSON | msgspec.UnsetType, line: int = 0) -> Placed:
        """`value` is what the document has at the path; UNSET when it has nothing there.

        `line` is the line of the text that is meant, from 1; 0 for all of it.
        """
        match path:
            case ("scripts", int(), "text"):
                if (placed := self._in_script(path, value, line)) is not None:
                    return placed
            case ("builds", int(), "sources", int()):
                # A source as a whole: its own block says more than its name in a list.
                path = (*path, "config")
            case _:
                pass
        found, origin, header = self._source_map.nearest(path)
        exact = found == path
        span = origin.span if origin is not None else None
        if not exact and header is not None:
            # Something absent: its block's header, not the value of whatever is around it.
            span, origin = header, None
        elif span is None:
            span = header
        if span is None:
            file = self._document.files[0].path if self._document.files else self._document.path
            return Placed(Place(file, Position(1, 1), Position(1, 1)), ())
        if exact and line and origin is not None and isinstance(value, str):
            narrow = _line_of(value, line, span, self._secrets.get(span.source.path, ()))
            if narrow != span:
                return Placed(self.span(narrow), self._handed(value, line, origin, narrow))
        label = ""
        if exact and origin is not None and (origin.parents or _is_computed(origin.span)):
            label = _label(value, origin)
        return Placed(self.span(span, label), self._related(origin, span))

    def span(self, span: Span, label: str = "") -> Place:
        source = span.source
        return place_in(
            source, span.start, span.end, label=label, secrets=self._secrets.get(source.path, ())
        )

    def _in_script(self, path: Path, value: JSON | msgspec.UnsetType, line: int) -> Placed | None:
        """A line of a script, or its first one; the attribute that names it is related."""
        origin = self._source_map.origin(path)
        if origin is None or origin.span is None:
            return None
        source = origin.span.source
        starts = source.starts
        # A secret over several lines is one word in the document: the lines are then others.
        alike = isinstance(value, str) and value.count("\n") == len(starts) - 1
        number = line if alike and 1 <= line <= len(starts) else 1
        text = source.line(number)
        start = starts[number - 1] + len(text) - len(text.lstrip())
        place = self.span(Span(source, start, starts[number - 1] + len(text.rstrip())))
        named = self._source_map.header(path[:2])
        related = (self.span(named, NAMED_HERE),) if named is not None else ()
        return Placed(place, related)

    def _handed(self, value: str, line: int, origin: Origin, span: Span) -> tuple[Place, ...]:
        """Where a secret is written that is put into a line: no secret stands there itself."""
        if SECRET not in value.split("\n")[line - 1] or self._has_secret(span):
            return ()
        return self._related(origin, span, secret=True)

    def _has_secret(self, span: Span) -> bool:
        return bool(inside(self._secrets.get(span.source.path, ()), span.start, span.end))

    def _related(
        self, origin: Origin | None, first: Span, *, secret: bool = False
    ) -> tuple[Place, ...]:
        """The places along the chain that made the value, the nearest first.

        With `secret` only those in which a secret is written.
        """
        if origin is None:
            return ()
        seen = {(first.source.path, first.start, first.end)}
        places: list[Place] = []
        pending = list(reversed(origin.parents))
        looked_at = 0
        while pending and len(places) < MOST_RELATED and looked_at < _MOST_ORIGINS:
            looked_at += 1
            one = pending.pop()
            pending.extend(reversed(one.parents))
            if one.span is None:
                continue
            key = (one.span.source.path, one.span.start, one.span.end)
            if key in seen or (secret and not self._has_secret(one.span)):
                continue
            seen.add(key)
            label = (one.label or PUT_TOGETHER) if one.parents else COMES_FROM
            places.append(self.span(one.span, label))
        return tuple(places)


def _line_of(value: str, line: int, span: Span, secrets: Sequence[tuple[int, int]] = ()) -> Span:
    """The line of a file that has become a line of a text; all of the text where that is not clear.

    A text of several lines is a heredoc, or comes from a template file. What was filled in there can
    have moved the others, so the line is looked for, the nearest to where it would be first.
    `secrets` are the stretches of the file, in order, that are `<secret>` in the text.
    """
    wanted = value.split("\n")[line - 1 : line]
    source = span.source
    first = source.position(span.start).line
    last = source.position(span.end).line
    if not wanted or not (searched := wanted[0].strip()) or last == first:
        return span
    if SECRET in searched:
        number = _line_with_secret(searched, first + line, span, secrets)
        if not number:
            return span
    else:
        alike = [one for one in range(first, last + 1) if source.line(one).strip() == searched]
        if alike:
            number = min(alike, key=lambda one: abs(one - first - line))
        else:
            number = _line_filled_in(searched, first + line, span)
        if not number:
            return span
    text = source.line(number)
    start = source.starts[number - 1] + len(text) - len(text.lstrip())
    return Span(source, start, source.starts[number - 1] + len(text.rstrip()))


def _line_with_secret(
    wanted: str, expected: int, span: Span, secrets: Sequence[tuple[int, int]]
) -> int:
    """The line of the file with the secret of a line of a text; 0 where that is not clear.

    What stands before the secret must be alike, since the secret itself is not in the text: that of
    another line may be written in the file, and this one filled in.
    """
    before = wanted[: wanted.index(SECRET)]
    source = span.source
    from_here = source.starts[min(max(expected, 1), len(source.starts)) - 1]
    middle = bisect_left(secrets, (from_here, 0))
    nearest = secrets[max(middle - _MOST_STRETCHES, 0) : middle + _MOST_STRETCHES]
    places = [
        (bisect_right(source.starts, start), start)
        for start, _ in nearest
        if span.start <= start < span.end
    ]
    # The nearest first, since most are where they are looked for.
    for number, start in sorted(places, key=lambda one: (abs(one[0] - expected), -one[0])):
        if _may_become(source.text[source.starts[number - 1] : start], before):
            return number
    return _line_filled_in(wanted, expected, span)


def _line_filled_in(wanted: str, expected: int, span: Span) -> int:
    """The line of the file into which what is of another place is put; 0 where that is not clear."""
    source = span.source
    first, last = source.position(span.start).line, source.position(span.end).line
    for away in range(_MOST_LINES):
        for number in (expected + away, expected - away):
            if first <= number <= last:
                written = source.line(number)
                if "${" in written and _may_become(written, wanted):
                    return number
    return 0


def _may_become(written: str, text: str) -> bool:
    """Whether a text is what is written, with anything for each `${…}` and `%{…}`.

    A line of a list of texts begins and ends with more than the text.
    """
    around = " \t\r\"'[(,)]"
    written, text = written.strip(around), text.strip(around)
    if "{" not in written:
        return written == text
    first, *others = re.split(r"[$%]\{[^{}]*\}", written)
    if not others:
        return written == text
    last = others.pop()
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for one in others:
        at = text.find(one, at, end)
        if at < 0:
            return False
        at += len(one)
    return at <= end


def _is_computed(span: Span | None) -> bool:
    """Whether what is written there is another text than the value: `lower("NONE")`."""
    if span is None:
        return True
    written = span.source.text[span.start : span.end]
    return written.endswith(")") and written[:1].isalpha()


def _label(value: JSON | msgspec.UnsetType, origin: Origin) -> str:
    """`is "none"`: what an expression comes to, where that is short and no secret."""
    if isinstance(value, msgspec.UnsetType | dict | list) or value is None:
        return ""
    if isinstance(value, str) and SECRET in value:
        return ""
    shown = msgspec.json.encode(value).decode()
    if len(shown) > _LONGEST_LABEL:
        return ""
    return f"is {shown}" if origin.span is not None else f"is {shown}, {origin.label}"
