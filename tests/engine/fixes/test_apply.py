"""Changes of one text, and which of several findings' fixes go together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.finding.models import Edit, Finding, Fix, Place
from packer_systo.engine.fixes.apply import apply_changes, without_overlaps
from packer_systo.engine.fixes.change import Change
from packer_systo.engine.source.text import Position, SourceText


def finding(source: SourceText, *changes: tuple[int, int, str]) -> Finding:
    edits = tuple(
        Edit(source.path, source.position(start), source.position(end), text)
        for start, end, text in changes
    )
    place = Place(source.path, Position(1, 1), Position(1, 1))
    return Finding(
        "b/r", "low", "build", "fail", "m", "t", (), place, fix=Fix("d", safe=True, edits=edits)
    )


def test_the_first_wins() -> None:
    source = SourceText("a", "0123456789")
    first = finding(source, (0, 3, "x"))
    second = finding(source, (2, 4, "y"))
    third = finding(source, (4, 5, "z"), (9, 10, ""))
    chosen, changes = without_overlaps([first, second, third], {"a": source})
    assert chosen == [first, third]
    assert apply_changes(source.text, changes["a"]) == "x3z5678"


def test_a_fix_is_taken_whole_or_not() -> None:
    source = SourceText("a", "0123456789")
    first = finding(source, (5, 6, "x"))
    second = finding(source, (0, 1, "y"), (5, 7, "z"))
    chosen, changes = without_overlaps([first, second], {"a": source})
    assert (chosen, changes) == ([first], {"a": [Change(5, 6, "x")]})


def test_two_additions_at_one_place_do_not_go_together() -> None:
    source = SourceText("a", "0123")
    first, second = finding(source, (2, 2, "x")), finding(source, (2, 2, "y"))
    assert without_overlaps([first, second, first], {"a": source})[0] == [first, first]


@given(
    st.text(max_size=50),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5), st.text(max_size=3)), max_size=10),
)
def test_what_is_not_changed_stays(text: str, wanted: list[tuple[int, int, str]]) -> None:
    source = SourceText("a", text)
    findings = [
        finding(source, (min(at, len(text)), min(at + length, len(text)), new))
        for at, length, new in wanted
    ]
    _, changes = without_overlaps(findings, {"a": source})
    result = apply_changes(text, changes.get("a", []))
    removed = sum(one.end - one.start for one in changes.get("a", []))
    added = sum(len(one.text) for one in changes.get("a", []))
    assert len(result) == len(text) - removed + added
