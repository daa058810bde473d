"""The list of mistakes."""

from __future__ import annotations

from packer_systo.engine.syntax.json.mistakes import MOST, Mistakes


def test_nothing_is_said_after_the_end() -> None:
    mistakes = Mistakes()
    mistakes.end(3, 4, "the file ends here")
    mistakes.add(4, 5, "and so this follows")
    assert [found.message for found in mistakes.found] == ["the file ends here"]
    assert mistakes.full


def test_a_text_with_too_many_mistakes_says_so_and_stops() -> None:
    mistakes = Mistakes()
    for place in range(MOST + 10):
        mistakes.add(place, place + 1, "wrong")
    assert len(mistakes.found) == MOST + 1
    assert mistakes.full
    assert "the rest was not read" in mistakes.found[-1].message
