"""Functions on text: case, trimming, searching, joining and cutting.

Semantics: go-cty's stdlib (`string.go`, `string_replace.go`) and Packer's own `startswith`,
`endswith`, `strcontains` (hcl2template/function).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.letter_case import (
    WHITE_SPACE,
    lower_case,
    title_case,
    upper_case,
)
from packer_systo.engine.functions.limits import check_characters
from packer_systo.engine.functions.models import Function, FunctionError, Parameter
from packer_systo.engine.values.constructors import boolean, list_value, string
from packer_systo.engine.values.types import BOOL, NUMBER, STRING, list_of

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value


def _upper_function(call: Call) -> Value:
    return string(upper_case(call.text(0)))


def _lower_function(call: Call) -> Value:
    return string(lower_case(call.text(0)))


def _title_function(call: Call) -> Value:
    return string(title_case(call.text(0)))


def _reversed(call: Call) -> Value:
    from packer_systo.engine.functions.graphemes import clusters

    call.spend(2 * len(call.text(0)))
    return string("".join(reversed(clusters(call.text(0)))))


def _substring(call: Call) -> Value:
    from packer_systo.engine.functions.graphemes import clusters

    offset, length = call.integer(1), call.integer(2)
    call.spend(2 * len(call.text(0)))
    pieces = clusters(call.text(0))
    if offset < 0:
        # From the end; further back than the text is long means from its start.
        offset = max(offset + len(pieces), 0)
    elif length == 0:
        return string("")
    # A length of zero after an offset from the end never stops go-cty's count: all the rest.
    end = len(pieces) if length <= 0 else offset + length
    return string("".join(pieces[offset:end]))


def _split(call: Call) -> Value:
    separator, text = call.text(0), call.text(1)
    pieces = text.split(separator) if separator else list(text)
    return list_value([string(piece) for piece in pieces], STRING)


def _chomp(call: Call) -> Value:
    return string(call.text(0).rstrip("\r\n"))


def _indent(call: Call) -> Value:
    spaces, text = call.integer(0), call.text(1)
    if spaces < 0:
        raise FunctionError("the number of spaces must not be negative", 0)
    check_characters(len(text) + text.count("\n") * spaces)
    return string(text.replace("\n", "\n" + " " * spaces) if "\n" in text else text)


def _trim_space(call: Call) -> Value:
    return string(call.text(0).strip(WHITE_SPACE))


def _trim(call: Call) -> Value:
    return string(call.text(0).strip(call.text(1)))


def _trim_prefix(call: Call) -> Value:
    return string(call.text(0).removeprefix(call.text(1)))


def _trim_suffix(call: Call) -> Value:
    return string(call.text(0).removesuffix(call.text(1)))


def _replace(call: Call) -> Value:
    text, old, new = call.text(0), call.text(1), call.text(2)
    times = text.count(old)
    check_characters(len(text) + times * (len(new) - len(old)))
    return string(text.replace(old, new))


def _starts_with(call: Call) -> Value:
    return boolean(call.text(0).startswith(call.text(1)))


def _ends_with(call: Call) -> Value:
    return boolean(call.text(0).endswith(call.text(1)))


def _contains_text(call: Call) -> Value:
    return boolean(call.text(1) in call.text(0))


def _of(name: str) -> Parameter:
    return Parameter(name, STRING)


FUNCTIONS = (
    Function("upper", (_of("str"),), STRING, _upper_function),
    Function("lower", (_of("str"),), STRING, _lower_function),
    Function("title", (_of("str"),), STRING, _title_function),
    Function("strrev", (_of("str"),), STRING, _reversed),
    Function(
        "substr",
        (_of("str"), Parameter("offset", NUMBER), Parameter("length", NUMBER)),
        STRING,
        _substring,
    ),
    Function("split", (_of("separator"), _of("str")), list_of(STRING), _split),
    Function("chomp", (_of("str"),), STRING, _chomp),
    Function("indent", (Parameter("spaces", NUMBER), _of("str")), STRING, _indent),
    Function("trimspace", (_of("str"),), STRING, _trim_space),
    Function("trim", (_of("str"), _of("cutset")), STRING, _trim),
    Function("trimprefix", (_of("str"), _of("prefix")), STRING, _trim_prefix),
    Function("trimsuffix", (_of("str"), _of("suffix")), STRING, _trim_suffix),
    Function("replace", (_of("str"), _of("substr"), _of("replace")), STRING, _replace),
    Function("startswith", (_of("str"), _of("prefix")), BOOL, _starts_with),
    Function("endswith", (_of("str"), _of("suffix")), BOOL, _ends_with),
    Function("strcontains", (_of("str"), _of("substr")), BOOL, _contains_text),
)
