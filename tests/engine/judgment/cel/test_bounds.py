"""The quick look at an expression's bounds: it lets nothing through that the whole look refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.judgment.cel import bounds
from packer_systo.engine.judgment.cel.interface import CelError

PIECES = [
    ".all(",
    ". map (",
    ".exists(",
    "filter",
    ")",
    "(",
    "[",
    "{",
    "}",
    "]",
    '"(((("',
    "x, ",
    " ",
]


def always(_: str) -> bool:
    return True


def refused(expression: str) -> bool:
    try:
        bounds.within_bounds(expression)
    except CelError:
        return True
    return False


@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.sampled_from(["", "(" * 63, "(" * 64, "[" * 65]),
)
def test_the_quick_look_agrees_with_the_whole_one(expression: str, before: str) -> None:
    quick = refused(before + expression)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bounds, "_can_be_deep", always)
        assert refused(before + expression) == quick


def test_macros_in_strings_are_no_macros() -> None:
    bounds.within_bounds('"' + ".all(x, " * 9 + '"')
    with pytest.raises(CelError, match="nested deeper than 4"):
        bounds.within_bounds("a.all(x, " * 5 + "true" + ")" * 5)
