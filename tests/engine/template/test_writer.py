from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.template.writer import shown_expression
from template_folder import KEYS

if TYPE_CHECKING:
    from template_folder import TemplateFolder


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", 1),
        ("1.0", 1),
        ("0.1", 0.1),
        ("1e3", 1000),
        ("9007199254740993", 9007199254740993),
        ("18446744073709551616", 18446744073709551616.0),
        ("pow(2, 0.5)", pytest.approx(1.4142135623730951)),
        ("true", True),
        ('"é😀"', "é😀"),
        ("[]", []),
        ("{}", {}),
        ("[1, null, [null]]", [1, None, [None]]),
        ("{ a = null, b = { c = null } }", {"b": {}}),
        ('convert(["b", "a"], set(string))', ["a", "b"]),
    ],
)
def test_values_as_json(folder: TemplateFolder, expression: str, expected: object) -> None:
    assert folder.locals(f"locals {{\n  x = {expression}\n}}\n")["x"] == expected


def test_null_is_absent(folder: TemplateFolder) -> None:
    document = folder.document("locals {\n  x = null\n}\n")
    assert "value" not in document["locals"][0]
    assert document["unknowns"] == []


def test_unknown_elements_are_left_out(folder: TemplateFolder) -> None:
    text = (
        'variable "v" {}\nlocals {\n  x = ["a", var.v, "b", "${var.v}!"]\n  y = { a = var.v }\n}\n'
    )
    document = folder.document(text)
    assert document["locals"][0]["value"] == ["a", "b", "<unknown>!"]
    assert document["locals"][1]["value"] == {}
    assert [(one["path"][1:], one["whole"]) for one in document["unknowns"]] == [
        ([0, "value"], True),
        ([0, "value", 2], False),
        ([0, "value"], False),
        ([1, "value", "a"], True),
    ]


def test_a_value_with_the_text_of_a_secret_elsewhere_is_listed_as_that(
    folder: TemplateFolder,
) -> None:
    document = folder.document(
        'source "qemu" "x" {\n  vm_name = "Tr33-house"\n  ssh_password = "Tr33-house"\n'
        '  output_directory = "out/Tr33-house"\n}\n'
    )
    listed = {one["path"][-1]: one.get("repeated", False) for one in document["secrets"]}
    assert listed == {"vm_name": True, "ssh_password": False, "output_directory": False}


def test_secrets_within_strings(folder: TemplateFolder) -> None:
    text = (
        'variable "x" {\n  default = "KEY-one and KEY-two"\n}\n'
        'locals {\n  a = ["echo ${var.x}"]\n  api_token = "abcdef"\n  b = { my_token = "ghijkl" }\n}\n'
    )
    loaded = folder.load(text, detector=KEYS)
    document = folder.document(detector=KEYS)
    assert document["variables"][0]["value"] == "<secret> and <secret>"
    assert {one["name"]: one["value"] for one in document["locals"]} == {
        "a": ["echo <secret> and <secret>"],
        "api_token": "<secret>",
        "b": {"my_token": "<secret>"},
    }
    assert {(tuple(one["path"]), one["kind"], one["origin"]) for one in document["secrets"]} == {
        (("variables", 0, "value"), "key", "variable-default"),
        (("locals", 0, "value", 0), "key", "variable-default"),
        (("locals", 1, "value"), "token", "literal"),
        (("locals", 2, "value", "my_token"), "token", "literal"),
    }
    source = loaded.texts["main.pkr.hcl"].text
    hidden = {source[start:end] for start, end in loaded.secrets["main.pkr.hcl"]}
    assert {"KEY-one", "KEY-two", "abcdef", "ghijkl"} <= hidden


def test_a_secret_that_is_known_is_replaced_where_nothing_tells_it(folder: TemplateFolder) -> None:
    text = (
        'local "token" {\n  expression = "correct-horse"\n}\n# it is correct-horse\n'
        'locals {\n  x = "echo correct-horse"\n}\n'
    )
    loaded = folder.load(text, detector=KEYS)
    document = folder.document(detector=KEYS)
    assert "correct-horse" not in str(document)
    source = loaded.texts["main.pkr.hcl"].text
    shown = source
    for start, end in sorted(loaded.secrets["main.pkr.hcl"], reverse=True):
        shown = shown[:start] + shown[end:]
    assert "correct-horse" not in shown


def test_expressions_of_unknowns_hold_no_argument(folder: TemplateFolder) -> None:
    document = folder.document('locals {\n  x = bcrypt("hunter2", 10)\n}\n')
    (entry,) = document["unknowns"]
    assert entry["expression"] == 'bcrypt("…", 10)'


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ('var.x["a"]', 'var.x["a"]'),
        ('f("a", "b")', 'f("…", "…")'),
        ('f("a…', 'f("…"'),
    ],
)
def test_shown_expressions(expression: str, shown: str) -> None:
    assert shown_expression(expression) == shown


def test_the_same_input_gives_the_same_bytes(folder: TemplateFolder) -> None:
    import msgspec

    text = (
        'variable "b" {}\nvariable "a" {\n  default = ["KEY-x"]\n}\nlocals {\n  z = var.a\n'
        '  c = { z = 1, a = var.b }\n}\nsource "qemu" "q" {\n  vm_name = "${var.b}-x"\n}\n'
    )
    first = folder.load(text, detector=KEYS)
    second = folder.load(detector=KEYS)
    assert msgspec.json.encode(first.document) == msgspec.json.encode(second.document)
    assert first.source_map.paths() == second.source_map.paths()
    assert first.secrets == second.secrets


def test_a_document_has_a_limit(folder: TemplateFolder) -> None:
    lines = "".join(f"  a{number} = local.big\n" for number in range(300))
    loaded = folder.load(f"locals {{\n  big = range(1000)\n{lines}}}\n")
    assert [one.code for one in loaded.problems] == ["expression-error"]
    assert loaded.document.locals[0].value == list(range(1000))
    assert any(entry.path == ["locals", 300, "value"] for entry in loaded.document.unknowns)
