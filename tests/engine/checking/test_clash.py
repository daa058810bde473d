from __future__ import annotations

import pytest

from packer_systo.engine.checking.clash import clash
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.template.files import TEMPLATE, VAR_FILE, TemplateFile, parse_file

BUILD = "\nbuild {\n}\n"


def files(*texts: str, role: str = TEMPLATE) -> list[TemplateFile]:
    return [
        parse_file(name, SourceText(name, text), role, "hcl", [])
        for name, text in ((f"{number}.pkr.hcl", text) for number, text in enumerate(texts))
    ]


@pytest.mark.parametrize(
    "text",
    [
        'variable "x" {\n}',
        "variables {\n  x = 1\n}",
        "locals {\n  x = 1\n}",
        'local "x" {\n  expression = 1\n}',
        'source "null" "x" {\n}',
        'data "http" "x" {\n}',
        "packer {\n  required_plugins {\n    x = {}\n  }\n}",
    ],
)
def test_the_same_name_in_two_files_with_builds(text: str) -> None:
    found = clash(files(text + BUILD, text + BUILD))
    assert found is not None
    assert (found.first.source.path, found.again.source.path) == ("0.pkr.hcl", "1.pkr.hcl")


def test_both_forms_of_a_variable_clash() -> None:
    assert clash(files('variable "x" {\n}' + BUILD, "variables {\n  x = 1\n}" + BUILD)) is not None


@pytest.mark.parametrize(
    "texts",
    [
        ('variable "x" {\n}' + BUILD, 'variable "x" {\n}'),  # a duplicate: one has no build
        ('variable "x" {\n}' + BUILD, 'variable "y" {\n}' + BUILD),
        ('variable "x" {\n}\nvariable "x" {\n}' + BUILD, BUILD),  # twice in one file
        ('source "null" "x" {\n}' + BUILD, 'source "file" "x" {\n}' + BUILD),
        ('variable "x" {\n}' + BUILD,),
        (),
    ],
)
def test_what_is_one_template(texts: tuple[str, ...]) -> None:
    assert clash(files(*texts)) is None


def test_var_files_do_not_count() -> None:
    one = 'variable "x" {\n}' + BUILD
    assert clash([*files(one), *files(one, role=VAR_FILE)]) is None
