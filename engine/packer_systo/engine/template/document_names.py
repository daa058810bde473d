"""Names as the document has them: without the secrets that are known elsewhere, or seen by their look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.template.hidden_names import Name, ShownNames, masked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from packer_systo.engine.template.finder import Hit
    from packer_systo.engine.template.sourcemap import Path


class DocumentNames:
    """Types, names, labels and keys; two that would be written alike stay two.

    `find` gives the secrets in a text. Names have no path, so that `secrets` does not list them.
    """

    def __init__(self, find: Callable[[str], Sequence[Hit]]) -> None:
        self._find = find
        self._shown = ShownNames()

    def parts(self, *parts: str) -> list[str]:
        """The parts of a name, such as a source's type and its own. A secret may go over several."""
        text = ".".join(parts)
        hits = self._find(text)
        if not hits:
            return list(parts)
        mask = masked(text, [(hit.start, hit.end) for hit in hits]).mask
        names: list[Name] = []
        at = 0
        for part in parts:
            names.append(Name(part, mask[at : at + len(part)]))
            at += len(part) + 1
        return [*[one.shown for one in names[:-1]], self._shown.of(names[-1])]

    def name(self, text: str) -> str:
        """A type, a label or a key."""
        return self.parts(text)[0]

    def call(self, name: str, shown: str) -> None:
        """Write a name so that is put together of others, also in paths."""
        self._shown.put(name, shown)

    def called(self, name: str) -> str:
        """How a name is written that was met before."""
        return self._shown.known(name)

    def path(self, path: Path) -> Path:
        """A path that may lead through names, as it is in the document."""
        return tuple([self.called(one) if isinstance(one, str) else one for one in path])
