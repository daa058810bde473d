from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from template_folder import TemplateFolder


@pytest.mark.parametrize(
    ("expression", "code", "says"),
    [
        ("[for x in [] : var.nam]", "unknown-reference", "variable `nam`. Did you mean `name`?"),
        ("[for x in var.name : local.no]", "unknown-reference", "local `no`"),
        ("[for x in [] : locl.a]", "unknown-reference", "no `locl` here. Did you mean `local`?"),
        ("[for x in [] : data.a.b.c]", "unknown-reference", "no data source `a.b`"),
        ("[for x in [] : uper(x)]", "unknown-function", "`uper`. Did you mean `upper`?"),
        ("var.name == 1 ? local.no : 1", "unknown-reference", "local `no`"),
    ],
)
def test_mistakes_where_nothing_is_evaluated(
    folder: TemplateFolder, expression: str, code: str, says: str
) -> None:
    text = f'variable "name" {{}}\nlocals {{\n  a = {expression}\n}}\n'
    ((found, line, message),) = folder.problems(text)
    assert (found, line) == (code, 3)
    assert says in message


def test_the_content_of_dynamic_blocks_over_something_unknown(folder: TemplateFolder) -> None:
    text = (
        'variable "v" {}\nsource "null" "a" {\n  dynamic "b" {\n    for_each = var.v\n'
        "    content {\n      x = b.value\n      y = var.w\n    }\n  }\n}\n"
    )
    assert folder.codes(text) == [("unknown-reference", 7)]


@pytest.mark.parametrize(
    "expression",
    [
        "[for x in [] : try(var.no, nofunction(), 1)]",
        "[for x in [] : [for var in x : var.no]]",
        "[for x in [] : [path.root, packer.version, build.ID, source.type]]",
        "[for x in [] : convert(x, list(string))]",
    ],
)
def test_what_is_no_mistake(folder: TemplateFolder, expression: str) -> None:
    assert folder.codes(f"locals {{\n  a = {expression}\n}}\n") == []


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("[for x in [] : can(local.no)]", "no local `no`. Packer looks it up before it comes to"),
        ("try(data.null.no.output, 1)", "no data source `null.no`"),
        ("keys(local)", "`local` as a whole holds what Packer happens to know"),
        ('local["b"]', "Packer cannot read this here, only `local.…`"),
        ("[for x in data.null : x]", "Packer cannot read this here, only `data.….…`"),
    ],
)
def test_what_packer_cannot_bring_into_an_order(
    folder: TemplateFolder, expression: str, says: str
) -> None:
    """Recorded verdicts hold the same; of `data.null` and `local["b"]` Packer crashes."""
    text = f'locals {{\n  a = {expression}\n  b = 1\n}}\ndata "null" "x" {{\n  input = "y"\n}}\n'
    ((code, line, message),) = folder.problems(text)
    assert (code, line) == ("unknown-reference", 2)
    assert says in message


def test_sources_and_builds_are_in_no_such_order(folder: TemplateFolder) -> None:
    text = (
        'locals {\n  b = 1\n}\nsource "file" "a" {\n  target = "t"\n'
        '  content = "${local["b"]} ${join(",", keys(local))} ${try(local.no, 2)}"\n}\n'
    )
    assert folder.codes(text) == []


def test_a_mistake_is_said_once(folder: TemplateFolder) -> None:
    text = 'locals {\n  a = [var.no, uper("x"), nothing.here]\n}\n'
    assert folder.codes(text) == [
        ("unknown-reference", 2),
        ("unknown-function", 2),
        ("unknown-reference", 2),
    ]


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        ("data.null.x.output", 0),
        ("data.null.x.outputt", 4),
        ("data.http.y.body", 0),
        ("data.http.y.bodyy", 4),
        ("data.amazon-ami.z.anything", 0),
    ],
)
def test_what_data_sources_of_the_core_give_is_known(
    folder: TemplateFolder, reference: str, line: int
) -> None:
    text = (
        'data "null" "x" { input = "i" }\ndata "http" "y" { url = "u" }\ndata "amazon-ami" "z" {}\n'
        f"locals {{ a = {reference} }}\n"
    )
    assert folder.codes(text) == ([("unknown-reference", line)] if line else [])
