"""`.signatures.json`: OPA's signature over the files of a bundle.

One JWT (RFC 7519), whose payload lists each file with its hash. Format and hashing follow OPA
1.22's `v1/bundle/{hash,sign,verify}.go`. OPA parses `.manifest`, `data.json` and `data.yaml` before
it hashes them: keys in order, no spaces, numbers as written, strings as Go's encoder writes them.
All other files are hashed as they are.

What OPA leaves open is closed here: the algorithm is the key's, never the token's; SHA-256 alone;
JSON without repeated keys; no claims that OPA would not look at.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, cast

import msgspec

from packer_systo.engine.bundle.file_names import DATA, MANIFEST, SIGNATURES
from packer_systo.engine.errors import RefusedError
from packer_systo.engine.hashing import sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.release.keys import PrivateKey, PublicKey

HASH = "SHA-256"
LARGEST = 4 * 1024 * 1024
"""Bytes of a `.signatures.json`: it lists every file."""

_CLAIMS = frozenset({"files", "iat", "iss", "keyid", "scope"})
_BASE64 = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile('["\\\\\x00-\x1f\u2028\u2029]')
_SHORT = {
    '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
}  # fmt: skip


class SignedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the payload's `files`."""

    name: str
    hash: str
    algorithm: str


class _Signatures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    signatures: list[str]


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alg: str
    kid: str = ""
    typ: str = "JWT"


class _Payload(msgspec.Struct, frozen=True):
    files: list[SignedFile]
    keyid: str = ""
    scope: str = ""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def signatures(contents: Mapping[str, bytes], key: PrivateKey, key_id: str, where: str) -> bytes:
    """The `.signatures.json` of a bundle's files. `key_id` is what OPA looks the key up by."""
    header = _Header(alg=key.public.algorithm, kid=key_id)
    files = [
        SignedFile(name=name, hash=file_hash(name, contents[name], where), algorithm=HASH)
        for name in sorted(contents)
        if name != SIGNATURES
    ]
    # `keyid` repeats the header for OPA versions that look for it there.
    payload = {"files": files, "keyid": key_id}
    signed = f"{_encode(msgspec.json.encode(header))}.{_encode(msgspec.json.encode(payload))}"
    signature = key.sign(signed.encode("ascii"))
    if key.public.algorithm == "ES256":
        signature = _joined(signature)
    token = f"{signed}.{_encode(signature)}"
    return msgspec.json.encode(_Signatures([token])) + b"\n"


def verify_signatures(contents: Mapping[str, bytes], key: PublicKey, where: str) -> int:
    """Refuse a bundle whose files are not just those that the key has signed.

    Gives how many there are. Raises RefusedError.
    """
    content = contents.get(SIGNATURES)
    if content is None:
        raise RefusedError(
            f"the bundle is not signed: it has no {SIGNATURES}",
            where=where,
            hint="`systo-policy bundle sign FILE --key KEY` signs it",
        )
    files = _verified_files(content, key, where)
    for name, file in contents.items():
        if name == SIGNATURES:
            continue
        signed = files.pop(name, None)
        if signed is None:
            raise RefusedError(f"`{name}` is not signed: somebody has added it", where=where)
        if signed.algorithm != HASH:
            raise RefusedError(
                f"`{name}` is signed by its {signed.algorithm or 'unnamed'} hash; "
                f"only {HASH} is accepted",
                where=where,
            )
        if signed.hash != file_hash(name, file, where):
            raise RefusedError(f"`{name}` is not what was signed: it was changed", where=where)
    for name in sorted(files):
        raise RefusedError(f"`{name}` is signed but missing: somebody has removed it", where=where)
    return len(contents) - 1


def file_hash(name: str, content: bytes, where: str) -> str:
    """The hash of a file, in hexadecimal, as OPA computes it. Raises RefusedError."""
    if name.rpartition("/")[2] in {MANIFEST, DATA}:
        content = "".join(_written(_parsed(content, f"{where}/{name}"))).encode("utf-8")
    return sha256(content).hexdigest()


