from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from typing import Any

    from template_folder import TemplateFolder


def config(folder: TemplateFolder, body: str, before: str = "") -> Any:
    text = f'{before}\nsource "unheard" "s" {{\n{body}\n}}\n'
    return folder.document(text)["sources"][0]["config"]


@pytest.mark.parametrize(
    ("for_each", "expected"),
    [
        ('["a", "b"]', [{"k": 0, "v": "a"}, {"k": 1, "v": "b"}]),
        ('{ x = "a", y = "b" }', [{"k": "x", "v": "a"}, {"k": "y", "v": "b"}]),
        ('convert(["b", "a", "a"], set(string))', [{"k": "a", "v": "a"}, {"k": "b", "v": "b"}]),
    ],
)
def test_blocks_are_made_for_each_element(
    folder: TemplateFolder, for_each: str, expected: list[object]
) -> None:
    body = (
        f'dynamic "disk" {{\n  for_each = {for_each}\n  content {{\n    k = disk.key\n'
        "    v = disk.value\n  }\n}"
    )
    assert config(folder, body) == {"disk": expected}


def test_an_empty_collection_makes_none(folder: TemplateFolder) -> None:
    body = 'dynamic "disk" {\n  for_each = []\n  content {\n    a = disk.value.b\n  }\n}'
    assert config(folder, body) == {}
    assert folder.codes() == []


def test_an_iterator_can_be_named(folder: TemplateFolder) -> None:
    body = (
        'dynamic "disk" {\n  for_each = [1]\n  iterator = each\n  content {\n'
        "    size = each.value\n  }\n}"
    )
    assert config(folder, body) == {"disk": [{"size": 1}]}


def test_an_iterator_hides_the_names_of_packer(folder: TemplateFolder) -> None:
    text = (
        'source "null" "a" {}\nbuild {\n  sources = ["null.a"]\n  dynamic "provisioner" {\n'
        '    for_each = ["x"]\n    iterator = source\n    labels = ["shell"]\n    content {\n'
        "      inline = [source.value]\n    }\n  }\n}\n"
    )
    (provisioner,) = folder.document(text)["builds"][0]["provisioners"]
    assert provisioner["config"] == {"inline": ["x"]}


def test_dynamic_blocks_within_each_other_and_beside_written_ones(folder: TemplateFolder) -> None:
    body = """
  disk {
    size = 0
  }
  dynamic "disk" {
    for_each = [1, 2]
    content {
      size = disk.value
      dynamic "part" {
        for_each = range(disk.value)
        content {
          name = "${disk.value}-${part.key}"
        }
      }
    }
  }
"""
    assert config(folder, body) == {
        "disk": [
            {"size": 0},
            {"size": 1, "part": [{"name": "1-0"}]},
            {"size": 2, "part": [{"name": "2-0"}, {"name": "2-1"}]},
        ]
    }


def test_labels_are_evaluated_for_each_element(folder: TemplateFolder) -> None:
    text = (
        'source "null" "a" {}\nbuild {\n  sources = ["null.a"]\n  dynamic "provisioner" {\n'
        '    for_each = ["shell", "file"]\n    labels = [provisioner.value]\n    content {}\n'
        "  }\n}\n"
    )
    provisioners = folder.document(text)["builds"][0]["provisioners"]
    assert [one["type"] for one in provisioners] == ["shell", "file"]


def test_over_something_unknown_the_blocks_are_unknown(folder: TemplateFolder) -> None:
    body = 'dynamic "disk" {\n  for_each = var.disks\n  content {}\n}'
    assert config(folder, body, 'variable "disks" {}') == {}
    (_, entry) = folder.document()["unknowns"]
    assert entry == {
        "path": ["sources", 0, "config", "disk"],
        "expression": "var.disks",
        "reason": "variable without a value",
        "whole": True,
    }


def test_beside_written_blocks_only_a_part_is_unknown(folder: TemplateFolder) -> None:
    body = 'disk {}\ndynamic "disk" {\n  for_each = var.disks\n  content {}\n}'
    assert config(folder, body, 'variable "disks" {}') == {"disk": [{}]}
    assert folder.document()["unknowns"][1]["whole"] is False


def test_unknown_provisioners_of_a_build(folder: TemplateFolder) -> None:
    text = (
        'variable "v" {}\nsource "null" "a" {}\nbuild {\n  sources = ["null.a"]\n'
        '  dynamic "provisioner" {\n    for_each = var.v\n    labels = ["shell"]\n'
        "    content {}\n  }\n}\n"
    )
    document = folder.document(text)
    assert document["builds"][0]["provisioners"] == []
    assert document["unknowns"][1]["path"] == ["builds", 0, "provisioners"]
    assert document["unknowns"][1]["whole"] is False


@pytest.mark.parametrize(
    ("dynamic", "code", "line"),
    [
        ("dynamic {\n  for_each = []\n  content {}\n}", "wrong-labels", 3),
        ('dynamic "a" {\n  content {}\n}', "missing-attribute", 3),
        ('dynamic "a" {\n  for_each = []\n}', "missing-attribute", 3),
        ('dynamic "a" {\n  for_each = []\n  content {}\n  content {}\n}', "missing-attribute", 3),
        ('dynamic "a" {\n  for_each = null\n  content {}\n}', "wrong-type", 4),
        ('dynamic "a" {\n  for_each = "x"\n  content {}\n}', "wrong-type", 4),
        ('dynamic "a" {\n  for_each = [1]\n  labels = "x"\n  content {}\n}', "wrong-type", 5),
        ('dynamic "a" {\n  for_each = []\n  each = 1\n  content {}\n}', "unknown-attribute", 5),
    ],
)
def test_dynamic_blocks_that_are_wrong(
    folder: TemplateFolder, dynamic: str, code: str, line: int
) -> None:
    config(folder, dynamic)
    assert folder.codes() == [(code, line)]


def test_the_number_of_blocks_is_bounded(folder: TemplateFolder) -> None:
    body = ""
    for name in "abcd":
        body += f'dynamic "{name}" {{\n  for_each = range(1000)\n  content {{\n'
    config(folder, body + "}\n}\n" * 4)
    assert "too-many-blocks" in [code for code, _ in folder.codes()]
