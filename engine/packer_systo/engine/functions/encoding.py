"""Base64, gzip, URL escapes and character encodings.

Semantics: go-cty-funcs (encoding) and Packer's own `base64gzip`, `textencodebase64`,
`textdecodebase64` (hcl2template).
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from packer_systo.engine.functions.limits import check_characters
from packer_systo.engine.functions.models import Function, FunctionError, Parameter
from packer_systo.engine.values.constructors import string
from packer_systo.engine.values.types import STRING

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value


def _decoded(text: str) -> bytes:
    """The bytes of standard base64 with its padding; line breaks are passed over."""
    text = text.replace("\r", "").replace("\n", "")
    if len(text) % 4 != 0:
        raise FunctionError("the text is not base64", 0)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise FunctionError("the text is not base64", 0) from error


def _encoded(data: bytes) -> Value:
    check_characters(len(data) * 4 // 3)
    return string(base64.b64encode(data).decode())


def _base64_decode(call: Call) -> Value:
    try:
        return string(_decoded(call.text(0)).decode())
    except UnicodeDecodeError as error:
        raise FunctionError("the decoded bytes are not UTF-8 text", 0) from error


def _base64_encode(call: Call) -> Value:
    return _encoded(call.text(0).encode())


def _base64_gzip(call: Call) -> Value:
    from packer_systo.engine.functions.gzip import MAXIMUM_INPUT, compress

    data = call.text(0).encode()
    if len(data) > MAXIMUM_INPUT:
        return call.outside("in error: the text is too long to be compressed here")
    call.spend(20 * len(data))
    return _encoded(compress(data))


def _codec(call: Call) -> str:
    from packer_systo.engine.functions.text_encodings import find_codec

    codec = find_codec(call.text(1))
    if codec is None:
        raise FunctionError("this is not the IANA name of an encoding that Packer knows", 1)
    return codec


def _text_encode(call: Call) -> Value:
    from packer_systo.engine.functions.text_encodings import encode

    call.spend(len(call.text(0)))
    data = encode(call.text(0), _codec(call))
    if data is None:
        raise FunctionError("the text has characters that the encoding does not have", 0)
    return _encoded(data)


def _text_decode(call: Call) -> Value:
    from packer_systo.engine.functions.text_encodings import decode

    codec = _codec(call)
    call.spend(len(call.text(0)))
    text = decode(_decoded(call.text(0)), codec)
    if text is None:
        raise FunctionError("the bytes are no text in that encoding", 0)
    return string(text)


def _url_encode(call: Call) -> Value:
    from urllib.parse import quote_plus

    return string(quote_plus(call.text(0)))


_STR = Parameter("str", STRING)
_ENCODING = Parameter("encoding", STRING)

FUNCTIONS = (
    Function("base64decode", (_STR,), STRING, _base64_decode),
    Function("base64encode", (_STR,), STRING, _base64_encode),
    Function("base64gzip", (_STR,), STRING, _base64_gzip),
    Function("textdecodebase64", (Parameter("source", STRING), _ENCODING), STRING, _text_decode),
    Function("textencodebase64", (Parameter("string", STRING), _ENCODING), STRING, _text_encode),
    Function("urlencode", (_STR,), STRING, _url_encode),
)
