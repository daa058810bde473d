"""Fetch one release into a folder."""

from __future__ import annotations

import os

import msgspec

from packer_systo.engine.bundle.archive import SUFFIXES
from packer_systo.engine.distribution.acceptance import accept
from packer_systo.engine.distribution.local import read_version
from packer_systo.engine.distribution.opening import open_source
from packer_systo.engine.distribution.places import read_place
from packer_systo.engine.distribution.versions import VersionRange, none_in
from packer_systo.engine.errors import BundleError, RefusedError, SourceError
from packer_systo.engine.release.files import write_release
from packer_systo.engine.settings.models import BundleSetting


class Pulled(msgspec.Struct, frozen=True):
    """`signer` is the fingerprint of the key that it was verified with, or empty."""

    file: str
    name: str
    version: str
    digest: str
    signer: str = ""


def pull_bundle(
    source: str, folder: str, *, name: str = "", version: str = "", key: str = ""
) -> Pulled:
    """Write the newest release in the range `version` to `folder`, as `NAME-VERSION.tar.gz`.

    Nothing is written unless it is a bundle of that name and version and, with `key`, signed by
    its owner. Raises RefusedError, SourceError, SettingsError.
    """
    place = read_place(source, os.getcwd())
    opened = open_source(place, name)
    wanted = VersionRange(version)
    offered = opened.versions()
    found = wanted.newest(offered)
    if not found:
        message, hint = none_in(wanted, offered)
        raise SourceError(f"there is no release {message}", where=source, hint=hint)
    release = opened.fetch(found)
    where = f"{source} {found}"
    try:
        stated = read_version(release.content, where)[0]
    except BundleError as error:
        raise RefusedError(error.message, where=error.where, hint=error.hint) from None
    asked = BundleSetting(
        name=name or stated,
        source=source,
        version=version,
        signer=os.path.abspath(key) if key else "",
        unsigned=not key,
    )
    bundle = accept(release, asked, found, where)
    file = os.path.join(folder, f"{bundle.metadata.name}-{bundle.version}{SUFFIXES[0]}")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise SourceError(f"the folder cannot be made: {reason}", where=folder) from None
    write_release(file, release)
    signer = ""
    if key:
        from packer_systo.engine.release.keys import read_fingerprint

        signer = read_fingerprint(key)
    return Pulled(
        os.path.normpath(file), bundle.metadata.name, bundle.version, release.digest, signer
    )
