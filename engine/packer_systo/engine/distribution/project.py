"""The settings of the project that somebody is in, and its lock."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.distribution.locked import open_store
from packer_systo.engine.errors import SettingsError, UsageError
from packer_systo.engine.settings.find import find_settings
from packer_systo.engine.settings.load import load_settings
from packer_systo.engine.source.shown import shown_path
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.distribution.lock import Pin
    from packer_systo.engine.distribution.update import Move
    from packer_systo.engine.settings.models import Settings


def update_bundles(
    config: str = "", *, names: Sequence[str] = (), downgrade: bool = False
) -> list[Move]:
    """Move the lock beside the settings `config`, or beside those of the working directory.

    Raises SettingsError, UsageError, SourceError, RefusedError.
    """
    from packer_systo.engine.distribution.update import update

    settings = _settings(config)
    known = [one.name for one in settings.pinned]
    for name in names:
        if name not in known:
            raise UsageError(
                f"the settings have no bundle `{name}` with a source.{did_you_mean(name, known)}",
                hint=f"{settings.file} has {', '.join(known) or 'none'}",
            )
    store = open_store(settings.bundle_store, os.environ)
    return update(settings.pinned, settings.folder, store, names=names, downgrade=downgrade)


def pull_locked_bundles(config: str = "") -> list[Pin]:
    """Fetch what the lock pins and this machine lacks. Raises as `update_project`."""
    from packer_systo.engine.distribution.update import fetch_locked

    settings = _settings(config)
    return fetch_locked(settings.pinned, open_store(settings.bundle_store, os.environ))


def _settings(config: str) -> Settings:
    working_directory = os.getcwd()
    file = config or find_settings(["."], working_directory)
    if file is None:
        raise SettingsError(
            "there is no systo.toml here, nor above",
            where=shown_path(working_directory),
            hint="name the bundles in one, by `[[bundle]]` tables",
        )
    settings = load_settings(os.path.abspath(file), shown_path(file))
    if not settings.pinned and not os.path.exists(os.path.join(settings.folder, "systo.lock")):
        raise SettingsError(
            "the settings name no bundle with a source",
            where=settings.file,
            hint="`[[bundle]]` with `name` and `source`",
        )
    return settings
