"""The template language inside strings: Go's text/template, as far as Packer's strings use it.

A text is literal parts and actions between `{{` and `}}`. Of an action that is a pipeline of calls
and literals the calls are read; every other one (fields such as `.Vars`, variables, `if`, `range`)
is for a plugin to evaluate and is kept as it is written.

The lexical rules are those of Go's text/template/parse/lex.go.
"""

from __future__ import annotations

import re
from typing import TypeAlias

import msgspec

from packer_systo.engine.template.legacy.engine_blocks import WITH_VALUE, Nesting
from packer_systo.engine.template.legacy.engine_errors import TemplateError

LONGEST_PIPELINE = 50
DEEPEST = 20


class Literal(msgspec.Struct, frozen=True, gc=False):
    """A string or a number within an action."""

    value: str | int


class Call(msgspec.Struct, frozen=True):
    """A function with its arguments; in a pipeline the result before it is the last argument."""

    name: str
    arguments: tuple[Operand, ...]


class Pipeline(msgspec.Struct, frozen=True):
    """Commands between `|`. The first may be a literal, the others are calls."""

    commands: tuple[Literal | Call | Pipeline, ...]


Operand: TypeAlias = Literal | Call | Pipeline


class Text(msgspec.Struct, frozen=True, gc=False):
    """What stands between actions, with `{{-` and `-}}` applied."""

    text: str


class Action(msgspec.Struct, frozen=True):
    """An action as it is written, and its pipeline, or None for what only a plugin can evaluate.

    `keyword` is what stands before a pipeline that is not printed, such as `if`.
    """

    written: str
    pipeline: Pipeline | None
    keyword: str = ""


_FIRST_WORD = re.compile(r"\{\{(?:-\s)?\s*([A-Za-z_]\w*)[^\w.]")


def first_word(action: Action) -> str | None:
    """The function that an action for a plugin begins with, which Go looks up all the same."""
    word = _FIRST_WORD.match(action.written)
    return word[1] if word is not None and word[1] not in _NO_FUNCTIONS else None


_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<raw>`[^`]*`)
  | (?P<string>"(?:[^"\\\n]|\\.)*")
  | (?P<character>'(?:[^'\\\n]|\\.)*')
  | (?P<number>[+-]?[0-9][0-9a-zA-Z_.]*)
  | (?P<field>\.[\w.]*|\$\w*)
  | (?P<name>[^\W\d]\w*)
  | (?P<mark>[|()])
  | (?P<other>:=|[=,])
    """,
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"(?:[ \t\r\n]-)?\}\}")
_SPACE = " \t\r\n"
_OPERANDS = frozenset({"raw", "string", "character", "number", "name"})
_LITERALS = frozenset({"raw", "string", "character", "number"})
_BEFORE_OPERANDS = " \t\r\n{-|(=,"
_KEYWORDS = frozenset(
    {"if", "else", "end", "range", "with", "define", "template", "block", "break", "continue"}
)
_NO_FUNCTIONS = _KEYWORDS | {"false", "nil", "true"}
_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
    '"': '"',
}
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))", re.DOTALL
)


def parse(text: str) -> list[Text | Action]:
    """The parts of a text in order. Raises TemplateError."""
    parts: list[Text | Action] = []
    nesting = Nesting()
    at = 0
    trim_next = False
    while True:
        start = text.find("{{", at)
        literal = text[at:] if start < 0 else text[at:start]
        if trim_next:
            literal = literal.lstrip(_SPACE)
        if start < 0:
            if literal:
                parts.append(Text(literal))
            nesting.finish()
            return parts
        inner = start + 2
        if text.startswith("-", inner) and text[inner + 1 : inner + 2] in _SPACE:
            literal = literal.rstrip(_SPACE)
            inner += 1
        if literal:
            parts.append(Text(literal))
        at, trim_next = _action(text, start, inner, parts, nesting)


def _action(
    text: str, start: int, inner: int, parts: list[Text | Action], nesting: Nesting
) -> tuple[int, bool]:
    """Read the action at `start`; where it ends, and whether the text after it is trimmed."""
    first = inner
    if inner > start + 2:
        while text[first : first + 1] and text[first] in _SPACE:
            first += 1
    if text.startswith("/*", first):
        close = text.find("*/", first + 2)
        ending = _COMMENT_END.match(text, close + 2) if close >= 0 else None
        if ending is None:
            raise TemplateError("a comment is opened with {{/* and not closed with */}}")
        return ending.end(), len(ending[0]) > 2
    tokens: list[tuple[str, str]] = []
    at = inner
    while True:
        if text.startswith("}}", at):
            end, trims = at + 2, False
            break
        if text.startswith("-}}", at) and text[at - 1] in _SPACE:
            end, trims = at + 3, True
            break
        match = _TOKEN.match(text, at)
        if match is None:
            raise TemplateError(_unreadable(text, at))
        kind = match.lastgroup or ""
        if kind != "space":
            if kind in _OPERANDS and text[at - 1] not in _BEFORE_OPERANDS:
                raise TemplateError("a space is missing within {{ … }}")
            tokens.append((kind, match[0]))
        at = match.end()
    nesting.take(tokens)
    keyword, of_value = _keyword(tokens)
    pipeline = _Reader(of_value).pipeline_or_none()
    parts.append(Action(text[start:end], pipeline, keyword))
    return end, trims


def _keyword(tokens: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """`if` or its like, also after an `else`, and the tokens of its value."""
    if len(tokens) > 2 and tokens[0] in (("name", "block"), ("name", "template")):
        return tokens[0][1], tokens[2:]
    first = 1 if tokens[:1] == [("name", "else")] else 0
    if len(tokens) > first + 1 and tokens[first][0] == "name" and tokens[first][1] in WITH_VALUE:
        return tokens[first][1], tokens[first + 1 :]
    return "", tokens


def _unreadable(text: str, at: int) -> str:
    if at >= len(text):
        return "an action is opened with {{ and not closed with }}"
    if text[at] in "\"'`":
        return "a quoted text within {{ … }} is not closed"
    return f"within {{{{ … }}}} the character {text[at]!r} means nothing"


