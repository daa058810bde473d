"""Texts for the tests of the JSON reader: valid, damaged, and what the standard library says."""

from __future__ import annotations

import json
import random
from typing import TypeAlias

from hypothesis import strategies as st

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

values: st.SearchStrategy[Plain] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=25,
)


def _dump(value: Plain, indent: int | None, ascii_only: bool) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=ascii_only)


valid_texts: st.SearchStrategy[str] = st.builds(
    _dump, values, st.sampled_from([None, 0, 2]), st.booleans()
)

_TOKENS = [
    *["{", "}", "[", "]", ",", ":", '"a"', '"b"', '"', "1", "-0.5e3", "01", "true", "null", " "],
    *["\n", "\\", "\\u12", "'", "x", "NaN", "//", "/*", "*/", "#", "=", ";", "\t", "\u00a0", "é"],
]
token_soup: st.SearchStrategy[str] = st.lists(st.sampled_from(_TOKENS), max_size=40).map("".join)


def _damage(text: str, seed: int) -> str:
    chance = random.Random(seed)
    characters = list(text)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(characters) + 1)
        what = chance.choice(["delete", "insert", "double"])
        if what == "insert" or at == len(characters):
            characters.insert(at, chance.choice("{}[],:\"\\ 0-.eté\n\t'"))
        elif what == "delete":
            del characters[at]
        else:
            characters.insert(at, characters[at])
    return "".join(characters)


damaged_texts: st.SearchStrategy[str] = st.builds(_damage, valid_texts, st.integers())


def _refuse(name: str) -> Plain:
    raise ValueError(name)


def standard_verdict(text: str) -> bool:
    """Whether the standard library takes the text for JSON; NaN and Infinity are none."""
    try:
        json.loads(text, parse_constant=_refuse)
    except ValueError:
        return False
    return True
