"""A sigstore bundle (version 0.3) beside an archive: one signature over its bytes.

As cosign's `sign-blob --key` makes it: a message signature, and of the key only a hint, since who
verifies has the key. The form is sigstore's `protobuf-specs`, as the library `sigstore-models` has
it. There is no entry of a transparency log: that would need the network.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from packer_systo.engine.errors import RefusedError
from packer_systo.engine.hashing import sha256

if TYPE_CHECKING:
    from packer_systo.engine.release.keys import PrivateKey, PublicKey

SUFFIX = ".sigstore.json"
MEDIA_TYPE: Final = "application/vnd.dev.sigstore.bundle.v0.3+json"
LARGEST = 256 * 1024


def make_sigstore_bundle(content: bytes, key: PrivateKey) -> bytes:
    """The sigstore bundle over an archive."""
    from sigstore_models.bundle.v1 import Bundle, VerificationMaterial
    from sigstore_models.common.v1 import (
        HashAlgorithm,
        HashOutput,
        MessageSignature,
        PublicKeyIdentifier,
    )

    bundle = Bundle(
        media_type=MEDIA_TYPE,
        verification_material=VerificationMaterial(
            public_key=PublicKeyIdentifier(hint=_hint(key.public)), tlog_entries=[]
        ),
        message_signature=MessageSignature(
            message_digest=HashOutput(
                algorithm=HashAlgorithm.SHA2_256,
                digest=base64.b64encode(sha256(content).digest()),
            ),
            signature=base64.b64encode(key.sign(content)),
        ),
    )
    return bundle.to_json().encode("utf-8") + b"\n"


def verify_sigstore_bundle(content: bytes, sigstore: bytes, key: PublicKey, where: str) -> None:
    """Refuse a sigstore bundle that is not by this key over this archive. Raises RefusedError."""
    from pydantic import ValidationError
    from sigstore_models.bundle.v1 import Bundle

    if len(sigstore) > LARGEST:
        raise RefusedError(f"larger than {LARGEST // 1024} KiB", where=where)
    try:
        bundle = Bundle.from_json(sigstore)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RefusedError(
            f"this is no sigstore bundle: {place}: {first['msg']}", where=where
        ) from None
    signed = bundle.message_signature
    if signed is None:
        raise RefusedError("it signs a statement, not the archive", where=where)
    public = bundle.verification_material.public_key
    if public is None:
        raise RefusedError(
            "it was made with a certificate; bundles are verified by keys", where=where
        )
    if public.hint and public.hint != _hint(key):
        raise RefusedError(
            "it was made with another key",
            where=where,
            hint=f"the key is {key.where}: {key.fingerprint}",
        )
    digest = signed.message_digest
    if digest is not None and (
        digest.algorithm.value != "SHA2_256" or digest.digest != sha256(content).digest()
    ):
        raise RefusedError("it is about another file, or the archive was changed", where=where)
    if not key.has_signed(content, signed.signature):
        raise RefusedError(
            "its signature is not by this key over this archive",
            where=where,
            hint=f"the key is {key.where}: {key.fingerprint}",
        )


def _hint(key: PublicKey) -> str:
    return base64.b64encode(sha256(key.spki).digest()).decode("ascii")
