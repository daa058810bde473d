"""A value as YAML text, exactly as go-cty-yaml writes it.

Strings and keys are in double quotes, text of several lines is a literal block, long quoted lines
are folded. The rules are those of libyaml's emitter (emitter.c) with its defaults: two spaces of
indentation, lines of about eighty characters; `whitespace` and `indention` are its names for "a
space was just written" and "nothing but indentation was written on this line".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.limits import check_characters
from packer_systo.engine.values.number import format_number
from packer_systo.engine.values.value import PartialString, Unknown

if TYPE_CHECKING:
    from packer_systo.engine.values.value import Value

_WIDTH = 80
_STEP = 2
_LONGEST_KEY = 128
_BREAKS = "\r\n\x85\u2028\u2029"
_ESCAPES = {
    "\0": "0",
    "\a": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
    '"': '"',
    "\\": "\\",
    "\x85": "N",
    "\xa0": "_",
    "\u2028": "L",
    "\u2029": "P",
}


def write(value: Value) -> str:
    """The YAML of a value that is wholly known."""
    writer = _Writer()
    writer.node(value)
    writer.indent = -1
    writer.write_indent()
    if not isinstance(value.data, (str, tuple, dict)):
        # A plain scalar could go on in the next line, so its end is marked.
        writer.put("...\n")
    text = "".join(writer.pieces)
    check_characters(len(text))
    return text


def _printable(character: str) -> bool:
    return (
        character == "\n"
        or " " <= character <= "~"
        or "\xa0" <= character <= "\ud7ff"
        or ("\ue000" <= character <= "\ufffd" and character != "\ufeff")
    )


class _Writer:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.column = 0
        self.indent = -1
        self.whitespace = True
        self.indention = True

    def put(self, text: str) -> None:
        self.pieces.append(text)
        self.column += len(text)

    def line_break(self, text: str = "\n") -> None:
        self.pieces.append(text)
        self.column = 0

    def write_indent(self) -> None:
        indent = max(self.indent, 0)
        at_indent = self.column == indent and self.whitespace
        if not self.indention or self.column > indent or (self.column == indent and not at_indent):
            self.line_break()
        if self.column < indent:
            self.put(" " * (indent - self.column))
        self.whitespace = True
        self.indention = True

    def indicator(self, text: str, *, spaced: bool, indention: bool = False) -> None:
        if spaced and not self.whitespace:
            self.put(" ")
        self.put(text)
        self.whitespace = False
        self.indention = self.indention and indention

    def node(self, value: Value, *, in_mapping: bool = False) -> None:
        data = value.data
        if isinstance(data, tuple):
            self._sequence(data, in_mapping=in_mapping)
        elif isinstance(data, dict):
            self._mapping(data)
        elif isinstance(data, str):
            self.string(data)
        else:
            assert not isinstance(data, (PartialString, Unknown))
            if data is None:
                text = "null"
            elif isinstance(data, bool):
                text = "true" if data else "false"
            else:
                text = format_number(data)
            self.indicator(text, spaced=True)

    def _sequence(self, elements: tuple[Value, ...], *, in_mapping: bool) -> None:
        if not elements:
            self.indicator("[]", spaced=True)
            return
        outer = self.indent
        if self.indent < 0:
            self.indent = 0
        elif not (in_mapping and not self.indention):
            self.indent += _STEP
        for element in elements:
            self.write_indent()
            self.indicator("-", spaced=True, indention=True)
            self.node(element)
        self.indent = outer

    def _mapping(self, attributes: dict[str, Value]) -> None:
        if not attributes:
            self.indicator("{}", spaced=True)
            return
        outer = self.indent
        self.indent = 0 if self.indent < 0 else self.indent + _STEP
        for key, element in attributes.items():
            self.write_indent()
            if any(one in key for one in _BREAKS) or len(key.encode()) > _LONGEST_KEY:
                self.indicator("?", spaced=True, indention=True)
                self.string(key)
                self.write_indent()
                self.indicator(":", spaced=True, indention=True)
            else:
                self.string(key, simple_key=True)
                self.indicator(":", spaced=False)
            self.node(element, in_mapping=True)
        self.indent = outer

    def string(self, text: str, *, simple_key: bool = False) -> None:
        outer = self.indent
        self.indent = _STEP if self.indent < 0 else self.indent + _STEP
        if not simple_key and "\n" in text and _fits_block(text):
            self._literal(text)
        else:
            self._quoted(text, fold=not simple_key)
        self.indent = outer

    def _quoted(self, text: str, *, fold: bool) -> None:
        self.indicator('"', spaced=True)
        # libyaml looks for a byte order mark at the start of the text, wherever it is in it.
        marked = text.startswith("\ufeff")
        after_space = False
        last = len(text) - 1
        for place, one in enumerate(text):
            if one == " " and not marked:
                if fold and not after_space and self.column > _WIDTH and 0 < place < last:
                    self.write_indent()
                    if text[place + 1] == " ":
                        self.put("\\")
                else:
                    self.put(" ")
                after_space = True
                continue
            if marked or one in '"\\' or one in _BREAKS or not _printable(one):
                self.put(_escaped(one))
            else:
                self.put(one)
            after_space = False
        self.indicator('"', spaced=False)

    def _literal(self, text: str) -> None:
        self.indicator("|", spaced=True)
        if text[0] == " " or text[0] in _BREAKS:
            self.indicator(str(_STEP), spaced=False)
        if text[-1] not in _BREAKS:
            self.indicator("-", spaced=False)
        elif len(text) == 1 or text[-2] in _BREAKS:
            self.indicator("+", spaced=False)
        self.line_break()
        self.indention = True
        self.whitespace = True
        after_break = True
        for one in text:
            if one in _BREAKS:
                self.line_break(one)
                self.indention = True
                after_break = True
                continue
            if after_break:
                self.write_indent()
            self.put(one)
            self.indention = False
            after_break = False


def _fits_block(text: str) -> bool:
    """Whether a literal block can hold the text: printable, no space before the end of a line."""
    if text.endswith(" ") or not all(map(_printable, text)):
        return False
    return not any(f" {one}" in text for one in _BREAKS)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return "\\" + _ESCAPES[character]
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
