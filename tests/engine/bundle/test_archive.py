"""Bundles as one file: the same bytes for the same files, and nothing but plain files back."""

from __future__ import annotations

import gzip
import io
import subprocess
import tarfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bundle.bundles import small_bundle
from packer_systo.engine.bundle.archive import pack, unpack
from packer_systo.engine.bundle.load import load_archive, load_bundle, load_files
from packer_systo.engine.errors import BundleError
from packer_systo.engine.hashing import sha256
from release_scene import tar_of

if TYPE_CHECKING:
    from pathlib import Path

NAME = st.from_regex(r"[a-z][a-z0-9_.-]{0,30}[a-z0-9]", fullmatch=True).filter(
    lambda name: ".manifest" not in name and not name.startswith(("con", "nul", "aux", "prn"))
)


class Kept:
    """An index store that remembers, and counts what it is asked."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}
        self.found = 0

    def get(self, key: str) -> bytes | None:
        self.found += key in self.entries
        return self.entries.get(key)

    def put(self, key: str, content: bytes) -> None:
        self.entries[key] = content


def test_what_goes_in_comes_out() -> None:
    assert unpack(pack(small_bundle(), "small"), "small") == dict(sorted(small_bundle().items()))


def test_the_bytes_are_known() -> None:
    """Were they to change, each digest that somebody has pinned would be of another file."""
    packed = pack(small_bundle(), "small")
    assert sha256(packed).hexdigest() == KNOWN
    assert pack(dict(reversed(small_bundle().items())), "small") == packed


KNOWN = "7486063231514ef626d7f1920093a0028855ef5c7ee0fa5e308ef7ce3cfbd284"


def test_other_programs_read_it(tmp_path: Path) -> None:
    packed = pack(small_bundle(), "small")
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        assert archive.getnames() == sorted(small_bundle())
        assert {(one.mode, one.mtime, one.uid) for one in archive} == {(0o644, 0, 0)}
    (tmp_path / "small.tar.gz").write_bytes(packed)
    subprocess.run(["tar", "-xzf", "small.tar.gz"], cwd=tmp_path, check=True)
    for name, content in small_bundle().items():
        assert (tmp_path / name).read_bytes() == content


def test_an_archive_of_tar_itself_is_read(tmp_path: Path) -> None:
    for name, content in small_bundle().items():
        (tmp_path / "small" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "small" / name).write_bytes(content)
    names = [".manifest", "data.json", "security", "build"]
    made = tmp_path / "small.tar.gz"
    for form in ("ustar", "gnu"):
        subprocess.run(
            ["tar", "-czf", made, f"--format={form}", *names], cwd=tmp_path / "small", check=True
        )
        assert unpack(made.read_bytes(), "small") == dict(sorted(small_bundle().items()))
        assert load_bundle(str(made)).rules == load_files(small_bundle(), "small").rules


def test_an_archive_that_the_store_has_is_not_unpacked() -> None:
    store = Kept()
    packed = pack(small_bundle(), "small")
    first = load_archive(packed, "small", store=store)
    assert store.found == 0
    assert load_archive(packed, "small", store=store) == first
    assert store.found == 1
    with pytest.raises(BundleError):
        load_archive(packed[:-1], "small", store=store)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.lists(NAME, min_size=1, max_size=4).map("/".join), st.binary()))
def test_any_files_come_back_or_are_refused(files: dict[str, bytes]) -> None:
    try:
        packed = pack(files, "any")
    except BundleError:
        return
    assert unpack(packed, "any") == files
    # A reader that is not ours sees the same.
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        assert archive.getnames() == sorted(files)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_makes_it_fail_in_another_way(data: st.DataObject) -> None:
    plain = bytearray(tar_of(small_bundle()))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, 6 * 512))
        plain[at] = data.draw(st.integers(0, 255))
    plain = plain[: data.draw(st.integers(0, len(plain)))]
    try:
        files = unpack(gzip.compress(bytes(plain), 1), "small")
    except BundleError:
        return
    assert all(not name.startswith("/") and ".." not in name.split("/") for name in files)
