"""What a YAML scalar stands for, as go-cty-yaml resolves it (resolve.go).

YAML 1.1's booleans, decimal numbers of any size, timestamps (which become RFC 3339 text) and nulls;
what is none of these is text.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import FunctionError
from packer_systo.engine.functions.timestamps import read_loose
from packer_systo.engine.values.constructors import boolean, null, number, string, unknown
from packer_systo.engine.values.number import NumberError, parse_number
from packer_systo.engine.values.types import NUMBER
from packer_systo.engine.values.value import UnknownReason

if TYPE_CHECKING:
    from packer_systo.engine.values.value import Value

_TAG = "tag:yaml.org,2002:"
STRING, BOOL, INTEGER, FLOAT = _TAG + "str", _TAG + "bool", _TAG + "int", _TAG + "float"
NULL, TIMESTAMP, BINARY = _TAG + "null", _TAG + "timestamp", _TAG + "binary"
SEQUENCE, MAPPING = _TAG + "seq", _TAG + "map"

_TRUE = frozenset(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"))
_FALSE = frozenset(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"))
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_INFINITIES = re.compile(r"[+-]?\.(inf|Inf|INF)\Z|[+-](?:inf|Inf)(?:inity)?\Z")
_PREFIXED = re.compile(r"([+-]?)0([xXoObB]?)([0-9a-fA-F]+)\Z")


def resolve(tag: str, text: str, *, quoted: bool) -> Value:
    """The value of a scalar with that tag (empty if none); FunctionError if they do not fit."""
    if tag not in ("", STRING, BOOL, INTEGER, FLOAT, NULL, TIMESTAMP, BINARY):
        raise FunctionError("the YAML has a tag that is not supported", 0)
    telling = not text or text[0] in "+-0123456789yYnNtTfFoO~."
    if telling and tag not in (STRING, BINARY):
        if quoted:
            return string(text)
        found = _plain(tag, text)
        if found is not None:
            return found
        if text.replace("_", "").startswith(("0b", "-0b")) and text[0] in "+-0123456789":
            tag = INTEGER
    return _tagged(tag, text)


def _plain(tag: str, text: str) -> Value | None:
    """A value that shows in the text; None when it shows none."""
    if text in _TRUE or text in _FALSE:
        return boolean(text in _TRUE)
    if text in _NULLS:
        return null()
    if _INFINITIES.match(text):
        return unknown(NUMBER, UnknownReason(text, "in error: the number is infinite"))
    if not tag and text in (".nan", ".NaN", ".NAN"):
        raise FunctionError("the YAML has a number that is not a number (NaN)", 0)
    if text[0] == ".":
        return _number(text)
    if text[0] in "+-0123456789":
        if tag in ("", TIMESTAMP):
            moment = read_loose(text)
            if moment is not None:
                return string(moment.rfc3339())
        return _number(text.replace("_", ""))
    return None


def _number(text: str) -> Value | None:
    try:
        return number(parse_number(text))
    except NumberError as error:
        if str(error) == "a number is expected":
            return None
        raise


def _tagged(tag: str, text: str) -> Value:
    if tag in ("", STRING):
        return string(text)
    if tag == NULL:
        return null()
    if tag == BINARY:
        try:
            base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
        except (binascii.Error, ValueError) as error:
            raise FunctionError("the YAML has a binary that is not base64", 0) from error
        return string(text)
    if tag in (INTEGER, FLOAT):
        made = _number(text.replace("_", "")) or _prefixed(text.replace("_", ""))
        if made is not None:
            return made
    raise FunctionError("a YAML value is not of the type that its tag says", 0)


def _prefixed(text: str) -> Value | None:
    """A whole number of 64 bits in the notations of Go: `0x1f`, `0o17`, `017`, `0b101`."""
    match = _PREFIXED.match(text)
    if match is None:
        return None
    base = {"x": 16, "o": 8, "b": 2, "": 8}[match[2].lower()]
    try:
        made = int(match[3], base)
    except ValueError:
        return None
    if match[1] == "-":
        made = -made
    largest = 1 << (64 if not match[1] else 63)
    return number(made) if -(1 << 63) <= made < largest else None
