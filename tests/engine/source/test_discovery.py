"""Finding templates."""

from __future__ import annotations

import errno
import json
import os
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.errors import UsageError
from packer_systo.engine.source.discovery import Discovery, Target, find_templates, split
from packer_systo.engine.source.reading import LARGEST
from shared_data import corpus_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEGACY = '{"builders": [{"type": "qemu"}]}'


def write(root: Path, *names: str, text: str = "") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = LEGACY if name.endswith(".json") and ".pkr" not in name else text
        path.write_text(content, encoding="utf-8")


def summary(found: Discovery) -> list[tuple[str, str, list[str]]]:
    return [
        (one.shown, one.format, [os.path.basename(file) for file in one.files])
        for one in found.targets
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_with_hcl_files_is_one_template(folder: Path) -> None:
    write(folder, "b.pkr.hcl", "a.pkr.json", "c.pkr.hcl", "x.hcl", "vars.pkrvars.hcl", "notes.txt")
    write(folder, "z.auto.pkrvars.json", "y.auto.pkrvars.hcl", "a.auto.pkrvars.hcl")
    found = find_templates(["."])
    assert summary(found) == [(".", "hcl2", ["b.pkr.hcl", "c.pkr.hcl", "a.pkr.json"])]
    assert [os.path.basename(file) for file in found.targets[0].auto_var_files] == [
        "a.auto.pkrvars.hcl",
        "y.auto.pkrvars.hcl",
        "z.auto.pkrvars.json",
    ]
    assert found.notes == ()
    assert found.errors == ()


def test_templates_are_found_at_any_depth_in_a_fixed_order(folder: Path) -> None:
    write(
        folder, "b/t.pkr.hcl", "a/deep/er/t.pkr.hcl", "a/l.json", "z.json", "a/k.json", "t.pkr.hcl"
    )
    (folder / "data.json").write_text('{"rows": []}')
    assert [one[0] for one in summary(find_templates(["."]))] == [
        ".",
        "z.json",
        "a/k.json",
        "a/l.json",
        "a/deep/er",
        "b",
    ]


def test_a_named_file_is_a_template_by_itself(folder: Path) -> None:
    write(folder, "a.pkr.hcl", "b.pkr.hcl", "c.pkr.json", "l.json", "x.auto.pkrvars.hcl", "plain")
    found = find_templates(["a.pkr.hcl", "c.pkr.json", "l.json", "plain"])
    assert summary(found) == [
        ("a.pkr.hcl", "hcl2", ["a.pkr.hcl"]),
        ("c.pkr.json", "hcl2", ["c.pkr.json"]),
        ("l.json", "json", ["l.json"]),
        ("plain", "json", ["plain"]),
    ]
    assert all(target.auto_var_files == () for target in found.targets)


def test_a_folder_named_like_a_template_is_a_folder(folder: Path) -> None:
    write(folder, "x.pkr.hcl/inner.pkr.hcl", "y.json/l.json", "t.pkr.hcl")
    assert summary(find_templates(["."])) == [
        (".", "hcl2", ["t.pkr.hcl"]),
        ("x.pkr.hcl", "hcl2", ["inner.pkr.hcl"]),
        ("y.json/l.json", "json", ["l.json"]),
    ]
    assert summary(find_templates(["x.pkr.hcl"])) == [("x.pkr.hcl", "hcl2", ["inner.pkr.hcl"])]


def test_caches_and_other_peoples_folders_are_skipped_unless_named(folder: Path) -> None:
    for name in (".git", "node_modules", ".terraform", "packer_cache", ".venv"):
        write(folder, f"{name}/t.pkr.hcl")
    write(folder, "myenv/t.pkr.hcl", "myenv/pyvenv.cfg", "t.pkr.hcl", ".github/t.pkr.hcl")
    assert [one[0] for one in summary(find_templates(["."]))] == [".", ".github"]
    assert [one[0] for one in summary(find_templates(["node_modules"]))] == ["node_modules"]


def test_what_is_excluded_is_left_out(folder: Path) -> None:
    write(folder, "a/t.pkr.hcl", "b/t.pkr.hcl", "b/old/t.pkr.hcl", "b/l.json", "b/u.pkr.hcl")
    assert summary(find_templates(["."], ["a/", "b/old/**", "*.json", "u.*"])) == [
        ("b", "hcl2", ["t.pkr.hcl"])
    ]
    # Patterns are meant from the working directory or from the folder that is checked.
    assert summary(find_templates(["b"], ["/b/old", "/l.json", "/u.pkr.hcl"])) == [
        ("b", "hcl2", ["t.pkr.hcl"])
    ]
    with pytest.raises(UsageError):
        find_templates(["."], ["[a"])


def test_a_template_is_found_once_however_often_it_is_named(folder: Path) -> None:
    write(folder, "a/t.pkr.hcl", "a/l.json")
    found = find_templates(["a", ".", "./a/", str(folder / "a"), "a/l.json"])
    assert [one[0] for one in summary(found)] == ["a", "a/l.json"]


def test_loops_of_links_end(folder: Path) -> None:
    write(folder, "a/b/t.pkr.hcl")
    (folder / "a/b/up").symlink_to("../..", target_is_directory=True)
    (folder / "a/self").symlink_to("self")
    (folder / "a/self.json").symlink_to("self.json")
    found = find_templates(["."])
    assert [one[0] for one in summary(found)] == ["a/b"]
    assert found.errors == ()


def test_a_link_to_a_folder_elsewhere_is_noted_not_followed(folder: Path) -> None:
    write(folder, "repo/a/t.pkr.hcl", "other/t.pkr.hcl")
    (folder / "repo/out").symlink_to("../other", target_is_directory=True)
    (folder / "repo/in").symlink_to("a", target_is_directory=True)
    found = find_templates(["repo"])
    assert [one[0] for one in summary(found)] == ["repo/a"]
    (note,) = found.notes
    assert note.startswith("repo/out is a link to a folder elsewhere")
    assert [one[0] for one in summary(find_templates(["repo/out"]))] == ["repo/out"]


def test_a_link_to_a_file_is_that_file_as_for_packer(folder: Path) -> None:
    write(folder, "shared/v.pkr.hcl", "shared/l.json")
    (folder / "a").mkdir()
    (folder / "a/v.pkr.hcl").symlink_to("../shared/v.pkr.hcl")
    (folder / "a/l.json").symlink_to("../shared/l.json")
    (folder / "a/gone.pkr.hcl").symlink_to("nowhere")
    assert summary(find_templates(["a"])) == [
        ("a", "hcl2", ["gone.pkr.hcl", "v.pkr.hcl"]),
        ("a/l.json", "json", ["l.json"]),
    ]


def test_a_pipe_does_not_block(folder: Path) -> None:
    os.mkfifo(folder / "pipe.json")
    os.mkfifo(folder / "pipe.pkr.hcl")
    # By its name it is a part of the template; whoever reads it says what is wrong with it.
    assert summary(find_templates(["."])) == [(".", "hcl2", ["pipe.pkr.hcl"])]


def test_what_cannot_be_opened_is_noted_and_the_rest_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "a/t.pkr.hcl", "closed/t.pkr.hcl", "z/t.pkr.hcl", "closed.json")
    really_scan, really_open = os.scandir, os.open

    def scan(path: str) -> Iterator[os.DirEntry[str]]:
        if path.endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return really_scan(path)

    def open_(path: str, flags: int) -> int:
        if path.endswith("closed.json"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return really_open(path, flags)

    monkeypatch.setattr("packer_systo.engine.source.discovery.os.scandir", scan)
    monkeypatch.setattr("packer_systo.engine.source.reading.os.open", open_)
    found = find_templates(["."])
    assert [one[0] for one in summary(found)] == ["a", "z"]
    assert found.notes == (
        "closed.json: it may not be read; it was not checked",
        "closed: it may not be read; templates in it were not checked",
    )
    assert found.errors == ()
    (error,) = find_templates(["closed"]).errors
    assert error.where == "closed"


def test_a_named_path_that_cannot_be_judged_is_an_error_and_the_rest_is_found(folder: Path) -> None:
    write(folder, "a/t.pkr.hcl", "prod.pkrvars.hcl", "main.hcl")
    found = find_templates(["missing", "prod.pkrvars.hcl", "main.hcl", "a\0b", "a"])
    assert [one[0] for one in summary(found)] == ["a"]
    assert [(error.where, error.message) for error in found.errors] == [
        ("missing", "there is no such file"),
        ("prod.pkrvars.hcl", "this is a var file, not a template"),
        ("main.hcl", "Packer reads HCL from *.pkr.hcl only"),
        ("'a\\x00b'", "its path holds a NUL character"),
    ]
    assert found.errors[1].hint == (
        "Name the template or its folder, and give this file with --var-file."
    )
    assert found.errors[2].hint == "Rename it to main.pkr.hcl."


def test_names_that_are_no_text_are_found(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.pkr.hcl")
    try:
        (folder / name).write_text("")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    (found,) = find_templates(["."]).targets
    assert os.path.exists(found.files[0])


def test_a_huge_json_file_is_a_template_only_if_it_looks_like_one(folder: Path) -> None:
    write(folder, "template.json")
    (folder / "data.json").write_text('{"rows": [')
    for name in ("template.json", "data.json"):
        with (folder / name).open("ab") as file:
            file.truncate(LARGEST + 1)
    found = find_templates(["."])
    assert [one[0] for one in summary(found)] == ["template.json"]
    assert found.notes == ()


def test_a_folder_can_be_split_into_its_files(folder: Path) -> None:
    write(folder, "a.pkr.hcl", "b.pkr.json", "x.auto.pkrvars.hcl")
    (target,) = find_templates(["."]).targets
    # Each is what Packer sees when the file is named: without the automatic var files.
    assert split(target) == list(find_templates(["./a.pkr.hcl", "./b.pkr.json"]).targets)
    legacy = Target("l.json", ("l.json",), "json")
    assert split(legacy) == [legacy]


def test_the_corpus_has_the_templates_that_packer_was_asked_about() -> None:
    root = corpus_path()
    lines = corpus_path("packer-inspect.jsonl").read_text(encoding="utf-8").splitlines()
    expected = sorted(str(json.loads(line)["path"]) for line in lines)
    found = find_templates([str(root)])
    assert sorted(os.path.relpath(target.path, root) for target in found.targets) == expected
    assert found.notes == ()


@pytest.mark.parametrize("order", [(".", "a.pkr.hcl"), ("a.pkr.hcl", ".")])
def test_a_file_of_a_folder_that_is_named_too_is_judged_once(
    folder: Path, order: tuple[str, str]
) -> None:
    write(folder, "a.pkr.hcl", "b.pkr.hcl", "c/d.pkr.hcl")
    found = find_templates(order)
    assert [one[0] for one in summary(found)] == [".", "c"]
    (note,) = found.notes
    assert note.startswith("a.pkr.hcl is part of the template . and is judged once, with it; ")


def test_files_that_are_named_without_their_folder_stay(folder: Path) -> None:
    write(folder, "a.pkr.hcl", "b.pkr.hcl", "c/d.pkr.hcl", "c/e.json", "c/f.pkr.json")
    named = ["c", "a.pkr.hcl", "b.pkr.hcl", "c/e.json"]
    found = find_templates(named)
    assert [one[0] for one in summary(found)] == ["c", "c/e.json", "a.pkr.hcl", "b.pkr.hcl"]
    assert found.notes == ()
    # What the folder leaves out is no part of it.
    left = find_templates([".", "a.pkr.hcl"], ["/a.pkr.hcl"])
    assert "a.pkr.hcl" in [one[0] for one in summary(left)]
    # A link to a file of it is that file.
    (folder / "link.pkr.hcl").symlink_to("c/d.pkr.hcl")
    linked = find_templates(["c", "link.pkr.hcl"])
    assert [one[0] for one in summary(linked)] == ["c", "c/e.json"]
