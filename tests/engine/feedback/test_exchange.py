"""Counts to and from other teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from packer_systo.engine.errors import FeedbackError
from packer_systo.engine.feedback.exchange import (
    Imported,
    export_feedback,
    export_text,
    import_feedback,
    read_export,
)
from packer_systo.engine.feedback.models import Correction, Exported, Group, Snapshot
from packer_systo.engine.feedback.store import new_store, read_store, write_store

if TYPE_CHECKING:
    from pathlib import Path

CODE = "0" * 32
REASON = "because of kx8vqz2lmn"


def team(path: Path, count: int = 1) -> None:
    """A store in which a team said something of so many findings."""
    store = read_store(str(path)) or new_store()
    corrections = tuple(
        Correction("a/x", "1.0.0", CODE, "correct", f"f{number:031x}", (), "2027-01-15", REASON)
        for number in range(count)
    )
    write_store(
        str(path),
        msgspec.structs.replace(store, sequence=store.sequence + 1, corrections=corrections),
    )


def total(path: Path) -> int:
    return sum(
        group.correct
        for snapshot in export_feedback(str(path)).origins.values()
        for group in snapshot.groups
    )


def handed_over(source: Path, target: Path) -> Imported:
    file = source.parent / "export.json"
    file.write_text(export_text(export_feedback(str(source))))
    return import_feedback(str(target), read_export(str(file)))


def test_the_same_export_counts_once_and_a_later_one_replaces_it(tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    team(one, 3)
    team(other, 1)
    assert handed_over(one, other) == Imported(1, 0, 0)
    assert handed_over(one, other) == Imported(0, 0, 1)
    assert total(other) == 4
    team(one, 5)
    assert handed_over(one, other) == Imported(0, 1, 0)
    assert total(other) == 6
    # And back: each has all, and its own is not counted a second time.
    handed_over(other, one)
    handed_over(other, one)
    assert total(one) == total(other) == 6


def test_neither_findings_nor_reasons_nor_the_key_leave(tmp_path: Path) -> None:
    team(tmp_path / "one.json", 2)
    store = read_store(str(tmp_path / "one.json"))
    assert store is not None
    text = export_text(export_feedback(str(tmp_path / "one.json")))
    assert REASON not in text
    assert store.key not in text
    assert all(one.finding not in text for one in store.corrections)
    assert text == export_text(export_feedback(str(tmp_path / "one.json"))), "the same bytes"


def test_nobody_else_can_say_what_was_said_here(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    team(path, 1)
    store = read_store(str(path))
    assert store is not None
    forged = Exported({store.origin: Snapshot(99, (Group("a/x", "1.0.0", CODE, (), 0, 500),))})
    assert import_feedback(str(path), forged) == Imported(0, 0, 0)
    assert read_store(str(path)) == store


def group(**changes: object) -> dict[str, object]:
    return {
        "rule": "a/x",
        "bundle_version": "1.0.0",
        "code": CODE,
        "facts": [],
        "correct": 1,
        "false_positive": 0,
        **changes,
    }


def export_of(*groups: dict[str, object], **changes: object) -> bytes:
    origins = {"a" * 16: {"sequence": 1, "groups": list(groups)}}
    return msgspec.json.encode({"kind": "feedback", "version": "1", "origins": origins, **changes})


EMPTY: dict[str, object] = {"sequence": 1, "groups": []}

HOSTILE = {
    "nothing": b"",
    "no-json": b"<xml/>",
    "deep": b"[" * 200_000,
    "another-kind": export_of(kind="baseline"),
    "another-version": export_of(version="2"),
    "more-fields": export_of(more=1),
    "negative-count": export_of(group(correct=-1)),
    "huge-count": export_of(group(correct=10**7)),
    "count-that-is-text": export_of(group(correct="1")),
    "fraction": export_of(group(correct=1.5)),
    "rule-without-bundle": export_of(group(rule="x")),
    "rule-with-escape": export_of(group(rule="a/\u001b[31m")),
    "rule-too-long": export_of(group(rule="a/" + "x" * 300)),
    "code-no-hex": export_of(group(code="zz" * 16)),
    "fact-with-text": export_of(group(facts=["component=any text at all"])),
    "fact-with-a-line-break": export_of(group(facts=["set=a\nset=b"])),
    "too-many-facts": export_of(group(facts=["set=a"] * 101)),
    "origin-no-hex": export_of(origins={"../../etc": {"sequence": 1, "groups": []}}),
    "too-many-origins": export_of(origins={f"{number:016x}": EMPTY for number in range(1001)}),
    "too-many-groups": export_of(*[group()] * 20_001),
    "sequence-beyond": export_of(origins={"a" * 16: {"sequence": 2**60, "groups": []}}),
    "a-template": b'source "qemu" "a" {}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_export_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name}.json"
    file.write_bytes(HOSTILE[name])
    with pytest.raises(FeedbackError, match="this is no export of feedback"):
        read_export(str(file))


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        stream.truncate(17 * 1024 * 1024)
    with pytest.raises(FeedbackError, match="larger than 16 MiB"):
        read_export(str(file))


def test_there_is_an_end_to_the_teams(tmp_path: Path) -> None:
    path = str(tmp_path / "one.json")
    for part in range(2):
        many = {f"{part:04x}{number:012x}": Snapshot(1, ()) for number in range(501)}
        if part:
            with pytest.raises(FeedbackError, match="more than 1000 teams"):
                import_feedback(path, Exported(many))
        else:
            import_feedback(path, Exported(many))
    found = read_store(path)
    assert found is not None
    assert len(found.imported) == 501
