"""Records of what was verified: for this user, and for exactly that."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from packer_systo.engine.distribution.records import Records

if TYPE_CHECKING:
    from pathlib import Path

FACTS = ("acme", "oci://x/y", ">=1", "1.2.0", "sha256:0", "sha256:1")


def test_a_record_is_of_all_its_facts(tmp_path: Path) -> None:
    records = Records(str(tmp_path))
    name = records.name(FACTS)
    assert not records.has(name)
    records.add(name)
    assert records.has(name)
    assert Records(str(tmp_path)).has(Records(str(tmp_path)).name(FACTS))
    for number in range(len(FACTS)):
        other = [*FACTS[:number], FACTS[number] + "x", *FACTS[number + 1 :]]
        assert not records.has(records.name(other))
    # Where one fact ends and the next begins is part of it.
    assert records.name(("ab", "c")) != records.name(("a", "bc"))


def test_records_of_another_user_are_worth_nothing(tmp_path: Path) -> None:
    theirs = Records(str(tmp_path / "theirs"))
    theirs.add(theirs.name(FACTS))
    mine = Records(str(tmp_path / "mine"))
    assert mine.name(FACTS) != theirs.name(FACTS)
    shutil.copytree(tmp_path / "theirs/verified", tmp_path / "mine/verified")
    assert not mine.has(mine.name(FACTS))


def test_the_key_is_the_user_s_alone(tmp_path: Path) -> None:
    records = Records(str(tmp_path))
    records.add(records.name(FACTS))
    key = tmp_path / "record-key"
    assert len(key.read_bytes()) == 32
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    # A key that others can read is none: everything is verified each time.
    assert Records(str(tmp_path)).name(FACTS) == ""
    key.chmod(0o600)
    key.write_bytes(b"short")
    assert Records(str(tmp_path)).name(FACTS) == ""


def test_without_a_place_there_are_none(tmp_path: Path) -> None:
    records = Records("")
    records.add(records.name(FACTS))
    assert not records.has(records.name(FACTS))
    (tmp_path / "file").write_text("")
    blocked = Records(os.path.join(str(tmp_path), "file"))
    blocked.add(blocked.name(FACTS))
    assert not blocked.has(blocked.name(FACTS))
