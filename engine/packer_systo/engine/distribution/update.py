"""Move `systo.lock`: for each bundle of the settings the newest release of its range.

A lock goes forward. An older version than the one pinned, or another archive under the same
version, is what an attacker serves who has an old release with a known hole; both are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.models import Bundle
from packer_systo.engine.distribution.acceptance import accept
from packer_systo.engine.distribution.lock import LOCK, Pin, read_lock, write_lock
from packer_systo.engine.distribution.opening import open_source
from packer_systo.engine.distribution.places import read_place
from packer_systo.engine.distribution.versions import VersionRange, is_older, is_version, none_in
from packer_systo.engine.errors import RefusedError, SettingsError, SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.distribution.store import BundleStore
    from packer_systo.engine.settings.models import BundleSetting


class Move(msgspec.Struct, frozen=True):
    """What became of one bundle's pin. `old` is None for a new one, `new` for one that is gone.

    `before` is the bundle that was pinned, where it is still in the store; `after` the one that is.
    """

    name: str
    old: Pin | None
    new: Pin | None
    before: Bundle | None = None
    after: Bundle | None = None

    @property
    def changed(self) -> bool:
        return self.old != self.new


def update(
    settings: Sequence[BundleSetting],
    folder: str,
    store: BundleStore,
    *,
    names: Sequence[str] = (),
    downgrade: bool = False,
) -> list[Move]:
    """Fetch, verify and pin. Writes the lock in `folder` once all is verified.

    `names` are the bundles to move, all of them if empty. With `downgrade` an older version may
    take the place of a newer one. Raises RefusedError, SourceError, SettingsError.
    """
    pins = read_lock(folder)
    moves: list[Move] = []
    for setting in settings:
        old = pins.get(setting.name)
        if names and setting.name not in names:
            continue
        moves.append(_move(setting, old, store, downgrade=downgrade))
    if not names:
        gone = sorted(pins.keys() - {setting.name for setting in settings})
        moves += [Move(name, pins[name], None) for name in gone]
    made = dict(pins)
    for move in moves:
        if move.new is None:
            del made[move.name]
        else:
            made[move.name] = move.new
    if made != pins:
        write_lock(folder, made)
    return moves


def _move(setting: BundleSetting, old: Pin | None, store: BundleStore, *, downgrade: bool) -> Move:
    from packer_systo.engine.distribution.locked import fingerprint_of

    signer = fingerprint_of(setting)
    place = read_place(setting.source, setting.folder, setting.where)
    wanted = VersionRange(setting.version, setting.where)
    source = open_source(place, setting.name)
    offered = source.versions()
    version = wanted.newest(offered)
    if not version:
        message, hint = none_in(wanted, offered)
        raise SourceError(
            f"there is no release of `{setting.name}` {message}", where=setting.source, hint=hint
        )
    if old is not None and not downgrade and not _is_forward(old.version, version):
        raise RefusedError(
            f"`{setting.name}` would go back from {old.version} to {version}: "
            f"an older release was put in place of the one that {LOCK} pins, or the range was "
            "lowered",
            where=setting.where,
            hint="if you want the older one, run this with --downgrade",
        )
    where = f"{setting.source} {version}"
    release = source.fetch(version)
    again = old is not None and (old.version, old.source) == (version, setting.source)
    if old is not None and again and old.digest != release.digest:
        raise RefusedError(
            f"`{setting.name}` {version} is not what it was: {LOCK} pins {old.digest}, and "
            f"the source now gives {release.digest}; a released version never changes",
            where=where,
            hint="ask who releases it; to take it all the same, delete its entry in systo.lock",
        )
    bundle = accept(release, setting, version, where)
    new = Pin(setting.name, setting.source, version, release.digest, signer)
    before = _kept(old, store) if old is not None and old.digest != new.digest else None
    store.put(release)
    return Move(setting.name, old, new, before, bundle)


def _is_forward(old: str, new: str) -> bool:
    """Whether `new` is the same version, or comes after `old`."""
    if not is_version(old):
        raise SettingsError(
            f"{LOCK} pins `{old[:60]}`, which is no version",
            hint="`systo-policy bundle update` writes it anew, if that entry is deleted",
        )
    return old == new or is_older(old, new)


def fetch_locked(settings: Sequence[BundleSetting], store: BundleStore) -> list[Pin]:
    """Fetch what the locks pin and the store lacks; gives the pins that were fetched.

    Raises RefusedError where a source gives anything else, or the store has something else by now.
    """
    from packer_systo.engine.distribution.locked import pinned

    fetched: list[Pin] = []
    for setting in settings:
        pin = pinned(setting, read_lock(setting.folder))
        if store.content(pin.digest, f"{pin.name} {pin.version}") is not None:
            continue
        place = read_place(setting.source, setting.folder, setting.where)
        release = open_source(place, setting.name).fetch(pin.version)
        where = f"{setting.source} {pin.version}"
        if release.digest != pin.digest:
            raise RefusedError(
                f"the source gives {release.digest} for `{pin.name}` {pin.version}, "
                f"and {LOCK} pins {pin.digest}",
                where=where,
                hint="a released version never changes: ask who releases it",
            )
        accept(release, setting, pin.version, where)
        store.put(release)
        fetched.append(pin)
    return fetched


def _kept(pin: Pin, store: BundleStore) -> Bundle | None:
    """The bundle that was pinned, to be compared with; None where it is not here any more."""
    from packer_systo.engine.bundle.load import load_archive
    from packer_systo.engine.errors import BundleError

    where = f"{pin.name} {pin.version}"
    try:
        content = store.content(pin.digest, where)
        return None if content is None else load_archive(content, where)
    except BundleError:
        return None  # what is damaged here is no reason not to move on
