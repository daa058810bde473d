"""What a comment before a block says about trying it: `<!-- docs: in examples, exit 1 -->`.

    in SCENE        the page's folder is made anew, as SCENE of `scenes.py` has it
    exit N          the last command of the block exits with N, all others with 0
    with PROGRAM    needs a program that not everybody has: tried by the parity tests
    serves HOST     the command is a server that goes on; the page knows it by this name
    slow            tried by the slow tests

Anything else says what a block of data is, such as `report` for JSON.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_EXIT = re.compile(r"exit (\d+)")


class Directive(NamedTuple):
    """The parts of a comment; `kind` is what none of the words above says, or empty."""

    scene: str = ""
    code: int = 0
    programs: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    slow: bool = False
    kind: str = ""


def read_directive(text: str, place: str) -> Directive:
    """Raises AssertionError for two kinds in one comment."""
    said = Directive()
    for part in filter(None, text.split(", ")):
        word, _, rest = part.partition(" ")
        code = _EXIT.fullmatch(part)
        if word == "in" and rest:
            said = said._replace(scene=rest)
        elif code is not None:
            said = said._replace(code=int(code[1]))
        elif word == "with" and rest:
            said = said._replace(programs=(*said.programs, rest))
        elif word == "serves" and rest:
            said = said._replace(hosts=(*said.hosts, rest))
        elif part == "slow":
            said = said._replace(slow=True)
        else:
            assert not said.kind, f"{place}: the comment says `{said.kind}` and `{part}`"
            said = said._replace(kind=part)
    return said
