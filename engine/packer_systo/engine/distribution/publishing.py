"""Publish a release."""

from __future__ import annotations

import os

import msgspec

from packer_systo.engine.bundle.archive import unpack
from packer_systo.engine.bundle.file_names import SIGNATURES
from packer_systo.engine.distribution.opening import open_target
from packer_systo.engine.distribution.places import read_place
from packer_systo.engine.errors import BundleError, RefusedError
from packer_systo.engine.release.files import read_release


class Published(msgspec.Struct, frozen=True):
    """`place` is where it can be pulled from. `signed`: it has a signature, by whomever."""

    place: str
    name: str
    version: str
    digest: str
    signed: bool


def publish_bundle(file: str, destination: str, *, key: str = "") -> Published:
    """Publish an archive and its sigstore bundle, once it loads, and with `key` is verified.

    Raises RefusedError, SourceError, SettingsError.
    """
    from packer_systo.engine.bundle.load import load_archive

    place = read_place(destination, os.getcwd())
    release = read_release(file)
    if key:
        from packer_systo.engine.release.keys import load_public_key
        from packer_systo.engine.release.verification import verify_release

        bundle = verify_release(release, load_public_key(key), file).bundle
        signed = True
    else:
        try:
            bundle = load_archive(release.content, file)
            signed = SIGNATURES in unpack(release.content, file)
        except BundleError as error:
            raise RefusedError(error.message, where=error.where, hint=error.hint) from None
    name, version = bundle.metadata.name, bundle.version
    where = open_target(place).publish(release, name, version)
    return Published(where, name, version, release.digest, signed)
