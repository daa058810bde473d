"""`build.ID` and its like, in steps for sources of Packer's core and of plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from template_folder import TemplateFolder

BUILD = """
source "{type}" "a" {{
}}
build {{
  sources = ["{type}.a"]
  provisioner "shell" {{
    {step}
  }}
}}
"""


def references(folder: TemplateFolder, type: str, step: str) -> list[str]:
    text = BUILD.format(type=type, step=step)
    return [message for code, _, message in folder.problems(text) if code == "unknown-reference"]


@pytest.mark.parametrize("name", ["SourceAMI", "ImageSha256", "VMName", "Anything"])
def test_what_the_builder_of_a_plugin_tells_is_not_known(folder: TemplateFolder, name: str) -> None:
    assert references(folder, "amazon-ebs", f'inline = ["${{build.{name}}}"]') == []
    assert references(folder, "null", f'inline = ["${{build.{name}}}"]') != []


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Id", "ID"), ("host", "Host"), ("SSHPublickey", "SSHPublicKey"), ("Pasword", "Password")],
)
def test_a_common_name_misspelt_is_a_mistake_with_every_builder(
    folder: TemplateFolder, written: str, meant: str
) -> None:
    (message,) = references(folder, "amazon-ebs", f'inline = ["${{build.{written}}}"]')
    assert f"Did you mean `{meant}`?" in message or f"`build.{meant}`" in message


def test_what_a_step_is_set_to_sees_the_name_of_the_build_alone(folder: TemplateFolder) -> None:
    step = 'override = { a = { inline = ["${build.ID}"] } }'
    assert references(folder, "null", step) == [
        "`build.ID` is known in the configuration of a step only."
    ]
    assert references(folder, "null", 'override = { a = { inline = ["${build.name}"] } }') == []


def test_a_step_that_runs_for_no_source_is_not_prepared(folder: TemplateFolder) -> None:
    step = 'only = ["null.b"]\n    inline = ["${build.Nothing}"]'
    assert references(folder, "null", step) == []


def test_build_as_a_whole_is_unknown(folder: TemplateFolder) -> None:
    document = folder.document(BUILD.format(type="null", step='inline = [join(",", keys(build))]'))
    assert any(one["expression"] == "build" for one in document["unknowns"])


def test_a_setting_that_a_data_source_decides_is_told_as_what_it_is(folder: TemplateFolder) -> None:
    text = (
        'data "null" "x" {\n  input = "null.a"\n}\nsource "null" "a" {\n  communicator = "none"\n}\n'
        "build {\n  sources = [data.null.x.output]\n}\n"
    )
    assert folder.codes(text) == [("value-known-too-late", 8)]
    (build,) = folder.document()["builds"]
    assert build["sources"] == []
