"""RE2 as rules have it."""

from __future__ import annotations

import pytest

from packer_systo.engine.judgment.matching import PatternError, matcher, pattern_problem


def test_a_pattern_that_is_none_is_told_in_words() -> None:
    with pytest.raises(PatternError) as caught:
        matcher().matches("text", "(?=a)")
    assert str(caught.value) == "`(?=a)` is no regular expression: invalid perl operator: (?="
    assert pattern_problem("(?=a)") == "invalid perl operator: (?="
    assert not pattern_problem("^a$")
