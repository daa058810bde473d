"""What the actions of an engine template ask of each other, as Go reads them.

`{{if X}}`, `{{range X}}`, `{{with X}}`, `{{define "name"}}` and `{{block "name" X}}` need an `{{end}}`.
`{{template "name"}}` needs a `define` or a `block` of that name. As `text/template/parse` of the Go that Packer 1.16 is built with.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from packer_systo.engine.template.legacy.engine_errors import TemplateError
from packer_systo.engine.template.legacy.engine_variables import Variables

WITH_VALUE = frozenset({"if", "range", "with"})
_NAMED = frozenset({"define", "block"})
_QUOTED = frozenset({"raw", "string"})
_LEAVE = frozenset({"break", "continue"})

Token: TypeAlias = tuple[str, str]
"""Its kind and how it is written."""


class _Block(msgspec.Struct):
    word: str
    has_else: bool = False

    @property
    def is_loop(self) -> bool:
        return self.word == "range" and not self.has_else


class Nesting:
    """The blocks that are open at a place of a text."""

    def __init__(self) -> None:
        self._open: list[_Block] = []
        self._loops = 0
        self._variables = Variables()
        self._defined: set[str] = set()
        self._asked: set[str] = set()

    def take(self, tokens: list[Token]) -> None:
        """Go through one action. Raises TemplateError."""
        if not tokens or tokens[0][0] != "name":
            self._variables.take(tokens)
            return
        word, rest = tokens[0][1], tokens[1:]
        if word == "block":
            # Its value is outside of it.
            self._variables.take(rest)
        if word in WITH_VALUE or word in _NAMED:
            self._variables.enter(own_template=word in _NAMED)
        self._keyword(word, rest)
        if word != "block":
            self._variables.take(rest)

    def _keyword(self, word: str, rest: list[Token]) -> None:
        if word in WITH_VALUE:
            if not rest:
                raise TemplateError(f"{{{{{word}}}}} needs a value")
            self._open.append(_Block(word))
            self._loops += word == "range"
        elif word in _NAMED:
            self._named(word, rest)
        elif word == "template":
            if not rest or rest[0][0] not in _QUOTED:
                raise TemplateError("{{template}} needs a name in quotes")
            self._asked.add(rest[0][1][1:-1])
        elif word == "else":
            self._else(rest)
        elif word == "end":
            if rest:
                raise TemplateError("{{end}} takes nothing")
            if not self._open:
                raise TemplateError("an {{end}} closes nothing")
            self._loops -= self._open.pop().is_loop
            self._variables.leave()
        elif word in _LEAVE:
            self._leave(word, rest)

    def finish(self) -> None:
        """The text ends here. Raises TemplateError."""
        if self._open:
            raise TemplateError(f"the {{{{end}}}} of {{{{{self._open[-1].word} …}}}} is missing")
        # A name with a backslash may be another one than it seems.
        if any("\\" not in name for name in self._asked - self._defined):
            raise TemplateError("a {{template}} has a name that no {{define}} has")

    def _named(self, word: str, rest: list[Token]) -> None:
        if word == "define" and self._open:
            raise TemplateError("{{define}} stands within another block")
        if not rest or rest[0][0] not in _QUOTED:
            raise TemplateError(f"{{{{{word}}}}} needs a name in quotes")
        if word == "block" and len(rest) < 2:
            raise TemplateError("{{block}} needs a value")
        self._defined.add(rest[0][1][1:-1])
        self._open.append(_Block(word))

    def _else(self, rest: list[Token]) -> None:
        block = self._open[-1] if self._open else None
        if block is None or block.word in _NAMED:
            raise TemplateError("an {{else}} belongs to no {{if}}, {{range}} or {{with}}")
        if block.has_else:
            raise TemplateError("a second {{else}} follows the first one")
        if not rest:
            self._loops -= block.is_loop
            block.has_else = True
        elif block.word == "range":
            raise TemplateError("nothing may follow the else of a {{range}}")
        elif rest[0] != ("name", block.word):
            raise TemplateError(f"only {block.word} may follow the else of a {{{{{block.word}}}}}")
        elif len(rest) < 2:
            raise TemplateError(f"{{{{else {block.word}}}}} needs a value")

    def _leave(self, word: str, rest: list[Token]) -> None:
        if rest:
            raise TemplateError(f"{{{{{word}}}}} takes nothing")
        if not self._loops:
            raise TemplateError(f"{{{{{word}}}}} stands outside of a {{{{range}}}}")
