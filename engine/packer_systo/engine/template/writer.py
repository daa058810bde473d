"""Values as plain JSON in the document, with what is unknown, what is secret and where it stands.

This is the one door through which a value leaves the resolver: a secret is replaced here, before
anything else sees the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import UNSET, UnsetType

from packer_systo.engine.template.configuration import Configuration, Nested
from packer_systo.engine.template.document import SECRET, UNKNOWN, SecretEntry, UnknownEntry
from packer_systo.engine.template.origins import kind_of_origin
from packer_systo.engine.values.value import PartialString, Secret, SecretText, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from packer_systo.engine.template.document import JSON, Config
    from packer_systo.engine.template.redaction import Redactions
    from packer_systo.engine.template.sourcemap import Path, SourceMap
    from packer_systo.engine.values.value import Origin, UnknownReason, Value

_LARGEST_INTEGER = 1 << 63
"""JSON readers with 64-bit integers are the rule."""


class Hit(Protocol):
    """A stretch of a text that is a secret."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...


class Finder(Protocol):
    """Finds secrets in a text: `packer_systo.engine.secrets.detector.Detector`."""

    def find(self, text: str) -> Sequence[Hit]: ...


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
        self._hits: dict[str, Sequence[Hit]] = {}

    def config(self, configuration: Configuration, path: Path) -> Config:
        """A component's configuration. What is null or unknown is absent."""
        if configuration.header is not None:
            self.source_map.add_header(path, configuration.header)
        written: Config = {}
        for name, setting in configuration.settings.items():
            inner = (*path, name)
            if setting.name is not None:
                self.source_map.add_header(inner, setting.name)
            value = setting.value
            if isinstance(value, Nested):
                written[name] = self._blocks(value, inner)
                continue
            json = self.value(value, inner)
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

    def value(self, value: Value, path: Path) -> JSON | UnsetType:
        """The JSON of a value; UNSET when it is unknown. Null stays null."""
        origin = value.origin
        if origin is not None:
            self.source_map.add(path, origin)
        return self._write(value, path, value.secret, origin)

    def text(self, text: str, path: Path, origin: Origin | None = None) -> str:
        """A text that is no value, such as a description or a script."""
        hits = self._find(text)
        return self._replace(text, hits, path, origin) if hits else text

    def name(self, value: Value | None, path: Path) -> str | None:
        """A string that Packer itself reads; None when it is not known or not a string."""
        if value is None:
            return None
        json = self.value(value, path)
        return json if isinstance(json, str) else None

    def _write(
        self, value: Value, path: Path, secret: Secret | None, origin: Origin | None
    ) -> JSON | UnsetType:
        data = value.data
        if data is None:
            return None
        if isinstance(data, Unknown):
            self._unknown(path, data.reasons, whole=True)
            return UNSET
        if isinstance(data, tuple):
            return self._list(data, path, secret, origin)
        if isinstance(data, dict):
            return self._object(data, path, secret, origin)
        if secret is not None:
            self._secret(path, secret, empty=data == "")
            self._redactions.add_origin(origin)
            if isinstance(data, PartialString):
                self._unknown(path, _reasons(data), whole=False)
            return SECRET
        if isinstance(data, str):
            hits = self._find(data)
            return self._replace(data, hits, path, origin) if hits else data
        if isinstance(data, PartialString):
            return self._partial(data, path, origin)
        if isinstance(data, bool):
            return data
        return _number(data)

    def _list(
        self, elements: tuple[Value, ...], path: Path, secret: Secret | None, origin: Origin | None
    ) -> list[JSON]:
        written: list[JSON] = []
        left_out: list[UnknownReason] = []
        for element in elements:
            if isinstance(element.data, Unknown):
                left_out.extend(element.data.reasons)
                continue
            inner = (*path, len(written))
            json = self._element(element, inner, secret, origin)
            assert not isinstance(json, UnsetType)
            written.append(json)
        if left_out:
            self._unknown(path, left_out, whole=False)
        return written

    def _object(
        self,
        entries: dict[str, Value],
        path: Path,
        secret: Secret | None,
        origin: Origin | None,
    ) -> dict[str, JSON]:
        written: dict[str, JSON] = {}
        for key, element in entries.items():
            json = self._element(element, (*path, key), secret, origin)
            if not isinstance(json, UnsetType) and json is not None:
                written[key] = json
        return written

    def _element(
        self, element: Value, path: Path, secret: Secret | None, origin: Origin | None
    ) -> JSON | UnsetType:
        own = element.origin
        if own is not None:
            self.source_map.add(path, own)
            origin = own
        return self._write(element, path, element.secret or secret, origin)

    def _partial(self, data: PartialString, path: Path, origin: Origin | None) -> str:
        pieces: list[str] = []
        secrets: dict[Secret, bool] = {}
        placed: list[tuple[int, int]] = []
        at = 0
        for part in data.parts:
            if isinstance(part, str):
                piece = part
            else:
                if isinstance(part, SecretText):
                    piece = SECRET
                    secrets[part.secret] = secrets.get(part.secret, True) and not part.text
                    self._redactions.add_origin(origin)
                else:
                    piece = UNKNOWN
                placed.append((at, at + len(piece)))
            pieces.append(piece)
            at += len(piece)
        reasons = _reasons(data)
        if reasons:
            self._unknown(path, reasons, whole=False)
        for secret, empty in secrets.items():
            self._secret(path, secret, empty=empty)
        text = "".join(pieces)
        # What stands for an unknown or a secret is not itself a secret.
        hits = [
            hit
            for hit in self._find(text)
            if not any(hit.start < end and start < hit.end for start, end in placed)
        ]
        return self._replace(text, hits, path, origin) if hits else text

    def _find(self, text: str) -> Sequence[Hit]:
        if self._finder is None or not text:
            return ()
        hits = self._hits.get(text)
        if hits is None:
            hits = self._hits[text] = self._finder.find(text)
        return hits

    def _replace(self, text: str, hits: Sequence[Hit], path: Path, origin: Origin | None) -> str:
        word = kind_of_origin(origin)
        pieces: list[str] = []
        kinds: dict[str, None] = {}
        at = 0
        for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
            kinds[hit.kind] = None
            if hit.end <= at:
                continue
            pieces.append(text[at : max(at, hit.start)])
            if hit.start >= at:
                pieces.append(SECRET)
            self._redactions.add_text(origin, text[hit.start : hit.end])
            at = hit.end
        pieces.append(text[at:])
        for kind in kinds:
            self._secret(path, Secret(kind, word), empty=False)
        return "".join(pieces)

    def _unknown(self, path: Path, reasons: Iterable[UnknownReason], *, whole: bool) -> None:
        self.unknowns.extend(
            UnknownEntry(list(path), reason.expression, reason.reason, whole)
            for reason in dict.fromkeys(reasons)
        )

    def _secret(self, path: Path, secret: Secret, *, empty: bool) -> None:
        self.secrets.append(SecretEntry(list(path), secret.kind, secret.origin, empty))


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
