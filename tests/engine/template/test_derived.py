"""Whether the text of what is unknown stands in a value, or something that is made of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from template_folder import TemplateFolder

TEMPLATE = """\
locals {
  built = timestamp()
}
source "amazon-ebs" "web" {
  ami_name = %s
}
"""


def derived(folder: TemplateFolder, name: str) -> list[bool]:
    document = folder.document(TEMPLATE % name)
    place = ["sources", 0, "config", "ami_name"]
    return [one.get("derived", False) for one in document["unknowns"] if one["path"] == place]


@pytest.mark.parametrize(
    "name",
    ["timestamp()", "local.built", '"web-${local.built}"', 'format("web-%s", timestamp())'],
)
def test_what_is_put_in_as_it_is(folder: TemplateFolder, name: str) -> None:
    assert derived(folder, name) == [False]


@pytest.mark.parametrize(
    "name",
    [
        'formatdate("YYYYMMDD", timestamp())',
        '"web-${replace(local.built, ":", "-")}"',
        'timestamp() == "x" ? "a" : "b"',
        'split("T", timestamp())[0]',
    ],
)
def test_what_is_made_of_it(folder: TemplateFolder, name: str) -> None:
    assert derived(folder, name) == [True]


def test_both(folder: TemplateFolder) -> None:
    assert derived(folder, '"${timestamp()}-${lower(timestamp())}"') == [False, True]


@pytest.mark.parametrize(
    ("name", "made"),
    [("{{isotime}}", False), ("{{user `a`}}", False), ("{{user `a` | clean_resource_name}}", True)],
)
def test_in_a_legacy_template(folder: TemplateFolder, name: str, made: bool) -> None:
    builder = {"type": "amazon-ebs", "ami_name": name}
    text = json.dumps({"variables": {"a": "{{isotime}}"}, "builders": [builder]})
    folder.file("web.json", text)
    document = folder.document()
    entries = [one for one in document["unknowns"] if one["path"][-1] == "ami_name"]
    assert [one.get("derived", False) for one in entries] == [made] * len(entries)
    assert entries
