"""Broken copies of HCL texts: one small change each, drawn from a seed.

The operators know tokens only roughly, on purpose: a mutant must not depend on the reader that it
tests. About three quarters of what they make is invalid.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TOKEN = re.compile(
    r"\s+|[A-Za-z_][\w-]*|\d+(?:\.\d+)?|<<-?\w+|[$%]\{~?|~?\}|==|!=|<=|>=|=>|&&|\|\||\.\.\.|::|.",
    re.DOTALL,
)
DELIMITERS = '{}[]()"'
PUNCTUATION = ["=", ":", ",", ".", "?", "!", "-", "+", "=>", "==", "...", "::", "[*]", ".*", "*"]
ODD = [
    "'", "`", ";", "&", "|", "^", "~", "@", "#", "//", "/*", "*/", "\\", "$", "%", "\t", "\r",
    "\x00", "\x0b", "\u00a0", "\u201c", "\u201d", "\u00e9", "\u0301", "\u2028", "\ufeff", "\u00b7", "\u4e2d",
]  # fmt: skip
WORDS = ["for", "in", "if", "else", "endif", "true", "null", "x", "EOT", "for x in y :", "a.0.1"]
NUMBERS = [
    "1.", "1..2", "01", "1e", "1e5", "1e+", "1e-2", "1.5.2", "0x1F", ".5", "1_000", "1e5e5", "1.e3",
    "9" * 40, "-1", "- 1", "--1", "1e99999",
]  # fmt: skip
SEQUENCES = [
    "${", "%{", "${~", "${}", "${x", "$${", "%%{", "%{ if true }", "%{ else }", "%{ endif }",
    "%{ for x in y }", "%{ endfor }", "%{ if x }a%{ endif }", "${x ~}", "~}", "%{ foo }", "$", "%",
    "${x:y}", "${\"a\"}", "$(x)", "${x}",
]  # fmt: skip
ESCAPES = ["\\", "\\d", "\\u12", "\\u00e9", "\\ud800", "\\U0001F600", "\\U00110000", '\\"', "\\\n"]


TRIES = 40
"""How many texts an operator is offered: most have no heredoc, for example."""


class Mutant(msgspec.Struct, frozen=True):
    operator: str
    text: str


def _near(draw: random.Random, text: str, pattern: str) -> re.Match[str] | None:
    """A random match of a pattern, None when there is none."""
    found = list(re.finditer(pattern, text, re.MULTILINE))
    return draw.choice(found) if found else None


def _in_code(draw: random.Random, text: str, pattern: str) -> re.Match[str] | None:
    """The same, mostly outside strings and comments, where a change breaks more."""
    if draw.randrange(4):
        text = re.sub(r'"[^"\n]*"|#[^\n]*', lambda match: "\x01" * len(match[0]), text)
    return _near(draw, text, pattern)


def _cut(text: str, start: int, end: int, put: str = "") -> str:
    return text[:start] + put + text[end:]


def _boundary(draw: random.Random, text: str) -> int:
    """The start of a random token."""
    match = _in_code(draw, text, r"[^\x01\s]+") if draw.randrange(3) else None
    if match is not None:
        return match.start()
    at = draw.randrange(len(text) + 1)
    start = max(0, at - 200)
    starts = [match.start() + start for match in TOKEN.finditer(text[start : at + 1])]
    return starts[-1] if starts else at


def delete_delimiter(draw: random.Random, text: str) -> str | None:
    match = _near(draw, text, "[" + re.escape(DELIMITERS) + "]")
    return match and _cut(text, match.start(), match.end())


def insert_delimiter(draw: random.Random, text: str) -> str | None:
    at = _boundary(draw, text)
    return _cut(text, at, at, draw.choice(DELIMITERS))


def replace_delimiter(draw: random.Random, text: str) -> str | None:
    match = _near(draw, text, "[" + re.escape(DELIMITERS) + "]")
    return match and _cut(text, match.start(), match.end(), draw.choice(DELIMITERS))


def delete_token(draw: random.Random, text: str) -> str | None:
    at = _boundary(draw, text)
    match = TOKEN.match(text, at)
    return match and _cut(text, at, match.end())


def double_token(draw: random.Random, text: str) -> str | None:
    at = _boundary(draw, text)
    match = TOKEN.match(text, at)
    return match and _cut(text, at, at, match[0])


def swap_tokens(draw: random.Random, text: str) -> str | None:
    first = TOKEN.match(text, _boundary(draw, text))
    second = first and TOKEN.match(text, first.end())
    if first is None or second is None:
        return None
    return _cut(text, first.start(), second.end(), second[0] + first[0])


def replace_punctuation(draw: random.Random, text: str) -> str | None:
    match = _in_code(draw, text, r"[=:,.?!+*/<>-]+")
    return match and _cut(text, match.start(), match.end(), draw.choice(PUNCTUATION))


def delete_punctuation(draw: random.Random, text: str) -> str | None:
    match = _in_code(draw, text, r"[=:,.?]")
    return match and _cut(text, match.start(), match.end())


def insert_punctuation(draw: random.Random, text: str) -> str | None:
    at = _boundary(draw, text)
    return _cut(text, at, at, draw.choice(PUNCTUATION))


def insert_word(draw: random.Random, text: str) -> str | None:
    at = _boundary(draw, text)
    return _cut(text, at, at, f" {draw.choice(WORDS)} ")


def delete_newline(draw: random.Random, text: str) -> str | None:
    match = _near(draw, text, r"\r?\n")
    return match and _cut(text, match.start(), match.end(), draw.choice(["", " "]))


def insert_newline(draw: random.Random, text: str) -> str | None:
    at = _boundary(draw, text)
    return _cut(text, at, at, draw.choice(["\n", "\n", "\r\n", "\n\n", "\r"]))


def delete_line(draw: random.Random, text: str) -> str | None:
    match = _near(draw, text, r"^[^\n]*\n")
    return match and _cut(text, match.start(), match.end())


def heredoc_opening(draw: random.Random, text: str) -> str | None:
    match = _near(draw, text, r"<<-?\w+\r?\n")
    if match is None:
        return None
    put = draw.choice(["<EOT\n", "<<EOT \n", '<<"EOT"\n', "<<~EOT\n", "<<- EOT\n", "<<\n", "<<EOT"])
    return _cut(text, match.start(), match.end(), put)


def heredoc_closing(draw: random.Random, text: str) -> str | None:
    opening = _near(draw, text, r"<<-?(\w+)\r?\n")
    if opening is None:
        return None
    marker = opening[1]
    closing = re.compile(rf"^([ \t]*){marker}([ \t\r]*)$", re.MULTILINE).search(text, opening.end())
    if closing is None:
        return None
    put = draw.choice(
        ["", f"{marker},", f"{marker};", f"{marker}X", f"x{marker}", f"{marker} \t", f"\u00a0{marker}",
         f"${{x}}{marker}", f"$\n{marker}", f"%\n{marker}", f"$a\n{marker}", f"\t{marker}", f"{marker}\n{marker}",
         f"{marker} # x", marker.lower(), f"\\{marker}", f'"\n{marker}']
    )  # fmt: skip
    return _cut(text, closing.start(), closing.end(), put)


def heredoc_content(draw: random.Random, text: str) -> str | None:
    opening = _near(draw, text, r"<<-?(\w+)\r?\n")
    if opening is None:
        return None
    end = text.find(opening[1], opening.end())
    if end < 0:
        return None
    at = draw.randrange(opening.end(), end + 1)
    return _cut(text, at, at, draw.choice(SEQUENCES))


def string_content(draw: random.Random, text: str) -> str | None:
    match = _near(draw, text, r'"[^"\n]*"')
    if match is None:
        return None
    at = draw.randrange(match.start() + 1, match.end())
    return _cut(text, at, at, draw.choice(SEQUENCES + ESCAPES))


def sequence_part(draw: random.Random, text: str) -> str | None:
    match = _near(draw, text, r"[$%]\{[^}\n]*\}")
    if match is None:
        return None
    at = draw.randrange(match.start(), match.end())
    put = draw.choice(["", "", "~", "}", "{", '"', "$", ".", " x", ":", "\n", "(", "["])
    return _cut(text, at, at + (not put), put)


def number(draw: random.Random, text: str) -> str | None:
    match = _near(draw, text, r"(?<=[=\[(,])[ \t]*\d+(\.\d+)?(?=[ \t]*[,\])\n])")
    return match and _cut(text, match.start(), match.end(), draw.choice(NUMBERS))


def odd_character(draw: random.Random, text: str) -> str | None:
    at = draw.choice([_boundary(draw, text), draw.randrange(len(text) + 1)])
    return _cut(text, at, at + draw.randrange(2), draw.choice(ODD))


def any_character(draw: random.Random, text: str) -> str | None:
    if not text:
        return None
    at = draw.randrange(len(text))
    return _cut(text, at, at + 1, chr(draw.randrange(1, 127)))


def quote_style(draw: random.Random, text: str) -> str | None:
    match = _near(draw, text, r'"([^"\n]*)"')
    if match is None:
        return None
    left, right = draw.choice(["''", "\u201c\u201d", "``", "<>", ['\\"', '\\"'], ['"""', '"""']])
    return _cut(text, match.start(), match.end(), left + match[1] + right)


def truncate(draw: random.Random, text: str) -> str | None:
    return text[: _boundary(draw, text)]


def block_header(draw: random.Random, text: str) -> str | None:
    match = _near(draw, text, r'^[ \t]*(\w+)((?:[ \t]+"[^"\n]*")*)[ \t]*\{[ \t]*$')
    if match is None:
        return None
    put = draw.choice(
        [f"{match[1]}{match[2]}", f"{match[1]}{match[2]}\n{{", f"{match[1]} = {{", f"{match[1]}{match[2]} {{ a = 1",
         f"{match[1]}{match[2]} {{ }}\n{{", f"{match[1]}, {{", f'"{match[1]}" {{', f"{match[1]}{match[2]} {{ b {{",
         f"{match[1]}{match[2]} {{ a = 1, b = 2 }}\nx {{"]
    )  # fmt: skip
    return _cut(text, match.start(), match.end(), put)


OPERATORS: Sequence[tuple[Callable[[random.Random, str], str | None], int]] = (
    (delete_delimiter, 5),
    (insert_delimiter, 5),
    (replace_delimiter, 4),
    (delete_token, 3),
    (double_token, 2),
    (swap_tokens, 3),
    (replace_punctuation, 4),
    (delete_punctuation, 4),
    (insert_punctuation, 4),
    (insert_word, 3),
    (delete_newline, 3),
    (insert_newline, 3),
    (delete_line, 2),
    (heredoc_opening, 2),
    (heredoc_closing, 3),
    (heredoc_content, 3),
    (string_content, 4),
    (sequence_part, 4),
    (number, 3),
    (odd_character, 4),
    (any_character, 3),
    (quote_style, 2),
    (truncate, 2),
    (block_header, 3),
)


def mutants(texts: Sequence[str], count: int, seed: int) -> list[Mutant]:
    """`count` mutants of the texts; one in twelve changes a text twice."""
    draw = random.Random(seed)
    operators = [operator for operator, _ in OPERATORS]
    weights = [weight for _, weight in OPERATORS]
    found: list[Mutant] = []
    while len(found) < count:
        first, second = draw.choices(operators, weights, k=2)
        for _ in range(TRIES):
            original = draw.choice(texts)
            changed = first(draw, original)
            if changed is not None and changed != original:
                break
        else:
            continue
        name = first.__name__
        if draw.randrange(12) == 0:
            twice = second(draw, changed)
            if twice is not None and twice != original:
                changed = twice
                name += f"+{second.__name__}"
        found.append(Mutant(name, changed))
    return found
