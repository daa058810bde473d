"""Files are read in the template's folder only, and every look is recorded."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.functions import reading
from packer_systo.engine.functions.calling import call
from packer_systo.engine.functions.context import FunctionContext
from packer_systo.engine.functions.models import FunctionError
from packer_systo.engine.functions.reading import FileReader, OutsideError, Record, names_digest
from packer_systo.engine.functions.table import find
from packer_systo.engine.values.constructors import object_value, string
from packer_systo.engine.values.value import Unknown, Value

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "template"
    (folder / "scripts").mkdir(parents=True)
    (folder / "scripts" / "a.sh").write_text("echo a\n")
    (folder / "scripts" / "b.sh").write_text("echo b\n")
    (tmp_path / "outside.txt").write_text("outside")
    return folder


def world(root: Path, working_directory: Path | None = None) -> FunctionContext:
    return FunctionContext(
        FileReader(str(root)),
        working_directory=str(working_directory or root),
        environment={"HOME": "/home/packer", "NAME": "value"},
    )


def result(context: FunctionContext, name: str, *arguments: str) -> Value:
    function = find(name)
    assert function is not None
    return call(function, [string(one) for one in arguments], context)


def reason(value: Value) -> str:
    assert isinstance(value.data, Unknown)
    return value.data.reasons[0].reason


def test_what_was_looked_at_is_recorded(root: Path) -> None:
    context = world(root)
    result(context, "file", "scripts/a.sh")
    result(context, "fileexists", "missing")
    result(context, "fileset", "scripts", "*.sh")
    digest = hashlib.sha256(b"echo a\n").hexdigest()
    names = names_digest(["a.sh", "b.sh"])
    found = context.files.records
    assert Record("content", str(root / "scripts" / "a.sh"), digest) in found
    assert Record("kind", str(root / "missing"), "missing") in found
    assert Record("names", str(root / "scripts"), names) in found


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/passwd", "~/secret", "scripts/../.."])
def test_what_lies_outside_is_unknown_not_an_error(root: Path, path: str) -> None:
    for name in ("file", "fileexists"):
        found = result(world(root), name, path)
        assert reason(found) == "file not readable: it is outside of the template's folder"
    if not path.startswith("~"):
        assert "outside" in reason(result(world(root), "fileset", path, "*"))


def test_a_link_that_leads_out_counts_as_outside(root: Path) -> None:
    (root / "link").symlink_to(root.parent / "outside.txt")
    (root / "folder").symlink_to(root.parent)
    for path in ("link", "folder/outside.txt"):
        assert "outside of the template's folder" in reason(result(world(root), "file", path))
    assert "outside of the template's folder" in reason(result(world(root), "fileset", ".", "**"))


def test_a_link_within_the_folder_is_followed(root: Path) -> None:
    (root / "link").symlink_to(root / "scripts")
    assert result(world(root), "file", "link/a.sh").data == "echo a\n"


def test_a_loop_of_links_ends(root: Path) -> None:
    (root / "scripts" / "again").symlink_to(root / "scripts")
    assert "too deeply" in reason(result(world(root), "fileset", ".", "**/a.sh"))


def test_a_missing_file_is_an_error(root: Path) -> None:
    with pytest.raises(FunctionError, match="no such file"):
        result(world(root), "file", "missing")


def test_a_file_that_is_too_large_is_unknown(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAXIMUM_FILE", 3)
    assert "larger than" in reason(result(world(root), "file", "scripts/a.sh"))


def test_all_files_together_are_bounded(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAXIMUM_TOTAL", 10)
    context = world(root)
    assert result(context, "file", "scripts/a.sh").data == "echo a\n"
    assert "larger than" in reason(result(context, "file", "scripts/b.sh"))


def test_folders_with_too_many_files_are_not_listed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAXIMUM_ENTRIES", 1)
    assert "too many files" in reason(result(world(root), "fileset", ".", "**"))


def test_a_name_that_is_not_utf8_is_no_crash(root: Path) -> None:
    try:
        os.close(os.open(os.fsencode(root) + b"/\xff.txt", os.O_CREAT | os.O_WRONLY))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert "not UTF-8" in reason(result(world(root), "fileset", ".", "*.txt"))


def test_filebase64_looks_where_packer_is_run(root: Path) -> None:
    assert result(world(root), "filebase64", "scripts/a.sh").data == "ZWNobyBhCg=="
    elsewhere = world(root, root / "scripts")
    assert result(elsewhere, "filebase64", "a.sh").data == "ZWNobyBhCg=="
    assert "where Packer is run" in reason(result(elsewhere, "filebase64", "scripts/a.sh"))


def test_a_folder_with_special_characters_is_no_pattern(tmp_path: Path) -> None:
    root = tmp_path / "we[ird]*"
    root.mkdir()
    (root / "a.txt").write_text("a")
    found = result(world(root), "fileset", ".", "*.txt")
    assert isinstance(found.data, tuple)
    assert [one.data for one in found.data] == ["a.txt"]


def test_a_zero_byte_in_a_path_is_an_error(root: Path) -> None:
    for name, arguments in (("file", ("a\0b",)), ("fileset", (".", "a\0*"))):
        with pytest.raises(FunctionError, match="zero byte"):
            result(world(root), name, *arguments)


def test_a_template_file_cannot_be_rendered_without_evaluation(root: Path) -> None:
    function = find("templatefile")
    assert function is not None
    found = call(function, [string("scripts/a.sh"), object_value({})], world(root))
    assert reason(found).startswith("file not readable")


def test_what_is_asked_of_the_environment_is_recorded(root: Path) -> None:
    from packer_systo.engine.functions.table import find_for_defaults

    context = world(root)
    function = find_for_defaults("env")
    assert function is not None
    assert call(function, [string("NAME")], context).data == "value"
    assert call(function, [string("MISSING")], context).data == ""
    assert result(context, "pathexpand", "~/x").data == "/home/packer/x"
    assert context.environment_read == {"NAME", "MISSING", "HOME"}


def test_the_reader_itself_refuses_what_is_outside(root: Path) -> None:
    with pytest.raises(OutsideError):
        FileReader(str(root)).read("/etc/passwd")
