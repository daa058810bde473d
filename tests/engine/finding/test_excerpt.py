from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.finding.excerpt import LONGEST_LINE, place
from packer_systo.engine.finding.models import ExcerptLine, Place
from packer_systo.engine.source.stretches import joined
from packer_systo.engine.source.text import Position, SourceText


def marked(found: Place) -> str:
    """The part of the excerpt that the mark covers."""
    (line,) = found.excerpt
    assert line.mark is not None
    return line.text[line.mark[0] - 1 : line.mark[1] - 1]


def at(text: str, part: str) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)


def test_the_excerpt_is_the_line_of_the_start_and_the_mark_is_the_stretch() -> None:
    text = 'source "qemu" "a" {\n  iso_checksum = "none"\n}\n'
    found = place(SourceText("a.pkr.hcl", text), *at(text, '"none"'), label="accepts any ISO")
    assert found == Place(
        file="a.pkr.hcl",
        start=Position(2, 18),
        end=Position(2, 24),
        label="accepts any ISO",
        excerpt=(ExcerptLine(2, '  iso_checksum = "none"', (18, 24)),),
    )


def test_a_secret_before_the_mark_moves_the_mark_with_the_text() -> None:
    text = 'password = "hunter2hunter2" # see ticket 12'
    found = place(SourceText("a", text), *at(text, "ticket"), secrets=[at(text, "hunter2hunter2")])
    assert found.excerpt[0].text == 'password = "<secret>" # see ticket 12'
    assert marked(found) == "ticket"
    assert found.start.column == text.index("ticket") + 1, "the place stays that of the file"


def test_a_mark_on_a_secret_covers_what_stands_in_its_place() -> None:
    text = 'password = "hunter2"'
    found = place(SourceText("a", text), *at(text, "hunter2"), secrets=[at(text, "hunter2")])
    assert marked(found) == "<secret>"


def test_a_mark_that_ends_within_a_secret_takes_all_of_the_stand_in() -> None:
    text = "abcdefgh"
    found = place(SourceText("a", text), 1, 4, secrets=[(3, 6)])
    assert found.excerpt[0].text == "abc<secret>gh"
    assert marked(found) == "bc<secret>"


def test_a_secret_of_several_lines_hides_its_part_of_each() -> None:
    text = "key = <<EOT\nAAAA\nBBBB\nEOT\n"
    found = place(SourceText("a", text), *at(text, "BBBB"), secrets=[at(text, "AAAA\nBBBB")])
    assert found.excerpt[0].text == "<secret>"


def test_a_stretch_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    text = "a = [\n  1,\n]\n"
    found = place(SourceText("a", text), 4, text.index("]") + 1)
    assert marked(found) == "["
    assert found.end == Position(3, 2)


def test_a_line_of_megabytes_is_cut_around_the_mark() -> None:
    text = "x" * 500_000 + "HERE" + "y" * 500_000
    found = place(SourceText("a", text), *at(text, "HERE"))
    assert len(found.excerpt[0].text) == LONGEST_LINE + 2
    assert marked(found) == "HERE"
    assert found.start.column == 500_001


def test_a_place_at_the_end_of_a_file_without_a_last_newline() -> None:
    found = place(SourceText("a", "a = "), 4, 4)
    assert found.excerpt == (ExcerptLine(1, "a = ", (5, 5)),)


def test_an_empty_file() -> None:
    assert place(SourceText("a", ""), 0, 0).excerpt == (ExcerptLine(1, "", (1, 1)),)


stretches = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(
    lambda pair: (min(pair), max(pair))
)


@given(
    text=st.text(alphabet="ab \n\té", max_size=60),
    stretch=stretches,
    secrets=st.lists(stretches, max_size=4),
)
def test_no_stretch_crashes_and_the_mark_is_within_the_line(
    text: str, stretch: tuple[int, int], secrets: list[tuple[int, int]]
) -> None:
    start, end = min(stretch[0], len(text)), min(stretch[1], len(text))
    found = place(SourceText("a", text), start, end, secrets=joined(secrets))
    (line,) = found.excerpt
    assert line.mark is not None
    assert 1 <= line.mark[0] <= line.mark[1] <= len(line.text) + 1


@given(
    before=st.text(alphabet="abc\n ", max_size=20),
    secret=st.text(alphabet="QXZ\n", min_size=1, max_size=40),
    after=st.text(alphabet="abc\n ", max_size=20),
    stretch=stretches,
)
def test_no_character_of_a_secret_is_in_an_excerpt(
    before: str, secret: str, after: str, stretch: tuple[int, int]
) -> None:
    text = before + secret + after
    start, end = min(stretch[0], len(text)), min(stretch[1], len(text))
    span = (len(before), len(before) + len(secret))
    found = place(SourceText("a", text), start, end, secrets=[span])
    assert not set("QXZ") & set(found.excerpt[0].text)
