"""The runner of the documentation's blocks: what is not so fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from documents.blocks import check_block
from documents.command_lines import in_text, mistake
from documents.fences import fences, without_fences
from documents.links import anchors, broken
from documents.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def try_page(tmp_path: Path) -> Callable[[str], None]:
    """Try the blocks of a page with this text."""

    def run(text: str) -> None:
        page = tmp_path / "page.md"
        page.write_text(text)
        workspace = Workspace(tmp_path / "runs")
        for fence in fences(page):
            check_block(fence, workspace)

    return run


def block(language: str, text: str, directive: str = "") -> str:
    comment = f"<!-- docs: {directive} -->\n" if directive else ""
    return f"{comment}```{language}\n{text}\n```\n"


@pytest.mark.parametrize(
    "text",
    [
        block("console", "$ systo-policy version\npacker-systo …"),
        block("console", "$ systo-policy rules\n…"),
        block("console", "$ echo a\na\n$ echo $?\n0"),
        block("console", "$ systo-policy check nowhere\n…\n$ echo $?\n2"),
        block("console", "$ systo-policy check nowhere\n…", "exit 2"),
        block("console", "$ mkdir x\n$ cd x") + block("console", "$ ls ..\ndebian\nx"),
        block("console", "$ ls\ndocs", "run in repository"),
        block('hcl title="a/b.pkr.hcl"', "a = 1") + block("console", "$ cat a/b.pkr.hcl\na = 1"),
        block("hcl", "a = [1 2]", "wrong"),
        block("toml", 'fail-on = "high"'),
        block("sh", "pip install packer-systo\nmake demo  # and why\nuvx packer-systo check ."),
        block("yaml", "- run: systo-policy check --fail-on high ."),
        block("text", "a drawing", "drawing"),
        block("text", "engine/packer_systo/\n    engine/\n        errors.py   why", "layout"),
    ],
)
def test_what_is_so_passes(text: str, try_page: Callable[[str], None]) -> None:
    try_page(text)


@pytest.mark.parametrize(
    "text",
    [
        block("", "no language"),
        block("klingon", "qapla'"),
        block("console", "$ rm -rf /tmp/nothing"),
        block("console", "$ echo a\nb"),
        block("console", "$ echo a"),
        block("console", "no command"),
        block("console", "$ systo-policy check nowhere\n…"),
        block("console", "$ systo-policy version\n…", "exit 1"),
        block("console", "$ systo-policy check nowhere\n…\n$ echo $?\n0"),
        block("console", "$ ls\n…", "run in nowhere"),
        block("hcl", "a = [1 2]"),
        block("hcl", "a = 1", "wrong"),
        block('hcl title="../../a.pkr.hcl"', "a = 1"),
        block("json", "{"),
        block("json", "{}", "report"),
        block("toml", 'fail-onn = "high"'),
        block(
            "toml", '[[bundle]]\nname = "packer-baseline"\n[bundle.settings]\nno-such-setting = "x"'
        ),
        block("sh", "pip install packer-sisto"),
        block("sh", "make no-such-target"),
        block("sh", "uvx packer-systo check --no-such-option"),
        block("sh", "curl https://example.org"),
        block("yaml", "- run: systo-policy check --no-such-option ."),
        block("yaml", "- run: something else"),
        block('yaml title="x.cel.yaml"', "assert: true"),
        block("rego", "package x"),
        block("groovy", "pipeline { sh 'systo-policy check .'"),
        block("text", "plain"),
        block("text", "engine/no_such_folder/", "layout"),
        block("markdown", "# page"),
        block("python", "raise SystemExit(1)"),
        "```console\n$ echo not closed\n",
        "<!-- docs: exit 1 -->\n\nText and no fence.\n",
    ],
)
def test_what_is_not_so_fails(text: str, try_page: Callable[[str], None]) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, the page's test fails
        try_page(text)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("systo-policy check --fail-on high images", False),
        ("systo-policy --debug FILE check …", False),
        ("systo-policy baseline write --output x", False),
        ("systo-policy explain unverified-iso", False),
        ("systo-policy check . > report.txt", False),
        ("systo-policy --help", False),
        ("systo-policy", True),
        ("systo-policy scan image", True),
        ("systo-policy check --fix-all", True),
        ("systo-policy explain", True),
        ("systo-policy baseline read", True),
    ],
)
def test_a_command_line_is_one_that_the_program_takes(line: str, wrong: bool) -> None:
    assert bool(mistake(line)) is wrong


def test_command_lines_are_found_in_other_programs_files() -> None:
    text = (
        "- run: |\n    systo-policy check \\\n      --quiet .\nsh '.venv/bin/systo-policy rules'\n"
    )
    assert in_text(text) == ["systo-policy check        --quiet .", "systo-policy rules"]


def test_fences_nest_by_their_length(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("````markdown\n```hcl\na = 1\n```\n````\ntext\n")
    (fence,) = fences(page)
    assert fence.text == "```hcl\na = 1\n```\n"
    assert without_fences(page.read_text()).split() == ["text"]


def test_broken_links_are_found(tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_text(
        "# A `title`, here!\n\n## Again\n\n## Again\n\n```text\n# not a heading\n```\n"
    )
    assert anchors(other) == {"a-title-here", "again", "again-1"}
    page = tmp_path / "page.md"
    page.write_text(
        "[a](other.md) [b](other.md#again-1) [c](missing.md) [d](other.md#gone) [e](#nowhere)\n"
        "![f](no.svg) `[g](code.md)` [h](http://example.org) [i](https://example.org)\n"
    )
    assert broken(page) == [
        "missing.md",
        "other.md#gone",
        "#nowhere",
        "no.svg",
        "http://example.org",
    ]
