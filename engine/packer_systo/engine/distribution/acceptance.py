"""Whether a release is the one that the settings ask for: signer, name, version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.archive import unpack
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.distribution.versions import VersionRange
from packer_systo.engine.errors import BundleError, RefusedError
from packer_systo.engine.release.keys import load_public_key
from packer_systo.engine.release.verification import verify_release
from packer_systo.engine.source.shown import shown_path

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.release.verification import Release
    from packer_systo.engine.settings.models import BundleSetting


def accept(release: Release, setting: BundleSetting, version: str, where: str) -> Bundle:
    """The bundle of a release that is called `version`, verified. Raises RefusedError.

    With `unsigned` in place of a `signer` a release is only what its source says; that it stays so
    is what the digest in `systo.lock` is for.
    """
    if setting.signer:
        key = load_public_key(setting.signer, shown_path(setting.signer))
        bundle = verify_release(release, key, where).bundle
    elif not setting.unsigned:
        raise refused_as_unsigned(setting)
    else:
        try:
            bundle = load_files(unpack(release.content, where), where)
        except BundleError as error:
            raise RefusedError(error.message, where=error.where, hint=error.hint) from None
    name = bundle.metadata.name
    if name != setting.name:
        raise RefusedError(
            f"this is the bundle `{name}`, and `{setting.name}` was asked for", where=where
        )
    if bundle.version != version:
        raise RefusedError(
            f"it is called {version}, but what is in there is {bundle.version}: "
            "another release was put in its place",
            where=where,
        )
    if version not in VersionRange(setting.version, setting.where):
        raise RefusedError(
            f"the version {version} is not in the range `{setting.version}`", where=where
        )
    return bundle


def refused_as_unsigned(setting: BundleSetting) -> RefusedError:
    """What to raise where the settings name no signer, and do not say that there is none."""
    return RefusedError(
        f"the bundle `{setting.name}` is refused as unsigned: no `signer` says whose releases it "
        "may be",
        where=setting.where,
        hint='name the public key of who releases it, `signer = "security.pub"`; if nobody signs '
        "it, `unsigned = true` pins it by its digest alone",
    )
