"""Keys that sign bundles: ECDSA on P-256 and Ed25519, in PEM.

A signer is known by the fingerprint of the public key: SHA-256 over its SubjectPublicKeyInfo in
DER, as `openssl pkey -pubin -outform DER | sha256sum` gives it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, TypeAlias

from packer_systo.engine.errors import KeyFileError
from packer_systo.engine.hashing import sha256

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import (
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

Algorithm: TypeAlias = Literal["ES256", "EdDSA"]
"""As RFC 7518 and RFC 8037 call them; so does OPA."""

Passphrase: TypeAlias = Callable[[], bytes]
"""Called when a key is encrypted, and only then."""

LARGEST_FILE = 64 * 1024

_BEGIN, _END = b"-----BEGIN PUBLIC KEY-----", b"-----END PUBLIC KEY-----"
_GENERATE = (
    "make one with `openssl genpkey -algorithm ed25519 -out KEY`, "
    "and its public key with `openssl pkey -in KEY -pubout -out PUB`"
)


class PublicKey:
    """A key that verifies. `spki` is its SubjectPublicKeyInfo in DER."""

    def __init__(self, key: EllipticCurvePublicKey | Ed25519PublicKey, where: str) -> None:
        from cryptography.hazmat.primitives import serialization

        self._key = key
        self.where = where
        self.algorithm: Algorithm = _algorithm(key)
        self.spki = key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.fingerprint = fingerprint(self.spki)

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature (DER for ES256) is this key's over the message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        try:
            if isinstance(self._key, ec.EllipticCurvePublicKey):
                self._key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
            else:
                self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class PrivateKey:
    """A key that signs."""

    def __init__(self, key: EllipticCurvePrivateKey | Ed25519PrivateKey, where: str) -> None:
        self._key = key
        self.public = PublicKey(key.public_key(), where)

    def sign(self, message: bytes) -> bytes:
        """The signature over the message, in DER for ES256."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec

        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(message, ec.ECDSA(hashes.SHA256()))
        return self._key.sign(message)


def fingerprint(spki: bytes) -> str:
    return f"sha256:{sha256(spki).hexdigest()}"


def read_fingerprint(path: str, shown_as: str = "") -> str:
    """The fingerprint of a public key's file, without the library that verifies with it.

    Raises KeyFileError.
    """
    return fingerprint(_der(_read(path, shown_as or path), shown_as or path))


def load_public_key(path: str, shown_as: str = "") -> PublicKey:
    """Read a public key. Raises KeyFileError."""
    where = shown_as or path
    return public_key(_read(path, where), where)


def public_key(content: bytes, where: str) -> PublicKey:
    """A public key from PEM. Raises KeyFileError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    der = _der(content, where)
    try:
        key = serialization.load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFileError("this is no public key that can be read", where=where) from None
    if not isinstance(key, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) or (
        isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name != "secp256r1"
    ):
        raise _other_kind(where)
    found = PublicKey(key, where)
    if found.spki != der:
        raise KeyFileError(
            "the public key is written in an unusual form",
            where=where,
            hint="write it anew with `openssl pkey -pubin -in KEY -out PUB`",
        )
    return found


def load_private_key(path: str, passphrase: Passphrase) -> PrivateKey:
    """Read a private key in PEM. Raises KeyFileError, which never shows anything of it."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    content = _read(path, path)
    if _BEGIN in content:
        raise KeyFileError("this is a public key; signing takes the private one", where=path)
    try:
        try:
            key = serialization.load_pem_private_key(content, None)
        except TypeError:
            key = serialization.load_pem_private_key(content, passphrase())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFileError(
            "this is no private key in PEM, or the passphrase is wrong",
            where=path,
            hint=_GENERATE,
        ) from None
    if isinstance(key, ed25519.Ed25519PrivateKey) or (
        isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name == "secp256r1"
    ):
        return PrivateKey(key, path)
    raise _other_kind(path)


def _algorithm(key: EllipticCurvePublicKey | Ed25519PublicKey) -> Algorithm:
    from cryptography.hazmat.primitives.asymmetric import ec

    return "ES256" if isinstance(key, ec.EllipticCurvePublicKey) else "EdDSA"


def _other_kind(where: str) -> KeyFileError:
    return KeyFileError(
        "the key is of another kind; bundles are signed with ECDSA on P-256 or with Ed25519",
        where=where,
        hint=_GENERATE,
    )


def _der(content: bytes, where: str) -> bytes:
    """The one public key of a PEM file, decoded."""
    if b"PRIVATE KEY" in content:
        raise KeyFileError(
            "this is a private key; keep it secret, and name the public one here",
            where=where,
            hint="`openssl pkey -in KEY -pubout -out PUB` writes it",
        )
    head, begin, rest = content.partition(_BEGIN)
    body, end, tail = rest.partition(_END)
    if not begin or not end or _BEGIN in tail or head.strip():
        raise KeyFileError(
            "this is no public key in PEM (-----BEGIN PUBLIC KEY-----)",
            where=where,
            hint=_GENERATE,
        )
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error:
        raise KeyFileError("the public key is damaged", where=where) from None


def _read(path: str, where: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise KeyFileError(
            f"the key cannot be read: {error.strerror or error}", where=where
        ) from None
    if len(content) > LARGEST_FILE:
        raise KeyFileError("this is no key: it is too large", where=where)
    return content
