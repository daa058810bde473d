"""Where the text of a secret is written: the part counts, not what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import SecretPattern, SecretPatterns

if TYPE_CHECKING:
    from template_folder import TemplateFolder

KEYS = Detector(SecretPatterns((SecretPattern("key", "a key", ("key-",), "KEY-[a-z]+"),)))

VARIABLES = """
variable "plain" { default = "eu" }
variable "given" { default = "eu" }
variable "key" { default = "KEY-default" }
variable "given_key" { default = "none" }
variable "list" { default = ["KEY-listed", "eu"] }
variable "given_list" {
  type    = list(string)
  default = []
}
locals {
  word  = "x"
  key   = "KEY-local"
  mixed = ["KEY-local", var.plain]
}
"""
GIVEN = (("given", "us"), ("given_key", "KEY-given"), ("given_list", '["KEY-given"]'))


def origins(folder: TemplateFolder, expression: str) -> list[str]:
    text = f'{VARIABLES}build {{\n  provisioner "x" {{\n    a = {expression}\n  }}\n}}\n'
    document: Any = folder.document(text, detector=KEYS, variables=GIVEN)
    return sorted(one["origin"] for one in document["secrets"] if one["path"][0] == "builds")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"KEY-a"', ["literal"]),
        ('"KEY-a ${var.plain}"', ["literal"]),
        ('"${var.given} KEY-a ${var.plain}"', ["literal"]),
        ('"KEY-a ${local.word}"', ["literal"]),
        ('"é KEY-a ${var.plain} é"', ["literal"]),
        ('"pre ${var.key}"', ["variable-default"]),
        ('"${var.plain} ${var.given_key}"', ["command-line"]),
        ('"${local.key}"', ["local"]),
        ('"pre ${local.key} ${var.plain}"', ["local"]),
        ('"KEY-default ${var.key}"', ["literal", "variable-default"]),
        ('"KEY-${var.plain}"', ["literal"]),
        ('"KEY-a ${var.unset} ${var.plain}"', ["literal"]),
        ('["KEY-a", var.plain]', ["literal"]),
        ('["KEY-a", "x ${var.given}"]', ["literal"]),
        ('{ a = "KEY-a", b = var.plain }', ["literal"]),
        ('{ a = { b = ["KEY-a"] }, c = [var.key] }', ["literal", "variable-default"]),
        ("local.mixed", ["local"]),
        (
            'concat(local.mixed, var.list, ["KEY-a", var.given])',
            ["literal", "local", "variable-default"],
        ),
        ("concat(var.given_list, [var.plain])", ["command-line"]),
        ("[for one in var.list : one]", ["variable-default"]),
        ('[for one in var.list : "x ${one}"]', ["variable-default"]),
        ('[for one in var.given_list : "x ${one}"]', ["command-line"]),
        ('[for one in [var.plain] : "KEY-a ${one}"]', ["literal"]),
        ('join(" ", ["KEY-a", var.plain])', ["literal"]),
        ('join(" ", ["a", var.key])', ["variable-default"]),
        ('join(" ", [var.key, "not KEY-defaults"])', ["literal", "variable-default"]),
        ('join(" ", [var.given_key, var.plain])', ["command-line"]),
        ('"%{ if var.plain == "eu" }KEY-a%{ endif } ${var.plain}"', ["literal"]),
        ("<<EOT\nKEY-a\n${var.plain}\nEOT\n", ["literal"]),
    ],
)
def test_the_part_counts_in_which_a_secret_stands(
    folder: TemplateFolder, expression: str, expected: list[str]
) -> None:
    assert origins(folder, expression) == expected


def test_in_a_legacy_template_too(folder: TemplateFolder) -> None:
    folder.file(
        "template.json",
        '{"variables": {"plain": "eu", "key": "KEY-default"}, "builders": [{"type": "x",'
        ' "a": "KEY-a {{user `plain`}}", "b": "{{user `plain`}} {{user `key`}}",'
        ' "c": ["KEY-b", "{{user `plain`}}"]}]}',
    )
    document: Any = folder.document(target="template.json", detector=KEYS)
    found = {
        one["path"][-1]: one["origin"] for one in document["secrets"] if "config" in one["path"]
    }
    assert found == {"a": "literal", "b": "variable-default", 0: "literal"}
