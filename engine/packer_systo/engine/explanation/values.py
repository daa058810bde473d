"""The values that a rule read of a subject, and the way that each came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.explanation.models import OriginStep, ReadValue
from packer_systo.engine.explanation.shown import shown_value
from packer_systo.engine.judgment.patterns import EVERY, expand, lookup, show_path
from packer_systo.engine.judgment.unknowns import describe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.judgment.conditions import Read
    from packer_systo.engine.judgment.placing import Placer
    from packer_systo.engine.judgment.unknowns import Unknowns
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.sourcemap import Path
    from packer_systo.engine.values.value import Origin

MOST_VALUES = 24
"""Values listed of one subject: a list of hundreds of commands is cut."""

LONGEST_CHAIN = 12
_MOST_ORIGINS = 200


class ValueReader:
    """Looks up what rules read in one document; nothing that it gives holds a secret."""

    def __init__(
        self, loaded: LoadedTemplate, document: JSON, placer: Placer, unknowns: Unknowns
    ) -> None:
        self._source_map = loaded.source_map
        self._document = document
        self._placer = placer
        self._unknowns = unknowns

    def read(self, reads: Iterable[Read], subject: Path) -> tuple[ReadValue, ...]:
        """Each place that is read, once, in the order in which it is named."""
        found: dict[Path, ReadValue] = {}
        for read in reads:
            if not read.pattern:
                continue
            root: Path = () if read.absolute else subject
            places = [
                ((*root, *path), value)
                for path, value in expand(lookup(self._document, root), read.pattern)
            ]
            for path, value in places:
                if path not in found and len(found) < MOST_VALUES:
                    found[path] = self._there(path, value)
            entry = self._unknowns.touching(root, read.pattern, read.inside)
            if entry is not None:
                path = tuple(entry.path)
                found.setdefault(
                    path, ReadValue(show_path(path), "", describe(entry), self._chain(path))
                )
            elif not places and EVERY not in read.pattern:
                path = (*root, *read.pattern)
                found.setdefault(path, ReadValue(show_path(path), "", "", ()))
        return tuple(found.values())

    def _there(self, path: Path, value: JSON) -> ReadValue:
        return ReadValue(show_path(path), shown_value(value), "", self._chain(path, value))

    def _chain(self, path: Path, value: JSON = None) -> tuple[OriginStep, ...]:
        """From the value's own place to where it was written, each place once."""
        steps: list[OriginStep] = []
        origin = self._source_map.origin(path)
        if origin is None and self._source_map.header(path) is None:
            return ()  # a list of the document's own, such as all scripts
        placed = self._placer.place(path, value).place
        if origin is None:
            return (OriginStep("", placed),)
        steps.append(OriginStep(placed.label, placed))
        seen = {(placed.file, placed.start, placed.end)}
        pending = list(reversed(origin.parents))
        looked_at = 0
        while pending and len(steps) < LONGEST_CHAIN and looked_at < _MOST_ORIGINS:
            looked_at += 1
            one = pending.pop()
            pending.extend(reversed(one.parents))
            step = self._step(one)
            key = (step.place.file, step.place.start, step.place.end) if step.place else None
            if key in seen:
                continue
            if key is not None:
                seen.add(key)
            steps.append(step)
        return tuple(steps)

    def _step(self, origin: Origin) -> OriginStep:
        if origin.span is None:
            return OriginStep(origin.label, None)
        return OriginStep(origin.label, self._placer.span(origin.span, origin.label))
