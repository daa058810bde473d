"""What the settings leave out. Their patterns are relative to their own folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from packer_systo.engine.settings.models import Settings
    from packer_systo.engine.source.discovery import Discovery, Target
    from packer_systo.engine.source.exclusion import Exclusion


def without_excluded(discovery: Discovery, settings: Settings) -> Discovery:
    """The discovery without the files that the settings exclude. Raises UsageError."""
    if not settings.exclude:
        return discovery
    from packer_systo.engine.source.exclusion import Exclusion as Patterns

    exclusion = Patterns(settings.exclude)
    kept: list[Target] = []
    for target in discovery.targets:
        files = tuple(f for f in target.files if not _excluded(f, exclusion, settings.folder))
        auto = tuple(
            f for f in target.auto_var_files if not _excluded(f, exclusion, settings.folder)
        )
        if files:
            kept.append(msgspec.structs.replace(target, files=files, auto_var_files=auto))
    return msgspec.structs.replace(discovery, targets=tuple(kept))


def _excluded(path: str, exclusion: Exclusion, folder: str) -> bool:
    """Whether a file, or a folder that it is in, is left out."""
    relative = os.path.relpath(path, folder).replace(os.sep, "/")
    if relative.startswith("../"):
        return False
    parts = relative.split("/")
    above = ("/".join(parts[:length]) for length in range(1, len(parts)))
    return any(exclusion.excludes(one, folder=True) for one in above) or exclusion.excludes(
        relative
    )
