"""Values as plain JSON in the document, with what is unknown, what is secret and where it stands.

This is the one door through which a value leaves the resolver: a secret is replaced here, before
anything else sees the document. Names go through it too: what a sensitive value names comes here
without its secret letters (`hidden_names.py`), what is secret by its look or elsewhere loses them here
(`document_names.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET, UnsetType

from packer_systo.engine.template.configuration import Configuration, Nested
from packer_systo.engine.template.document import SECRET, UNKNOWN, SecretEntry, UnknownEntry
from packer_systo.engine.template.document_names import DocumentNames
from packer_systo.engine.template.finder import Found
from packer_systo.engine.template.origins import LITERAL, LOCAL
from packer_systo.engine.template.scopes import IN_ERROR
from packer_systo.engine.template.secret_origins import SecretOrigins
from packer_systo.engine.values.constructors import length_of
from packer_systo.engine.values.value import (
    Origin,
    PartialString,
    Secret,
    SecretText,
    Unknown,
    UnknownReason,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.document import JSON, Config
    from packer_systo.engine.template.finder import Finder, Hit
    from packer_systo.engine.template.redaction import Redactions
    from packer_systo.engine.template.sourcemap import Path, SourceMap
    from packer_systo.engine.values.value import Data, Value

MOST_VALUES = 200_000
MOST_CHARACTERS = 32 * 1024 * 1024
"""What one document may hold; the largest of a corpus of 844 has some thousand values."""

_LARGEST_INTEGER = 1 << 63
"""JSON readers with 64-bit integers are the rule."""


class DocumentWriter:
    """Collects the entries of `unknowns` and `secrets` while values are written.

    The entries come in the order in which the values are written.
    """

    def __init__(
        self, source_map: SourceMap, redactions: Redactions, finder: Finder | None
    ) -> None:
        self.source_map = source_map
        self.unknowns: list[UnknownEntry] = []
        self.secrets: list[SecretEntry] = []
        self._redactions = redactions
        self._finder = finder
        self._find = Found(finder).find
        self.names = DocumentNames(self._find)
        self._origins = SecretOrigins()
        self._values_left = MOST_VALUES
        self._characters_left = MOST_CHARACTERS
        self.is_full = False
        """Whether values had to be left out; they are in `unknowns`."""

    def config(self, configuration: Configuration, path: Path) -> Config:
        """A component's configuration. What is null or unknown is absent."""
        if configuration.header is not None:
            self.source_map.add_header(path, configuration.header)
        written: Config = {}
        for called, setting in configuration.settings.items():
            name = called if _is_written(called, setting.name) else self.names.name(called)
            inner = (*path, name)
            if setting.name is not None:
                self.source_map.add_header(inner, setting.name)
            value = setting.value
            if isinstance(value, Nested):
                written[name] = self._blocks(value, inner)
                continue
            json = self.value(value, inner, called)
            if json is not UNSET and json is not None:
                written[name] = json
        for type, reasons in configuration.unknown.items():
            inner = (*path, type)
            self._unknown(inner, reasons, whole=type not in written)
        return written

    def _blocks(self, nested: Nested, path: Path) -> JSON:
        if nested.single:
            return self.config(nested.blocks[0], path)
        return [self.config(one, (*path, index)) for index, one in enumerate(nested.blocks)]

    def value(self, value: Value, path: Path, name: str = "") -> JSON | UnsetType:
        """The JSON of a value; UNSET when it is unknown. Null stays null.

        `name` is what the value is the value of: the name may say that it is a secret.
        """
        origin = value.origin
        if origin is not None:
            self.source_map.add(path, origin)
        return self._write(value, path, _At(name, value.secret, origin))

    def note(self, value: Value, path: Path, name: str) -> None:
        """List the secrets of a value that is in the files and not in the document."""
        unknowns = len(self.unknowns)
        self.value(value, path, name)
        del self.unknowns[unknowns:]

    def hide(self, value: Value, name: str) -> None:
        """Only keep the secrets of a value, which a file holds, out of what is shown of the file."""
        from packer_systo.engine.template.sourcemap import SourceMap

        aside = DocumentWriter(SourceMap(), self._redactions, self._finder)
        aside.value(value, (), name)

    def text(self, text: str, path: Path, origin: Origin | None = None) -> str:
        """A text that is no value, such as a description or a script."""
        hits = self._find(text, "")
        if not hits:
            return text
        at = _At("", None, origin)
        return self._replace(text, hits, path, at)

    def _write(self, value: Value, path: Path, at: _At) -> JSON | UnsetType:
        data = value.data
        if data is None:
            return None
        if not self._is_affordable(data):
            reason = UnknownReason(at.name or "value", IN_ERROR)
            self._unknown(path, (reason,), whole=True)
            return UNSET
        if isinstance(data, Unknown):
            self._unknown(path, data.reasons, whole=True)
            return UNSET
        if isinstance(data, tuple):
            return self._list(data, path, at)
        if isinstance(data, dict):
            return self._object(data, path, at)
        if at.secret is not None:
            self._secret(
                path,
                self._own(at.secret, data, at),
                empty=data == "",
                harmless=self._harmless(data),
            )
            self._redactions.add_origin(at.origin)
            if isinstance(data, PartialString):
                self._unknown(path, _reasons(data), whole=False)
            return SECRET
        if isinstance(data, str):
            hits = self._find(data, at.name)
            return self._replace(data, hits, path, at) if hits else data
        if isinstance(data, PartialString):
            return self._partial(data, path, at)
        if isinstance(data, bool):
            return data
        return _number(data)

    def _is_affordable(self, data: Data) -> bool:
        """Whether the document may still grow by this; large values can be used many times."""
        self._values_left -= 1
        if isinstance(data, str):
            self._characters_left -= len(data)
        if self._values_left >= 0 and self._characters_left >= 0:
            return True
        self.is_full = True
        return False

    def _list(self, elements: tuple[Value, ...], path: Path, at: _At) -> list[JSON]:
        written: list[JSON] = []
        left_out: list[UnknownReason] = []
        for element in elements:
            if isinstance(element.data, Unknown):
                left_out.extend(element.data.reasons)
                continue
            inner = (*path, len(written))
            json = self._write(element, inner, self._inside(element, inner, at, at.name))
            if not isinstance(json, UnsetType):
                written.append(json)
        if left_out:
            self._unknown(path, left_out, whole=False)
        return written

    def _object(self, entries: dict[str, Value], path: Path, at: _At) -> dict[str, JSON]:
        written: dict[str, JSON] = {}
        for key, element in entries.items():
            shown = self.names.name(key)
            inner = (*path, shown)
            called = key if self._finder is None else self._finder.name_within(at.name, key)
            json = self._write(element, inner, self._inside(element, inner, at, called))
            if not isinstance(json, UnsetType) and json is not None:
                written[shown] = json
        return written

    def _inside(self, element: Value, path: Path, at: _At, name: str) -> _At:
        own = element.origin
        secret = element.secret or at.secret
        if own is None:
            return _At(name, secret, at.origin, at.outer)
        self.source_map.add(path, own)
        return _At(name, secret, own, at, inherited=element.secret is None)

    def _partial(self, data: PartialString, path: Path, at: _At) -> str:
        pieces: list[str] = []
        secrets: dict[Secret, bool] = {}
        placed: list[tuple[int, int]] = []
        begins: list[tuple[int, int]] = []
        end = true_end = 0
        for part in data.parts:
            piece = part if isinstance(part, str) else UNKNOWN
            if isinstance(part, SecretText):
                piece = SECRET
                secrets[part.secret] = secrets.get(part.secret, True) and not part.text
                self._redactions.add_origin(at.origin)
            start, end = end, end + len(piece)
            begins.append((start, true_end))
            true_end += length_of(part)
            if not isinstance(part, str):
                placed.append((start, end))
            pieces.append(piece)
        reasons = _reasons(data)
        if reasons:
            self._unknown(path, reasons, whole=False)
        for secret, empty in secrets.items():
            self._secret(path, secret, empty=empty)
        text = "".join(pieces)
        # What stands for an unknown or a secret is not itself a secret.
        hits = [
            hit
            for hit in self._find(text, "")
            if not any(hit.start < last and first < hit.end for first, last in placed)
        ]
        return self._replace(text, hits, path, at, begins=begins) if hits else text

    def _replace(
        self,
        text: str,
        hits: Sequence[Hit],
        path: Path,
        at: _At,
        *,
        begins: Sequence[tuple[int, int]] = ((0, 0),),
    ) -> str:
        """The text without what was found. `begins`: where each part of it stands in the text
        shown, and where in the value.
        """
        pieces: list[str] = []
        kinds: dict[tuple[str, str], set[int]] = {}
        done = 0
        several = "\n" in text or path[:1] == ("scripts",)
        line, counted = 1, 0
        for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
            secret = text[hit.start : hit.end]
            shown, true = begins[bisect_right(begins, hit.start, key=lambda one: one[0]) - 1]
            true += hit.start - shown
            word = self._origins.kind(at.origin, secret, true, at.around())
            lines = kinds.setdefault((hit.kind, word), set())
            if not hit.repeated and several:
                line += text.count("\n", counted, hit.start)
                counted = hit.start
                lines.add(line)
            if hit.end <= done:
                continue
            pieces.append(text[done : max(done, hit.start)])
            if hit.start >= done:
                pieces.append(SECRET)
            self._redactions.add_text(at.origin, secret, true)
            done = hit.end
        pieces.append(text[done:])
        repeated = all(hit.repeated and hit.end - hit.start == len(text) for hit in hits)
        for (kind, word), lines in kinds.items():
            self._secret(path, Secret(kind, word), empty=False, lines=lines, repeated=repeated)
        return "".join(pieces)

    def _own(self, secret: Secret, data: Data, at: _At) -> Secret:
        """Of an item of a list that is secret as a whole: where the item is written."""
        if not at.inherited or not isinstance(data, str):
            return secret
        word = self._origins.kind(at.origin, data, 0, at.around())
        if word == LITERAL and secret.origin == LOCAL:
            word = LOCAL
        return Secret(secret.kind, word)

    def _unknown(self, path: Path, reasons: Iterable[UnknownReason], *, whole: bool) -> None:
        self.unknowns.extend(
            UnknownEntry(
                list(path),
                self.expression(reason.expression),
                reason.reason,
                whole,
                reason.derived or msgspec.UNSET,
            )
            for reason in dict.fromkeys(reasons)
        )

    def expression(self, expression: str) -> str:
        """An expression that is not known, without the secrets that are written in it."""
        shown = shown_expression(expression)
        return shown if self._finder is None else self._finder.without_known(shown)

    def _harmless(self, data: object) -> str:
        if isinstance(data, bool):
            return "switch"
        if self._finder is None or not isinstance(data, str):
            return ""
        return self._finder.harmless(data)

    def _secret(
        self,
        path: Path,
        secret: Secret,
        *,
        empty: bool,
        harmless: str = "",
        lines: Iterable[int] = (),
        repeated: bool = False,
    ) -> None:
        entry = SecretEntry(list(path), secret.kind, secret.origin, empty)
        if harmless:
            entry.harmless = harmless
        entry.lines = sorted(lines) or msgspec.UNSET
        if repeated:
            entry.repeated = True
        self.secrets.append(entry)


