"""One mistake is told once: what only follows from it is left out, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from template_folder import TemplateFolder

VARIABLES = """\
variable "iso" {
  default = "x.iso"
}

variable "other" {
  default = "y"
}

locals {
  name = "a-${var.iso}"
}

data "null" "seed" {
  input = "s"
}
"""
BUILD = """\
source "qemu" "a" {
  iso_url = var.iso
  vm_name = local.name
  boot_command = [data.null.seed.output]
}

build {
  sources = ["source.qemu.a"]
}
"""


def unreadable(folder: TemplateFolder, name: str) -> None:
    (folder.path / name).unlink(missing_ok=True)
    (folder.path / name).symlink_to("nowhere")


@pytest.mark.parametrize("name", ["variables.pkr.hcl", "build.pkr.hcl"])
def test_what_a_file_that_cannot_be_read_may_declare_is_not_missing(
    folder: TemplateFolder, name: str
) -> None:
    folder.file("variables.pkr.hcl", VARIABLES)
    folder.file("build.pkr.hcl", BUILD)
    assert folder.codes() == []
    unreadable(folder, name)
    assert folder.codes(variables=(("iso", "z"),)) == [("unreadable-file", 1)]


def test_what_cannot_follow_from_it_is_told_all_the_same(folder: TemplateFolder) -> None:
    unreadable(folder, "variables.pkr.hcl")
    text = BUILD.replace("var.iso", "vra.iso").replace("vm_name", "vm_nmae")
    assert folder.codes(text) == [
        ("unknown-reference", 2),
        ("unknown-attribute", 3),
        ("unreadable-file", 1),
    ]


def test_an_incomplete_document_says_so(folder: TemplateFolder) -> None:
    folder.file("variables.pkr.hcl", VARIABLES)
    unreadable(folder, "build.pkr.hcl")
    unknowns = folder.document()["unknowns"]
    paths = {"/".join(map(str, one["path"])): one["whole"] for one in unknowns}
    assert paths["packer"] is True
    assert paths["builds"] is False
    assert paths["variables/1/used"] is True
    assert "variables/0/used" not in paths
    assert {one["expression"] for one in unknowns if one["path"] == ["builds"]} == {"build.pkr.hcl"}


def test_of_a_file_that_is_not_utf_8_the_rest_is_read(folder: TemplateFolder) -> None:
    folder.file("build.pkr.hcl", BUILD)
    (folder.path / "variables.pkr.hcl").write_bytes(VARIABLES.encode().replace(b"x.iso", b"\xe9"))
    assert folder.codes() == [("syntax-error", 2)]


def test_a_variable_that_an_unreadable_var_file_may_set_is_not_unset(
    folder: TemplateFolder,
) -> None:
    folder.file("main.pkr.hcl", 'variable "x" {}\n')
    assert ("unset-variable", 1) in folder.codes(require_variables=True)
    unreadable(folder, "a.auto.pkrvars.hcl")
    assert folder.codes(require_variables=True) == [("unreadable-file", 1)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param((VARIABLES + BUILD).replace('.iso"\n}', '.iso"\n'), id="a } is missing"),
        pytest.param((VARIABLES + BUILD).replace('"iso" {', '"iso {'), id="a quote is missing"),
        pytest.param((VARIABLES + BUILD).replace('a" {', 'a" {\n}'), id="a } too much"),
        pytest.param(
            (VARIABLES + BUILD + '  provisioner "file" {}\n}\n').replace('= ["source', '= "source'),
            id="a block after a build that a quote closed",
        ),
        pytest.param((VARIABLES + BUILD).replace('"null" "seed"', '"null" seed"'), id="a label"),
        pytest.param((VARIABLES + BUILD).replace('= "a-', "= a-"), id="an opening quote"),
        pytest.param((VARIABLES + BUILD).replace("locals {", "locals"), id="a { is missing"),
    ],
)
def test_a_mistake_of_syntax_is_told_and_nothing_that_follows_from_it(
    folder: TemplateFolder, text: str
) -> None:
    assert folder.codes(VARIABLES + BUILD) == []
    assert {code for code, _ in folder.codes(text)} == {"syntax-error"}


def test_other_mistakes_of_a_file_with_wrong_syntax_are_told(folder: TemplateFolder) -> None:
    folder.file("variables.pkr.hcl", VARIABLES.replace('"y"\n}', '"y" "z"\n}'))
    folder.file("build.pkr.hcl", BUILD.replace("var.iso", "var.ios").replace("vm_name", "vm_nmae"))
    assert folder.codes() == [
        ("unknown-reference", 2),
        ("unknown-attribute", 3),
        ("syntax-error", 6),
    ]
    folder.file("variables.pkr.hcl", VARIABLES)
    text = BUILD.replace("[data.null.seed.output]", "[1 2]").replace("var.iso", "var.ios")
    folder.file("build.pkr.hcl", text)
    assert folder.codes() == [("unknown-reference", 2), ("syntax-error", 4)]


def test_a_value_that_is_missing_has_a_name_in_reasons(folder: TemplateFolder) -> None:
    document = folder.document("locals {\n  a =\n}\n")
    assert [one["expression"] for one in document["unknowns"]] == ["a value that is missing"]
