"""Bad input gets one clear message, and nothing else is lost."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from program import run_as_others

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran

GOOD = (
    'source "null" "a" {\n  communicator = "none"\n}\n\nbuild {\n  sources = ["source.null.a"]\n}\n'
)


@pytest.fixture
def good(folder: Path) -> Path:
    file = folder / "good" / "a.pkr.hcl"
    file.parent.mkdir()
    file.write_text(GOOD)
    return file


def report(ran: Ran) -> dict[str, list[dict[str, object]]]:
    made: dict[str, list[dict[str, object]]] = json.loads(ran.out)
    return made


def templates(ran: Ran) -> list[object]:
    return [template["path"] for template in report(ran)["templates"]]


def test_a_folder_named_like_a_template_is_a_folder(
    good: Path, folder: Path, systo: Callable[..., Ran]
) -> None:
    (folder / "x.pkr.hcl").mkdir()
    (folder / "x.pkr.hcl" / "b.pkr.hcl").write_text(GOOD)
    ran = systo("check", "--format", "json")
    assert templates(ran) == ["good", "x.pkr.hcl"]
    assert report(ran)["errors"] == []


def test_a_file_beyond_the_limit_is_refused_with_the_limit(
    good: Path, folder: Path, systo: Callable[..., Ran]
) -> None:
    with (folder / "big.pkr.hcl").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    ran = systo("check", "--format", "json")
    (finding,) = [
        one for one in report(ran)["findings"] if one["rule"] == "template/unreadable-file"
    ]
    assert "10 MiB" in str(finding["message"])
    assert "good" in templates(ran)


def test_links_that_lead_in_a_circle(good: Path, folder: Path, systo: Callable[..., Ran]) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "x.pkr.hcl").symlink_to("y.pkr.hcl")
    (folder / "y.pkr.hcl").symlink_to("x.pkr.hcl")
    ran = systo("check", "--format", "json")
    assert "good" in templates(ran)
    assert ran.code in {1, 2}
    assert "circle" in ran.out


def test_a_file_that_may_not_be_read(good: Path, folder: Path) -> None:
    (folder / "closed.pkr.hcl").write_text(GOOD)
    (folder / "closed.pkr.hcl").chmod(0)
    ran = run_as_others(folder, "check", "--format", "json")
    assert ran.code == 1
    assert "may not be read" in ran.out
    assert "good" in templates(ran)
    assert run_as_others(folder, "check", "closed.pkr.hcl").code == 1


def test_a_folder_that_may_not_be_opened(good: Path, folder: Path) -> None:
    (folder / "closed").mkdir(mode=0)
    whole = run_as_others(folder, "check")
    assert "closed: it may not be read; templates in it were not checked" in whole.err
    named = run_as_others(folder, "check", "closed", "good")
    assert named.code == 2
    assert "closed: it may not be read" in named.err


def test_deep_nesting_and_long_lines_end_in_a_finding(
    good: Path, folder: Path, systo: Callable[..., Ran]
) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "a.pkr.hcl").write_text("a = " + "[" * 100_000 + "]" * 100_000)
    (folder / "deep.json").write_text('{"builders": ' + "[" * 100_000)
    ran = systo("check", "--format", "json", "deep", "deep.json", "good")
    assert ran.code == 1
    assert report(ran)["errors"] == []
    files = {str(one["template"]) for one in report(ran)["findings"]}
    assert {"deep", "deep.json"} <= files


def test_a_broken_bundle_names_the_file_and_the_line(good: Path, systo: Callable[..., Ran]) -> None:
    bundle = good.parent.parent / "house"
    bundle.mkdir()
    ran = systo("check", "--bundle", "house")
    assert ran.code == 2
    assert "error: house: this is no bundle: it has no .manifest" in ran.err
    (bundle / ".manifest").write_text("{")
    ran = systo("check", "--bundle", "house")
    assert ran.code == 2
    assert "error: house/.manifest: " in ran.err


def test_a_name_that_is_no_text_is_shown_all_the_same(
    good: Path, folder: Path, systo: Callable[..., Ran]
) -> None:
    name = os.fsdecode(os.fsencode(str(folder)) + b"/\xff.pkr.hcl")
    with open(name, "w", encoding="utf-8") as file:
        file.write("a = [1 2]\n")
    for format in ("terminal", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"):
        ran = systo("check", "--format", format)
        assert ran.code == 1, ran.err
        assert "\ufffd" in ran.out or "%EF%BF%BD" in ran.out


def test_nothing_on_standard_input_is_waited_for(good: Path, systo: Callable[..., Ran]) -> None:
    os.mkfifo(good.parent.parent / "pipe.pkr.hcl")
    ran = systo("check", "--format", "json")
    assert "good" in templates(ran)
    assert "this is a pipe" in ran.out.lower()


def test_of_a_template_that_cannot_be_read_only_that_is_told(
    folder: Path, systo: Callable[..., Ran]
) -> None:
    (folder / "a.pkr.hcl").symlink_to("nowhere")
    os.mkfifo(folder / "a.json")
    for name in (".", "a.json"):
        ran = systo("check", "--format", "json", name)
        assert [one["rule"] for one in report(ran)["findings"]] == ["template/unreadable-file"]
    assert "1 |" not in systo("check").out
