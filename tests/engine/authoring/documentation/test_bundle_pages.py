"""Pages about a bundle: what they say, and that nothing of others is overwritten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.authoring.documentation.bundle_pages import (
    bundle_pages,
    write_bundle_pages,
)
from packer_systo.engine.authoring.scaffold.new import new_bundle, new_rule
from packer_systo.engine.bundle.archive import pack
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.errors import OutputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    new_bundle(str(folder))
    new_rule(str(folder), "build", "weak-thing", "rego")
    return folder


def test_a_page_a_rule_and_an_index(bundle: Path) -> None:
    pages = bundle_pages(str(bundle))
    assert list(pages) == ["index.md", "foreign-mirror.md", "weak-thing.md"]
    page = pages["foreign-mirror.md"]
    assert "# foreign-mirror\n" in page
    assert "- **medium** at `template.pkr.hcl`, line 2: source qemu.debian fetches" in page
    assert "Nothing is found." in page
    assert "[All rules](index.md)" in page
    index = pages["index.md"]
    assert "# acme 0.1.0\n" in index
    assert "| [foreign-mirror](foreign-mirror.md) | medium | An ISO comes from outside |" in index
    assert '| `mirrors` | `["https://mirror.example.org/"]` | Beginnings' in index
    links = {link for text in pages.values() for link in re.findall(r"\]\(([^)]+\.md)\)", text)}
    assert links == set(pages)


def test_an_archive_gives_the_same_pages(bundle: Path, tmp_path: Path) -> None:
    file = tmp_path / "acme.tar.gz"
    file.write_bytes(pack(read_folder(str(bundle)), "acme"))
    assert bundle_pages(str(file)) == bundle_pages(str(bundle))


def test_pages_are_replaced_and_stale_ones_removed(bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = write_bundle_pages(str(bundle), str(out))
    assert len(first) == 3
    (out / "notes.md").write_text("mine")
    for path in (bundle / "build/weak-thing").iterdir():
        path.unlink()
    write_bundle_pages(str(bundle), str(out))
    assert sorted(path.name for path in out.iterdir()) == [
        "foreign-mirror.md",
        "index.md",
        "notes.md",
    ]
    assert (out / "notes.md").read_text() == "mine"


def test_a_file_of_others_stops_it_before_anything_is_written(bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "weak-thing.md").write_text("mine")
    with pytest.raises(UsageError, match="was not written by `bundle docs`"):
        write_bundle_pages(str(bundle), str(out))
    assert [path.name for path in out.iterdir()] == ["weak-thing.md"]
    (out / "weak-thing.md").unlink()
    (out / "index.md").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError):
        write_bundle_pages(str(bundle), str(out))
    assert not (tmp_path / "elsewhere").exists()


def test_a_place_that_is_no_folder(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_bundle_pages(str(bundle), str(tmp_path / "file"))
