"""The runner of the documentation's blocks: what is not so fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from documents.blocks import check_block
from documents.command_lines import mistake
from documents.command_words import programs_of
from documents.directives import Directive, read_directive
from documents.fences import fences, without_fences
from documents.links import anchors, broken
from documents.pages import indented_code
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
        (tmp_path / "shared").mkdir()
        with Workspace(tmp_path / "runs", tmp_path / "shared") as workspace:
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
        block("console", "$ ls\ndocs", "in repository"),
        block('hcl title="a/b.pkr.hcl"', "locals {}")
        + block("console", "$ cat a/b.pkr.hcl\nlocals {}"),
        block("hcl", "a = [1 2]", "wrong"),
        block("toml", 'fail-on = "high"'),
        block("sh", "mkdir x  # and why\nsysto-policy check \\\n  nowhere", "exit 2"),
        block("sh", "make lint types", "in clone"),
        block("sh", "opa run --no-such-option", "with opa"),  # left out: nobody asked for it
        block("sh", "false", "slow"),
        block("bash", 'eval "$(systo-policy completion bash)"'),
        block("console", "$ echo a | sed s/a/b/ && ls\nb\ndebian"),
        block("yaml", "- run: systo-policy check --quiet .", "exit 1"),
        block("yaml", "- run: mkdir x\n- run: ls x"),
        block("yaml", "- run: systo-policy check .\n- run: ls\n  if: always()", "exit 1"),
        block('yaml title=".gitlab-ci.yml"', "a:\n  script:\n    - ls"),
        block("groovy", "pipeline { sh 'mkdir x' }"),
        block(
            "yaml", "fix: {description: a, safe: true, remove: [config/b]}", "part of a CEL rule"
        ),
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
        block("console", "$ ls\n…", "in nowhere"),
        block("console", "$ ls | rm -rf /tmp/nothing"),
        block("console", "$ echo $(curl https://example.org)\n…"),
        block("console", "$ systo-policy check nowhere\n…\n$ ls\n…", "exit 2"),
        block("console", "$ ls\n…", "in examples, drawing"),
        block("hcl", "a = [1 2]"),
        block("hcl", "a = 1", "wrong"),
        block('hcl title="../../a.pkr.hcl"', "a = 1"),
        block("json", "{"),
        block("json", "{}"),
        block("json", "{}", "report"),
        block("json", "{}", "of another kind"),
        block("hcl", 'build { sources = ["source.qemu.none"] }'),
        block("toml", 'fail-onn = "high"'),
        block(
            "toml", '[[bundle]]\nname = "packer-baseline"\n[bundle.settings]\nno-such-setting = "x"'
        ),
        block("sh", "# nothing"),
        block("sh", "systo-policy check nowhere"),
        block("sh", "systo-policy check nowhere\nls", "exit 2"),
        block("sh", "ls", "exit 1"),
        block("sh", "make demo"),  # not in a clone
        block("sh", "make no-such-target", "in clone"),
        block("sh", "make lint demo", "in clone"),
        block("sh", "uvx packer-systo check ."),  # where nothing is installed
        block("sh", "opa version"),
        block("sh", "curl https://example.org"),
        block("yaml", "- run: systo-policy check --no-such-option ."),
        block("yaml", "- run: something else"),
        block("yaml", "- run: ls\n- run: systo-policy check ."),
        block("yaml", "- run: ls", "exit 1"),
        block("yaml", "- runs: ls"),
        block("yaml", "- uses: somebody/else@v1\n- run: ls"),
        block("yaml", "on: push\njobs:\n  a:\n    steps:\n      - run: ls"),
        block('yaml title=".gitlab-ci.yml"', "a:\n  scripts:\n    - ls"),
        block(
            'yaml title=".gitlab-ci.yml"',
            "a:\n  script:\n    - ls\n  artifacts:\n    reports:\n      junit: none.xml",
        ),
        block('yaml title=".pre-commit-config.yaml"', "repos: x", "in team"),
        block("yaml", 'assert: self.config.iso_checksum == "', "part of a CEL rule"),
        block("yaml", "assert: self.config.no_such_key", "part of a CEL rule"),
        block("yaml", "assert: true", "part of a CEL rule"),
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


@pytest.mark.parametrize(
    ("line", "programs"),
    [
        ("ls", ["ls"]),
        ("A=1 ls -l && cat x|sed y; echo z", ["ls", "cat", "sed", "echo"]),
        ("ls > cat", ["ls"]),
        ('eval "$(systo-policy completion bash)"', ["eval", "systo-policy"]),
        ("python3 -m venv .venv && .venv/bin/pip install x", ["python3", ".venv/bin/pip"]),
        ("sed -i 's/a|b/c;d/' x", ["sed"]),
    ],
)
def test_every_program_of_a_line_is_known(line: str, programs: list[str]) -> None:
    assert programs_of(line) == programs


def test_a_comment_says_several_things() -> None:
    read = read_directive("in examples, with opa, serves a:1, serves b:2, slow, exit 4", "a page")
    assert read == Directive("examples", 4, ("opa",), ("a:1", "b:2"), True)
    assert read_directive("in empty, layout in policies", "a page").kind == "layout in policies"
    with pytest.raises(AssertionError, match="the comment says"):
        read_directive("report, document", "a page")


def test_indented_code_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n\n    code\n\n- b\n\n    of the list\n\n```sh\n\n    ls\n```\n")
    assert indented_code(page) == ["    code"]


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
