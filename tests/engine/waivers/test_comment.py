"""What a waiver comment says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.waivers.comment import Written, read_comment


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            '# systo: ignore[unverified-iso] reason="our own mirror" until=2027-03-31',
            Written(("unverified-iso",), "our own mirror", "2027-03-31"),
        ),
        (
            "// systo: ignore[ a , packer-baseline/b ] owner=team reason='x'",
            Written(("a", "packer-baseline/b"), "x", "", "team"),
        ),
        ('/* systo: ignore[a] reason="x" */', Written(("a",), "x")),
        (f"# systo: ignore[{'a,' * 200_000}]", Written(("a",))),
        ('##  systo:ignore [a]   reason = "x"  ', Written(("a",), "x")),
        ("# systo: ignore[a]", Written(("a",))),
        ('# systo: ignore[a] reason=""', Written(("a",))),
    ],
)
def test_a_waiver_is_read(text: str, written: Written) -> None:
    assert read_comment(text) == written


@pytest.mark.parametrize(
    "text", ["# a comment", "# nosec", "# see systo: ignore[a]", "#systo", "//"]
)
def test_other_comments_are_none(text: str) -> None:
    assert read_comment(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# systo: ignore", "comes `ignore[rule]`"),
        ("# systo ignore[a]", "after `systo` comes a colon"),
        (f"# systo: ignore[{','.join(map(str, range(101)))}]", "more than 100 rules"),
        ("# systo: disable[a]", "comes `ignore[rule]`"),
        ("# systo: ignore[]", "no rule is named"),
        ("# systo: ignore[,]", "no rule is named"),
        ("# systo: ignore[a] because I say so", "`because I say so` is not understood"),
        ("# systo: ignore[a] why=x", "there is no `why=`"),
        ('# systo: ignore[a] reason="x" reason="y"', "`reason=` is there twice"),
        ('# systo: ignore[a] reason="x', "is not understood"),
    ],
)
def test_a_mistake_is_said_in_words(text: str, says: str) -> None:
    written = read_comment(text)
    assert written is not None
    assert says in written.mistake


@given(st.text(max_size=200))
def test_no_text_crashes_it(text: str) -> None:
    read_comment(text)
    read_comment(f"# systo: {text}")
    read_comment(f"# systo: ignore[a] {text}")