def _verified_files(content: bytes, key: PublicKey, where: str) -> dict[str, SignedFile]:
    place = f"{where}/{SIGNATURES}"
    if len(content) > LARGEST:
        raise RefusedError(f"larger than {LARGEST // 1024 // 1024} MiB", where=place)
    try:
        tokens = msgspec.convert(_strict_json(content, place), _Signatures).signatures
        if len(tokens) != 1:
            raise RefusedError(
                f"there must be one signature, not {len(tokens)}: OPA takes one", where=place
            )
        head, payload, signature = _parts(tokens[0], place)
        header = msgspec.convert(_strict_json(_decode(head, place), place), _Header)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise RefusedError(f"this is no signature of a bundle: {error}", where=place) from None
    if header.alg != key.algorithm:
        raise RefusedError(
            f"the signature says {header.alg[:40]}, but the key is for {key.algorithm}",
            where=place,
            hint=f"the key is {key.where}: {key.fingerprint}",
        )
    raw = _decode(signature, place)
    if key.algorithm == "ES256":
        raw = _apart(raw, place)
    if not key.has_signed(f"{head}.{payload}".encode("ascii"), raw):
        raise RefusedError(
            "the signature is not by this key, or what is signed was changed",
            where=place,
            hint=f"the key is {key.where}: {key.fingerprint}",
        )
    claims = _strict_json(_decode(payload, place), place)
    if not isinstance(claims, dict):
        raise RefusedError("the signed payload is no object", where=place)
    for name in cast("dict[str, object]", claims):
        if name not in _CLAIMS:
            raise RefusedError(
                f"the signature has the claim `{name[:40]}`, which is not looked at", where=place
            )
    try:
        found = msgspec.convert(claims, _Payload)
    except msgspec.ValidationError as error:
        raise RefusedError(f"the signed payload is not OPA's: {error}", where=place) from None
    if found.scope:
        raise RefusedError(
            f"the signature is for the scope `{found.scope[:40]}`, not for every use", where=place
        )
    return _by_name(found.files, place)


def _by_name(files: Iterable[SignedFile], place: str) -> dict[str, SignedFile]:
    by_name: dict[str, SignedFile] = {}
    for file in files:
        if file.name in by_name:
            raise RefusedError(f"`{file.name}` is signed twice", where=place)
        by_name[file.name] = file
    return by_name


def _parts(token: str, place: str) -> tuple[str, str, str]:
    parts = token.split(".")
    if len(parts) != 3:
        raise RefusedError("the signature is no JWT of three parts", where=place)
    return parts[0], parts[1], parts[2]


def _strict_json(content: bytes, place: str) -> object:
    """JSON without repeated keys; numbers are `int` and `float` as usual."""
    _parsed(content, place)
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise RefusedError(f"this is not valid JSON: {error}", where=place) from None


def _parsed(content: bytes, place: str) -> object:
    """JSON with each number as it is written. Raises RefusedError, also for a repeated key."""
    import json

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(found)
        if len(made) != len(found):
            raise RefusedError("a key is there twice in one object", where=place)
        return made

    def constant(name: str) -> object:
        raise ValueError(f"{name} is no number")

    try:
        parsed: object = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=pairs,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=constant,
        )
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"this is not valid JSON: {error}", where=place) from None
    return parsed


def _written(value: object) -> Iterable[str]:
    match value:
        case dict():
            entries = cast("dict[str, object]", value)
            yield "{"
            for number, key in enumerate(sorted(entries)):
                yield f"{',' if number else ''}{_quoted(key)}:"
                yield from _written(entries[key])
            yield "}"
        case list():
            yield "["
            for number, entry in enumerate(cast("list[object]", value)):
                if number:
                    yield ","
                yield from _written(entry)
            yield "]"
        case _Number():
            yield value
        case str():
            yield _quoted(value)
        case bool():
            yield "true" if value else "false"
        case _:
            yield "null"


def _quoted(text: str) -> str:
    # Half of a surrogate pair is no character; Go reads it as U+FFFD.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return f'"{_ESCAPED.sub(_escape, whole)}"'


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _SHORT.get(character) or f"\\u{ord(character):04x}"


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _decode(text: str, place: str) -> bytes:
    """Base64url without padding, of which each content has one form only."""
    if not _BASE64.fullmatch(text):
        raise RefusedError("a part of the signature is no base64url", where=place)
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise RefusedError("a part of the signature is no base64url", where=place) from None
    if _encode(content) != text:
        raise RefusedError("a part of the signature is no base64url", where=place)
    return content


def _joined(signature: bytes) -> bytes:
    """DER to the two numbers side by side (RFC 7518, 3.4)."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    first, second = decode_dss_signature(signature)
    return first.to_bytes(32, "big") + second.to_bytes(32, "big")


def _apart(signature: bytes, place: str) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    if len(signature) != 64:
        raise RefusedError("the signature is not of the length that ES256 has", where=place)
    return encode_dss_signature(
        int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    )
