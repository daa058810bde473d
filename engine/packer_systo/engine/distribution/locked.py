"""The bundles that `systo.lock` pins, from this machine's store: what a check judges by.

Never the network. The digest is compared at each load; the signatures, the name and the version are
verified in full unless this user has done that before for the very same pin and sigstore bundle.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.load import load_archive
from packer_systo.engine.distribution.lock import LOCK, Pin, read_lock
from packer_systo.engine.distribution.records import Records
from packer_systo.engine.distribution.store import BundleStore, data_folder
from packer_systo.engine.errors import RefusedError, SettingsError
from packer_systo.engine.hashing import sha256
from packer_systo.engine.source.shown import shown_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from packer_systo.engine.bundle.load import IndexStore
    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.settings.models import BundleSetting

UPDATE = "run `systo-policy bundle update`, and commit systo.lock"


def open_store(folder: str, environment: Mapping[str, str]) -> BundleStore:
    """The store in `folder`, or the user's own when that is empty. Raises SettingsError."""
    if folder:
        return BundleStore(folder)
    own = data_folder(environment)
    if not own:
        raise SettingsError(
            "there is no place for fetched bundles: neither HOME nor XDG_DATA_HOME is set",
            hint="set one of them, or `bundle-store` in the settings",
        )
    return BundleStore(os.path.join(own, "bundles"))


def load_locked(
    settings: Sequence[BundleSetting],
    store: BundleStore,
    environment: Mapping[str, str],
    *,
    index: IndexStore | None = None,
) -> list[Bundle]:
    """The pinned bundles, in the order of the settings.

    Raises SettingsError where the lock and the settings are not about the same, RefusedError where
    a release is not what they say.
    """
    records = Records(data_folder(environment))
    locks: dict[str, dict[str, Pin]] = {}
    bundles: list[Bundle] = []
    for setting in settings:
        pins = locks.get(setting.folder)
        if pins is None:
            pins = locks[setting.folder] = read_lock(setting.folder)
        pin = pinned(setting, pins)
        bundles.append(_load(setting, pin, store, records, index))
    return bundles


def pinned(setting: BundleSetting, pins: Mapping[str, Pin]) -> Pin:
    """The pin that belongs to a `[[bundle]]`. Raises SettingsError, RefusedError."""
    signer = fingerprint_of(setting)
    pin = pins.get(setting.name)
    if pin is None:
        raise SettingsError(
            f"the bundle `{setting.name}` is not in {LOCK}", where=setting.where, hint=UPDATE
        )
    if pin.source != setting.source:
        raise SettingsError(
            f"{LOCK} has the bundle `{setting.name}` from {pin.source}, "
            f"the settings from {setting.source}",
            where=setting.where,
            hint=UPDATE,
        )
    if pin.signer != signer:
        raise RefusedError(
            f"{LOCK} has the bundle `{setting.name}` signed by {pin.signer or 'nobody'}, "
            f"the settings by {signer or 'nobody'}",
            where=setting.where,
            hint=f"if the signer has changed for a reason that you know, {UPDATE}",
        )
    return pin


def fingerprint_of(setting: BundleSetting) -> str:
    """Of the key of who has to sign; empty where nobody has to. Raises RefusedError where the
    settings say neither, SettingsError.
    """
    if not setting.signer:
        if not setting.unsigned:
            from packer_systo.engine.distribution.acceptance import refused_as_unsigned

            raise refused_as_unsigned(setting)
        return ""
    if os.path.exists(setting.signer) and not os.path.isfile(setting.signer):
        # What a repository names must not keep a check waiting, as a pipe would.
        raise SettingsError("the `signer` is no plain file", where=setting.where)
    from packer_systo.engine.release.keys import read_fingerprint

    return read_fingerprint(setting.signer, shown_path(setting.signer))


def _load(
    setting: BundleSetting,
    pin: Pin,
    store: BundleStore,
    records: Records,
    index: IndexStore | None,
) -> Bundle:
    where = f"{pin.name} {pin.version}"
    content = store.content(pin.digest, where)
    if content is None:
        raise SettingsError(
            f"the bundle `{pin.name}` {pin.version} was not fetched on this machine",
            where=setting.where,
            hint="run `systo-policy bundle pull`, which fetches what systo.lock pins",
        )
    sigstore = store.sigstore(pin.digest)
    record = records.name(
        (
            *(pin.name, pin.source, setting.version, pin.version, pin.digest, pin.signer),
            "" if sigstore is None else sha256(sigstore).hexdigest(),
        )
    )
    if not records.has(record):
        from packer_systo.engine.distribution.acceptance import accept
        from packer_systo.engine.release.verification import Release

        accept(Release(content, sigstore), setting, pin.version, where)
        records.add(record)
    bundle = load_archive(content, where, store=index, digest=pin.digest)
    # Its cases, for the pages of its rules, are read from there.
    return msgspec.structs.replace(bundle, location=store.path(pin.digest))