class _PluginError(Exception):
    """The action is for a plugin to evaluate."""


class _Reader:
    """The tokens of one action."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def pipeline_or_none(self) -> Pipeline | None:
        if not self._tokens:
            raise TemplateError("{{ }} holds nothing")
        try:
            pipeline = self._pipeline(0)
        except _PluginError:
            return None
        if self._at < len(self._tokens):
            raise TemplateError("a closing parenthesis stands alone within {{ … }}")
        return pipeline

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _pipeline(self, depth: int) -> Pipeline:
        commands: list[Operand] = []
        while True:
            commands.append(self._command(depth, first=not commands))
            if self._peek() != ("mark", "|"):
                break
            self._at += 1
            if self._peek()[0] == "end" or self._peek() == ("mark", ")"):
                # Go takes a `|` that nothing follows.
                break
            if len(commands) > LONGEST_PIPELINE:
                raise _PluginError
        return Pipeline(tuple(commands))

    def _command(self, depth: int, *, first: bool) -> Operand:
        kind, written = self._peek()
        if kind == "name" and written not in ("true", "false", "nil"):
            if written in _KEYWORDS:
                raise _PluginError
            self._at += 1
            arguments: list[Operand] = []
            while self._peek()[0] != "end" and self._peek()[1] not in ("|", ")"):
                arguments.append(self._operand(depth))
            return Call(written, tuple(arguments))
        if (kind, written) == ("mark", "|"):
            raise TemplateError("something is missing within {{ … }}")
        if not first:
            if kind in _LITERALS or kind == "name" or written == ".":
                raise TemplateError("what follows | within {{ … }} is no function")
            # Go calls fields and methods there.
            raise _PluginError
        if (kind, written) == ("name", "nil"):
            raise TemplateError("nil cannot stand alone within {{ … }}")
        operand = self._operand(depth)
        if self._peek()[0] != "end" and self._peek()[1] not in ("|", ")"):
            raise TemplateError("within {{ … }} something follows that is no function's argument")
        return operand

    def _operand(self, depth: int) -> Operand:
        kind, written = self._peek()
        if kind == "end" or (kind == "mark" and written != "("):
            raise TemplateError("something is missing within {{ … }}")
        self._at += 1
        if kind == "raw":
            return Literal(written[1:-1])
        if kind == "string":
            return Literal(_unquoted(written))
        if kind == "number":
            return Literal(_integer(written))
        if kind == "name" and written not in ("true", "false", "nil"):
            return Call(written, ())
        if kind == "mark" and depth < DEEPEST:
            inner = self._pipeline(depth + 1)
            if self._peek() != ("mark", ")"):
                raise TemplateError("a parenthesis within {{ … }} is not closed")
            self._at += 1
            if self._peek()[0] == "field":
                raise _PluginError
            return inner
        raise _PluginError


def _integer(written: str) -> int:
    try:
        return int(written, 10) if len(written) < 20 else _not_for_us()
    except ValueError:
        return _not_for_us()


def _not_for_us() -> int:
    raise _PluginError


def _unquoted(written: str) -> str:
    return _ESCAPE.sub(_unescaped, written[1:-1])


def _unescaped(match: re.Match[str]) -> str:
    hexadecimal = match[1] or match[2] or match[3]
    if hexadecimal is not None:
        code = int(hexadecimal, 16)
    elif match[4] is not None:
        code = int(match[4], 8)
    else:
        if match[5] not in _ESCAPES:
            raise TemplateError("within {{ … }} a backslash is followed by what it cannot escape")
        return _ESCAPES[match[5]]
    return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
