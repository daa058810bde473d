"""The source map: from a JSON path of the document to the places in the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.values.value import Origin

Path: TypeAlias = tuple[str | int, ...]


class SourceMap:
    """Places by JSON path.

    `value(path)` is the origin of the value there, `key` the span of the attribute's name or the
    block's header. A path that has no entry of its own is answered by its nearest parent: that is
    where a finding on something absent sits.
    """

    __slots__ = ("_headers", "_origins")

    def __init__(self) -> None:
        self._origins: dict[Path, Origin] = {}
        self._headers: dict[Path, Span] = {}

    def add(self, path: Path, origin: Origin) -> None:
        self._origins[path] = origin

    def add_header(self, path: Path, span: Span) -> None:
        """`span`: a block's header (`source "qemu" "debian"`), or an attribute's name."""
        self._headers[path] = span

    def origin(self, path: Path) -> Origin | None:
        """Of exactly this path."""
        return self._origins.get(path)

    def header(self, path: Path) -> Span | None:
        """Of exactly this path."""
        return self._headers.get(path)

    def nearest(self, path: Path) -> tuple[Path, Origin | None, Span | None]:
        """The entry of the path or of its nearest parent that has one."""
        for length in range(len(path), -1, -1):
            prefix = path[:length]
            origin = self._origins.get(prefix)
            header = self._headers.get(prefix)
            if origin is not None or header is not None:
                return prefix, origin, header
        return (), None, None

    def paths(self) -> list[Path]:
        return sorted({*self._origins, *self._headers}, key=repr)
