"""`csvdecode`. Semantics: go-cty's stdlib (`csv.go`) over Go's encoding/csv (RFC 4180)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.limits import check_elements
from packer_systo.engine.functions.models import Function, FunctionError, Parameter, text_of
from packer_systo.engine.values.constructors import list_value, normal_text, object_value, string
from packer_systo.engine.values.equality import is_known
from packer_systo.engine.values.types import ANY, STRING, Type, list_of, object_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value


def _lines(text: str) -> Iterator[str]:
    """The lines with their line feeds; a carriage return before one, or at the end, is left out."""
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        if end < 0:
            yield text[at:].removesuffix("\r")
            return
        line = text[at : end + 1]
        yield line[:-2] + "\n" if line.endswith("\r\n") else line
        at = end + 1


def _records(text: str) -> Iterator[list[str]]:
    """The records; empty lines are none. FunctionError for a quote where none may be."""
    lines = _lines(text)
    for line in lines:
        if line == "\n" or not line:
            continue
        yield _record(line, lines)


def _record(line: str, lines: Iterator[str]) -> list[str]:
    """The fields of the record that begins with a line; a quoted field may go on over more."""
    fields: list[str] = []
    at = 0
    while True:
        if line.startswith('"', at):
            field, line, at = _quoted(line, at + 1, lines)
            fields.append(field)
            if line.startswith(",", at):
                at += 1
                continue
            if line[at:] in ("", "\n"):
                return fields
            raise FunctionError("text follows the closing quote of a field", 0)
        comma = line.find(",", at)
        field = line[at:comma] if comma >= 0 else line[at:].removesuffix("\n")
        if '"' in field:
            raise FunctionError("a quote stands within a field that does not begin with one", 0)
        fields.append(field)
        if comma < 0:
            return fields
        at = comma + 1


def _quoted(line: str, at: int, lines: Iterator[str]) -> tuple[str, str, int]:
    """A field after its opening quote; with the line and the offset where it ends."""
    pieces: list[str] = []
    while True:
        quote = line.find('"', at)
        if quote < 0:
            pieces.append(line[at:])
            following = next(lines, None)
            if following is None:
                raise FunctionError("a quoted field does not end", 0)
            line, at = following, 0
            continue
        pieces.append(line[at:quote])
        if not line.startswith('"', quote + 1):
            return "".join(pieces), line, quote + 1
        pieces.append('"')
        at = quote + 2


def _decoded_type(arguments: tuple[Value, ...]) -> Type:
    if not is_known(arguments[0]):
        return ANY
    headers = next(_records(text_of(arguments[0])), None)
    if headers is None:
        raise FunctionError("the header line is missing", 0)
    if len(set(headers)) != len(headers):
        raise FunctionError("two columns have the same name", 0)
    return list_of(object_of({normal_text(name): STRING for name in headers}))


def _decode(call: Call) -> Value:
    call.spend(len(call.text(0)))
    records = _records(call.text(0))
    headers = next(records)
    found: list[Value] = []
    for record in records:
        if len(record) != len(headers):
            raise FunctionError("a line has more or fewer fields than the header", 0)
        fields = zip(headers, record, strict=True)
        found.append(object_value({normal_text(name): string(field) for name, field in fields}))
        check_elements(len(found) * len(headers))
    return list_value(found, call.result_type.element)


FUNCTIONS = (Function("csvdecode", (Parameter("str", STRING),), _decoded_type, _decode),)
