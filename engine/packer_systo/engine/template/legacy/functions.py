"""The functions that Packer offers within strings (packer-plugin-sdk, template/interpolate)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.functions.letter_case import lower_case, upper_case
from packer_systo.engine.values.constructors import derived, string, unknown
from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.marks import reasons_of, secret_of
from packer_systo.engine.values.types import STRING
from packer_systo.engine.values.value import PartialString, UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.values.value import Secret

OUTSIDE_WORLD = "function of the outside world"
BUILD_VALUE = "build value"

WORLD = frozenset({"isotime", "strftime", "timestamp", "uuid", "packer_version"})
"""Known only when Packer runs."""

FOR_VARIABLES = frozenset({"consul_key", "vault", "aws_secretsmanager", "aws_secretsmanager_raw"})
"""The same, and only to be called in `variables`; `env` too is only to be called there."""

PURE = frozenset({"split", "replace", "replace_all", "upper", "lower"})

ENGINE = (
    WORLD
    | FOR_VARIABLES
    | PURE
    | {
        *("build", "build_name", "build_type", "env", "pwd", "sed", "template_dir", "user"),
    }
)
"""All functions of Packer itself; plugins add their own."""

PLUGIN = frozenset({"clean_ami_name", "clean_image_name", "clean_resource_name", "vm"})
"""What the plugins of the attribute table add."""

GO = frozenset({
    *("and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or"),
    *("print", "printf", "println", "slice", "urlquery"),
})  # fmt: skip
"""The functions of Go's text/template."""

LARGEST = 1 << 20
"""Characters of a result."""


UNKNOWN = "unknown-function"


class FunctionError(Exception):
    """A call that Packer would refuse; `message` holds no value, `code` is the problem's."""

    def __init__(self, message: str, code: str = "invalid-value") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Argument(msgspec.Struct, frozen=True):
    """An argument: a text with what is known of it, or a number."""

    text: Value | None
    number: int | None = None


def call(name: str, arguments: Sequence[Argument]) -> Value:
    """The result of a function of PURE. Raises FunctionError."""
    wanted = _PARAMETERS[name]
    if len(arguments) != len(wanted):
        s = "" if len(wanted) == 1 else "s"
        raise FunctionError(
            f"the function {name} takes {len(wanted)} argument{s}, and {len(arguments)} are given"
        )
    texts: list[str] = []
    numbers: list[int] = []
    secret: Secret | None = None
    unknown_reasons: list[UnknownReason] = []
    for kind, argument in zip(wanted, arguments, strict=True):
        if kind == "number":
            if argument.number is None:
                raise FunctionError(f"the function {name} needs a whole number here")
            numbers.append(argument.number)
            continue
        if argument.text is None:
            raise FunctionError(f"the function {name} needs a text here, not a number")
        data = argument.text.data
        text = known_text(data) if isinstance(data, (str, PartialString)) else None
        if text is None:
            unknown_reasons.extend(reasons_of(argument.text))
        else:
            texts.append(text)
        secret = secret or secret_of(argument.text)
    if unknown_reasons:
        return unknown(STRING, derived(tuple(unknown_reasons)), secret=secret)
    return string(_result(name, texts, numbers), secret=secret)


_PARAMETERS: dict[str, tuple[str, ...]] = {
    "upper": ("text",),
    "lower": ("text",),
    "replace_all": ("text", "text", "text"),
    "replace": ("text", "text", "number", "text"),
    "split": ("text", "text", "number"),
}


def _result(name: str, texts: list[str], numbers: list[int]) -> str:
    if name == "upper":
        return upper_case(texts[0])
    if name == "lower":
        return lower_case(texts[0])
    if name == "split":
        return _split(texts[0], texts[1], numbers[0])
    old, new, source = texts
    count = numbers[0] if numbers else -1
    places = source.count(old) if old else len(source) + 1
    if (places if count < 0 else min(places, count)) * len(new) > LARGEST:
        raise FunctionError(f"the result of the function {name} is too large")
    return source.replace(old, new, count) if count >= 0 else source.replace(old, new)


def _split(text: str, separator: str, index: int) -> str:
    parts = text.split(separator) if separator else list(text)
    if not 0 <= index < len(parts):
        raise FunctionError(
            f"the function split finds {len(parts)} parts, so that there is no part {index}"
        )
    return parts[index]
