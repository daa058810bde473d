"""Variables that are declared sensitive: what is hidden, and what is said of where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from typing import Any

    from template_folder import TemplateFolder

SENSITIVE = 'variable "x" {\n  sensitive = true\n  default = "hunter2"\n}\n'


def test_a_sensitive_value_is_replaced_wherever_it_goes(folder: TemplateFolder) -> None:
    text = SENSITIVE + (
        'locals {\n  whole = var.x\n  part = "pre-${var.x}"\n  list = [var.x, "open"]\n'
        "  hash = sha256(var.x)\n}\n"
    )
    loaded = folder.load(text)
    document = folder.document()
    assert document["variables"][0]["value"] == "<secret>"
    assert {one["name"]: one["value"] for one in document["locals"]} == {
        "whole": "<secret>",
        "part": "pre-<secret>",
        "list": ["<secret>", "open"],
        "hash": "<secret>",
    }
    assert [(one["path"][1], one["kind"], one["origin"]) for one in document["secrets"]] == [
        (0, "sensitive-variable", "variable-default"),
        *[(index, "sensitive-variable", "variable-default") for index in range(4)],
    ]
    source = loaded.texts["main.pkr.hcl"].text
    hidden = {source[start:end] for start, end in loaded.secrets["main.pkr.hcl"]}
    assert '"hunter2"' in hidden
    assert "open" not in "".join(hidden)


def test_where_a_sensitive_value_comes_from(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", SENSITIVE)
    folder.file("given.pkrvars.hcl", 'x = "hunter3"\n')

    def origin(**inputs: Any) -> str:
        secrets = {one["path"][-1]: one["origin"] for one in folder.document(**inputs)["secrets"]}
        # What is replaced stands in the file all the same.
        assert secrets.get("default", "variable-default") == "variable-default"
        assert ("default" in secrets) == bool(inputs)
        found: str = secrets["value"]
        return found

    assert origin(var_files=("given.pkrvars.hcl",)) == "var-file"
    assert origin(environment={"PKR_VAR_x": "hunter4"}) == "environment"
    assert origin(variables=(("x", "hunter5"),)) == "command-line"


def test_an_empty_secret_is_marked_as_empty(folder: TemplateFolder) -> None:
    text = 'variable "x" {\n  sensitive = true\n  default = ""\n}\n'
    document = folder.document(text)
    assert document["variables"][0]["value"] == "<secret>"
    assert document["secrets"][0]["empty"] is True


def test_what_may_be_meant_as_sensitive_is(folder: TemplateFolder) -> None:
    text = 'variable "x" {\n  sensitive = "yes"\n  default = "hunter2"\n}\n'
    loaded = folder.load(text)
    assert [one.code for one in loaded.problems] == ["wrong-type"]
    assert loaded.document.variables[0].value == "<secret>"


@pytest.mark.parametrize(
    ("default", "why"), [("true", "switch"), ('"(none)"', None), ('"hunter2"', None), ("4", None)]
)
def test_what_is_marked_as_secret_and_is_none(
    folder: TemplateFolder, default: str, why: str | None
) -> None:
    document = folder.document(f'variable "x" {{\n  sensitive = true\n  default = {default}\n}}\n')
    assert document["variables"][0]["value"] == "<secret>"
    assert document["secrets"][0].get("harmless") == why


def test_where_a_secret_is_taken_from_is_shown(folder: TemplateFolder) -> None:
    text = 'variable "x" {\n  sensitive = true\n  default   = env("TOKEN")\n}\n'
    loaded = folder.load(text, environment={"TOKEN": "hunter2hunter2"})
    assert loaded.secrets.get("main.pkr.hcl", []) == []
