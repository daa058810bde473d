from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from template_folder import TemplateFolder

BUILD = """\
source "null" "a" {
  communicator = "none"
}

build {
  sources = ["source.null.a"]

  provisioner "powershell" {
    inline   = ["x"]
    override = {
      %s
    }
  }
}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a = { inline = ["y"] }', []),
        ('a = { inline = "y" }', []),
        ('a = { INLINE = ["y"] }', []),
        ('a = { inlne = ["y"] }', [("unknown-attribute", 11)]),
        ('a = { elevated_user = ["y"] }', [("wrong-type", 11)]),
        ("a = 5", [("wrong-type", 11)]),
        ('other = { inlne = ["y"] }', []),
    ],
)
def test_what_is_set_for_a_source_is_looked_at_as_packer_does(
    folder: TemplateFolder, text: str, found: list[tuple[str, int]]
) -> None:
    assert folder.codes(BUILD % text) == found


def test_a_credential_in_it_is_a_secret(folder: TemplateFolder) -> None:
    document = folder.document(BUILD % 'a = { elevated_password = "hunter2" }')
    override = document["builds"][0]["provisioners"][0]["overrides"]["null.a"]
    assert override == {"elevated_password": "<secret>"}


def test_legacy_templates_too(folder: TemplateFolder) -> None:
    folder.file(
        "a.json",
        '{"builders": [{"type": "null", "communicator": "none"}],\n"provisioners": [{"type": "powershell", "inline": ["x"],\n'
        '"override": {"null": {"inlne": ["y"], "elevated_password": "hunter2"}}}]}',
    )
    assert folder.codes(target="a.json") == [("unknown-attribute", 3)]
    document = folder.document(target="a.json")
    override = document["builds"][0]["provisioners"][0]["overrides"]["null.null"]
    assert override["elevated_password"] == "<secret>"
