"""RSA decryption with a private key in PEM form: PKCS #1 v1.5 (RFC 8017), as Go's crypto does it.

Not a crypto library's: those answer a wrong padding with made-up bytes, where a template must get
an error. Only what a template holds is decrypted, so timing is nobody's concern here.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import FunctionError

if TYPE_CHECKING:
    from typing import NoReturn

LEAST_BITS = 1024
MOST_BITS = 8192
_BLOCK = re.compile(
    r"^-----BEGIN ([^\n]*?)-----[ \t\r]*\n(.*?)^-----END \1-----[ \t\r]*$", re.DOTALL | re.MULTILINE
)
_HEADER = re.compile(r"[^:\n]*:[^\n]*\n")


def decrypt(ciphertext: str, key: str) -> str:
    """The text that was encrypted; FunctionError when key and ciphertext do not fit."""
    try:
        data = base64.b64decode(re.sub(r"[\r\n]", "", ciphertext), validate=True)
    except (binascii.Error, ValueError) as error:
        raise FunctionError("the encrypted text is not base64", 0) from error
    modulus, private = _key(key)
    number = int.from_bytes(data)
    if number >= modulus:
        raise FunctionError("the text was not encrypted for this key", 0)
    size = (modulus.bit_length() + 7) // 8
    message = pow(number, private, modulus).to_bytes(size)
    end = message.find(b"\0", 2)
    if message[:2] != b"\0\2" or end < 10:
        raise FunctionError("the text was not encrypted for this key", 0)
    return message[end + 1 :].decode(errors="replace")


def _refuse(message: str) -> NoReturn:
    raise FunctionError(message, 1)


def _key(text: str) -> tuple[int, int]:
    """Modulus and private exponent of a key that is consistent in itself."""
    block = _BLOCK.search(text)
    if block is None:
        _refuse("there is no private key in PEM form")
    body = block[2]
    while header := _HEADER.match(body):
        if "ENCRYPTED" in header[0]:
            _refuse("the private key is protected by a password; decrypt it first")
        body = body[header.end() :]
    try:
        der = base64.b64decode(re.sub(r"\s", "", body), validate=True)
    except (binascii.Error, ValueError):
        _refuse("there is no private key in PEM form")
    numbers = _integers(der)
    if numbers is None or len(numbers) < 9 or numbers[0] > 1 or min(numbers[1:9]) <= 0:
        _refuse("the private key is not an RSA key in PKCS #1 form")
    _, modulus, public, private, p, q, p_exponent, q_exponent, coefficient = numbers[:9]
    if not LEAST_BITS <= modulus.bit_length() <= MOST_BITS:
        _refuse(f"the key must have {LEAST_BITS} to {MOST_BITS} bits")
    consistent = (
        modulus % 2 == 1
        and public % 2 == 1
        and 2 < public < 1 << 31
        and p * q == modulus
        and private < modulus
        and p_exponent == private % (p - 1)
        and q_exponent == private % (q - 1)
        and p_exponent * public % (p - 1) == 1
        and q_exponent * public % (q - 1) == 1
        and coefficient < p
        and coefficient * q % p == 1
    )
    if not consistent:
        _refuse("the numbers of the private key do not fit together")
    return modulus, private


def _integers(der: bytes) -> list[int] | None:
    """The integers of a DER sequence (X.690); None when it is anything else."""
    outer = _item(der, 0, 0x30)
    if outer is None or outer[1] != len(der):
        return None
    at, end = outer
    found: list[int] = []
    while at < end and len(found) < 9:
        item = _item(der, at, 0x02)
        if item is None or item[0] == item[1]:
            return None
        found.append(int.from_bytes(der[item[0] : item[1]], signed=True))
        at = item[1]
    return found


def _item(der: bytes, at: int, tag: int) -> tuple[int, int] | None:
    """Where the contents of the item at an offset begin and end."""
    if len(der) < at + 2 or der[at] != tag:
        return None
    length = der[at + 1]
    at += 2
    if length >= 0x80:
        count = length & 0x7F
        if not 1 <= count <= 3 or len(der) < at + count:
            return None
        length = int.from_bytes(der[at : at + count])
        at += count
    return (at, at + length) if at + length <= len(der) else None
