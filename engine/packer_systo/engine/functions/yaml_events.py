"""The parser's events of a YAML text, with the scanner's rules that Go's YAML has.

PyYAML and go-cty-yaml both come from libyaml's grammar. These differ in PyYAML and are put right
here: tabs may part tokens where no key can begin, a colon within a flow collection ends a plain
scalar only before white space, a plain scalar keeps tabs inside it, and an unknown directive is an
error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml.error import MarkedYAMLError
from yaml.tokens import ScalarToken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.error import Mark
    from yaml.events import Event
    from yaml.tokens import DirectiveToken

    class _Loader:
        """What of PyYAML's classes is used here; its stubs leave most of it without types."""

        column: int
        index: int
        indent: int
        flow_level: int
        allow_simple_key: bool

        def peek(self, index: int = 0) -> str: ...
        def prefix(self, length: int = 1) -> str: ...
        def forward(self, length: int = 1) -> None: ...
        def get_mark(self) -> Mark: ...
        def scan_line_break(self) -> str: ...
        def scan_directive(self) -> DirectiveToken: ...
        def check_event(self) -> bool: ...
        def get_event(self) -> Event: ...

else:
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class _Loader(Reader, Scanner, Parser):
        """PyYAML as far as events."""


_BREAKS = "\r\n\x85\u2028\u2029"
_BLANKS = " \t"
_ENDS = "\0" + _BLANKS + _BREAKS


class _EventReader(_Loader):
    """Reads with Go's rules; the methods are PyYAML's, called by its parser."""

    def __init__(self, text: str) -> None:
        if not TYPE_CHECKING:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)

    def scan_to_next_token(self) -> None:
        while True:
            if self.index == 0 and self.peek() == "\ufeff":
                self.forward()
            while self.peek() == " " or (
                self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)
            ):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in "\0" + _BREAKS:
                    self.forward()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_directive(self) -> DirectiveToken:
        token = super().scan_directive()
        if token.name not in ("YAML", "TAG"):
            raise MarkedYAMLError(problem="unknown directive", problem_mark=token.start_mark)
        return token

    def scan_plain(self) -> ScalarToken:
        pieces: list[str] = []
        start = end = self.get_mark()
        indent = self.indent + 1
        blanks, breaks, broken = "", "", False
        while not self._at_document_mark() and self.peek() != "#":
            length = 0
            while self._goes_on(length):
                length += 1
            if length:
                pieces += (_folded(breaks) if broken else blanks, self.prefix(length))
                self.forward(length)
                end = self.get_mark()
                blanks, breaks, broken = "", "", False
            if self.peek() not in _BLANKS + _BREAKS:
                break
            while self.peek() in _BLANKS + _BREAKS:
                if self.peek() in _BREAKS:
                    breaks += self.scan_line_break()
                    blanks, broken = "", True
                    continue
                if broken and self.column < indent and self.peek() == "\t":
                    raise MarkedYAMLError(
                        problem="a tab in the indentation", problem_mark=self.get_mark()
                    )
                blanks += "" if broken else self.peek()
                self.forward()
            if not self.flow_level and self.column < indent:
                break
        if broken:
            self.allow_simple_key = True
        return ScalarToken("".join(pieces), True, start, end)

    def _at_document_mark(self) -> bool:
        return self.column == 0 and self.prefix(3) in ("---", "...") and self.peek(3) in _ENDS

    def _goes_on(self, length: int) -> bool:
        character = self.peek(length)
        if character in _ENDS or (character == ":" and self.peek(length + 1) in _ENDS):
            return False
        return not (self.flow_level and character in ",?[]{}")


def _folded(breaks: str) -> str:
    """Line breaks within a plain scalar: one becomes a space, of more the first is dropped."""
    if breaks[0] == "\n":
        return breaks[1:] or " "
    return breaks


def events(text: str) -> Iterator[Event]:
    """The events in order; yaml.YAMLError at a mistake."""
    reader = _EventReader(text)
    while reader.check_event():
        yield reader.get_event()
