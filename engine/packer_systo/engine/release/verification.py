"""Whether an archive is what a signer released."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.archive import archive_digest, unpack
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.bundle.models import Bundle
from packer_systo.engine.errors import BundleError, RefusedError
from packer_systo.engine.release.keys import Algorithm
from packer_systo.engine.release.opa_signature import verify_signatures
from packer_systo.engine.release.sigstore_bundle import SUFFIX

if TYPE_CHECKING:
    from packer_systo.engine.release.keys import PublicKey


class Release(msgspec.Struct, frozen=True):
    """An archive and the sigstore bundle that travels with it, as bytes."""

    content: bytes
    sigstore: bytes | None = None

    @property
    def digest(self) -> str:
        return archive_digest(self.content)


class Verified(msgspec.Struct, frozen=True):
    """What was verified: `signer` is the key's fingerprint, `sigstore` whether that was there."""

    bundle: Bundle
    digest: str
    files: int
    signer: str
    algorithm: Algorithm
    sigstore: bool


def verify_release(release: Release, key: PublicKey, where: str) -> Verified:
    """Refuse what the key did not sign: every file, and the whole where a sigstore bundle is.

    Raises RefusedError. Nothing of the archive but the names is looked at before the signature.
    """
    try:
        contents = unpack(release.content, where)
        files = verify_signatures(contents, key, where)
        if release.sigstore is not None:
            from packer_systo.engine.release.sigstore_bundle import verify_sigstore_bundle

            verify_sigstore_bundle(release.content, release.sigstore, key, f"{where}{SUFFIX}")
        bundle = load_files(contents, where, listed_only=True)
    except RefusedError:
        raise
    except BundleError as error:
        raise RefusedError(error.message, where=error.where, hint=error.hint) from None
    return Verified(
        bundle=bundle,
        digest=release.digest,
        files=files,
        signer=key.fingerprint,
        algorithm=key.algorithm,
        sigstore=release.sigstore is not None,
    )
