"""What only its name leads to is taken out: an attribute of a block, an item of an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.fixes.test_plan import fixed, in_source, remove, set_to
from packer_systo.engine.judgment.outcome import FixRequest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{\n    A = "1"\n    B = "2" # why\n  }', '{\n    A = "1"\n  }'),
        ('{\n    B = "2",\n    A = "1",\n  }', '{\n    A = "1",\n  }'),
        ('{ "B" = "2", A = "1" }', '{ A = "1" }'),
        ('{ A = "1", B = "2" }', '{ A = "1" }'),
        ('{ B = "2" }', "{  }"),
        ('merge({ B = "2" }, { A = "1" })', None),
    ],
)
def test_an_item_of_an_object(tmp_path: Path, before: str, after: str | None) -> None:
    made = in_source(tmp_path, f"  tags = {before}\n", remove("tags", "B"))
    assert made == (None if after is None else f"  tags = {after}\n")


def test_an_item_that_is_not_there(tmp_path: Path) -> None:
    assert in_source(tmp_path, '  tags = { A = "1" }\n', remove("tags", "B")) is None


def test_an_item_of_a_legacy_template(tmp_path: Path) -> None:
    text = '{"builders": [{"type": "amazon-ebs", "tags": {"A": "1", "B": "2"}}]}'
    texts = fixed(tmp_path, {"t.json": text}, remove("tags", "B"))
    assert texts == {"t.json": text.replace(', "B": "2"', "")}


DEFAULT = FixRequest("ask for it", remove=(("variables", 0, "default"),))


def test_the_default_of_a_variable(tmp_path: Path) -> None:
    text = 'variable "a" {\n  type    = string\n  default = "x"\n}\n'
    texts = fixed(tmp_path, {"a.pkr.hcl": text}, DEFAULT)
    assert texts == {"a.pkr.hcl": 'variable "a" {\n  type    = string\n}\n'}


@pytest.mark.parametrize("value", ["null", '"x"'])
def test_the_default_of_a_legacy_variable(tmp_path: Path, value: str) -> None:
    text = f'{{"variables": {{"a": {value}, "b": "y"}}, "builders": []}}'
    texts = fixed(tmp_path, {"t.json": text}, DEFAULT)
    assert texts == {"t.json": '{"variables": {"a": null, "b": "y"}, "builders": []}'}


@pytest.mark.parametrize(
    ("command", "offered"),
    [
        ("echo x | {{ .Vars }} sh '{{.Path}}'", True),
        ("echo {{user `a`}} | {{ .Vars }} sh '{{.Path}}'", False),
        ("{{if .X}}a{{end}} {{ .Path }}", False),
    ],
)
def test_what_a_plugin_fills_in_stays(tmp_path: Path, command: str, offered: bool) -> None:
    text = '{"builders": [{"type": "amazon-ebs", "user_data": "%s"}]}'.replace("%s", command)
    texts = fixed(tmp_path, {"t.json": text}, set_to("new", "user_data"))
    assert texts == ({"t.json": text.replace(command, "new")} if offered else None)
