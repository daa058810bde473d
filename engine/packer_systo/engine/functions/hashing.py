"""Digests, name-based UUIDs and RSA decryption. Semantics: go-cty-funcs (crypto, uuid)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import Function, FunctionError, Parameter
from packer_systo.engine.values.constructors import string
from packer_systo.engine.values.types import STRING

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value

_NAMESPACES = {"dns": 0, "url": 1, "oid": 2, "x500": 4}
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")


def _digest(call: Call, name: str) -> Value:
    made = hashlib.new(name, call.text(0).encode(), usedforsecurity=False)
    return string(made.hexdigest())


def _md5(call: Call) -> Value:
    return _digest(call, "md5")


def _sha1(call: Call) -> Value:
    return _digest(call, "sha1")


def _sha256(call: Call) -> Value:
    return _digest(call, "sha256")


def _sha512(call: Call) -> Value:
    return _digest(call, "sha512")


def _namespace(text: str) -> bytes:
    """The bytes of a namespace's UUID, in any of the forms that google/uuid reads."""
    if text in _NAMESPACES:
        # RFC 4122, appendix C: they differ in one digit only.
        return bytes.fromhex(f"6ba7b81{_NAMESPACES[text]}9dad11d180b400c04fd430c8")
    # Lengths are counted in bytes there.
    text = text.encode().decode("latin-1")
    if len(text) == 45 and text[:9].lower() == "urn:uuid:":
        text = text[9:]
    elif len(text) == 38:
        # Meant for braces, though google/uuid does not look at them.
        text = text[1:37]
    if len(text) == 36 and text[8] == text[13] == text[18] == text[23] == "-":
        text = text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
    if len(text) != 32 or not _HEXADECIMAL.issuperset(text):
        raise FunctionError('a UUID or one of "dns", "url", "oid", "x500" is required', 0)
    return bytes.fromhex(text)


def _uuid_from_name(call: Call) -> Value:
    name = _namespace(call.text(0)) + call.text(1).encode()
    made = bytearray(hashlib.sha1(name, usedforsecurity=False).digest()[:16])
    made[6] = made[6] & 0x0F | 0x50
    made[8] = made[8] & 0x3F | 0x80
    text = made.hex()
    return string(f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}")


def _decrypt(call: Call) -> Value:
    from packer_systo.engine.functions.rsa import decrypt

    # A key of n characters has about 4n bits, and the work grows with their cube.
    call.spend(min(len(call.text(1)), 10_000) ** 3 // 400_000)
    return string(decrypt(call.text(0), call.text(1)))


_STR = Parameter("str", STRING)

FUNCTIONS = (
    Function("md5", (_STR,), STRING, _md5),
    Function("sha1", (_STR,), STRING, _sha1),
    Function("sha256", (_STR,), STRING, _sha256),
    Function("sha512", (_STR,), STRING, _sha512),
    Function(
        "uuidv5",
        (Parameter("namespace", STRING), Parameter("name", STRING)),
        STRING,
        _uuid_from_name,
    ),
    Function(
        "rsadecrypt",
        (Parameter("ciphertext", STRING), Parameter("privatekey", STRING)),
        STRING,
        _decrypt,
    ),
)