class _At(msgspec.Struct, frozen=True, gc=False):
    """What is known of a value before it is written. `outer` is that of the value around it, where
    that has an origin of its own.
    """

    name: str
    secret: Secret | None
    origin: Origin | None
    outer: _At | None = None
    inherited: bool = False
    """Whether it is the value around it that is secret."""

    def around(self) -> Iterator[Origin | None]:
        outer = self.outer
        while outer is not None:
            yield outer.origin
            outer = outer.outer


def _is_written(name: str, span: Span | None) -> bool:
    """Whether a setting is called so in the file, and not by a value."""
    return span is None or span.source.text[span.start : span.end].strip('"') == name


def shown_expression(expression: str) -> str:
    """An expression for a document: what a function is called with could be a secret."""
    return re.sub(r'"[^"]*"?', '"…"', expression) if "(" in expression else expression


def _reasons(data: PartialString) -> list[UnknownReason]:
    return [reason for part in data.parts if isinstance(part, Unknown) for reason in part.reasons]


def _number(data: int | Fraction) -> JSON:
    """Integral numbers are integers; what no JSON reader holds exactly is a float."""
    if isinstance(data, int) and -_LARGEST_INTEGER <= data < _LARGEST_INTEGER:
        return data
    try:
        return float(data)
    except OverflowError:
        from packer_systo.engine.values.number import format_number

        return format_number(data)
