from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from packer_systo.engine.source.text import Position

if TYPE_CHECKING:
    from packer_systo.engine.template.loaded import LoadedTemplate

    from .conftest import LegacyFolder

NULL = {"type": "null", "communicator": "none"}


def start(loaded: LoadedTemplate, *path: str | int) -> Position:
    """Where the source map says that something of the document stands."""
    _, origin, header = loaded.source_map.nearest(path)
    span = origin.span if origin is not None and origin.span is not None else header
    assert span is not None
    return span.source.position(span.start)


def test_builders_are_sources_of_one_build(folder: LegacyFolder) -> None:
    document = folder.legacy(
        {"builders": [{"type": "qemu", "vm_name": "a"}, {"type": "qemu", "name": "second"}]}
    )
    assert document["format"] == "json"
    assert [(one["type"], one["name"]) for one in document["sources"]] == [
        ("qemu", "qemu"),
        ("qemu", "second"),
    ]
    (build,) = document["builds"]
    assert build["sources"] == document["sources"]
    assert build["sources"][0]["config"] == {"vm_name": "a"}


def test_settings_have_the_types_of_the_table(folder: LegacyFolder) -> None:
    assert folder.config(memory="2048", headless="true", disk_size=40960, iso_urls="a,b") == {
        "memory": 2048,
        "headless": True,
        "disk_size": "40960",
        "iso_urls": ["a", "b"],
    }


def test_a_name_may_be_a_template(folder: LegacyFolder) -> None:
    template = {
        "variables": {"os": "debian"},
        "builders": [{"type": "qemu", "name": "{{user `os`}}-12", "vm_name": "{{build_name}}"}],
        "provisioners": [{"type": "shell", "inline": ["x"], "only": ["{{user `os`}}-12"]}],
    }
    (build,) = folder.legacy(template)["builds"]
    assert build["sources"][0]["name"] == "debian-12"
    assert build["sources"][0]["config"]["vm_name"] == "debian-12"
    assert build["provisioners"][0]["sources"] == ["qemu.debian-12"]


def test_provisioners_come_in_order_with_the_builders_they_run_for(folder: LegacyFolder) -> None:
    template = {
        "builders": [{"type": "qemu"}, {"type": "null", "name": "n"}],
        "provisioners": [
            {"type": "shell", "inline": ["{{build_type}} {{build_name}}"]},
            {"type": "file", "only": ["n"], "source": "{{build_name}}", "destination": "b"},
            {"type": "shell", "except": ["n"], "inline": "one"},
        ],
        "error-cleanup-provisioner": {"type": "shell-local", "inline": ["rm x"]},
    }
    (build,) = folder.legacy(template)["builds"]
    all_of_them, only, without, cleanup = build["provisioners"]
    assert all_of_them["sources"] == ["qemu.qemu", "null.n"]
    assert all_of_them["config"]["inline"] == ["<unknown> <unknown>"]
    assert (only["sources"], only["only"]) == (["null.n"], ["n"])
    assert only["config"]["source"] == "n"
    assert (without["sources"], without["except"]) == (["qemu.qemu"], ["n"])
    assert without["config"]["inline"] == ["one"]
    assert cleanup["kind"] == "error-cleanup-provisioner"


def test_what_packer_itself_reads_is_not_configuration(folder: LegacyFolder) -> None:
    provisioner = {
        "type": "shell",
        "inline": ["x"],
        "pause_before": "10s",
        "timeout": "5m",
        "max_retries": "3",
        "override": {"null": {"execute_command": "sh {{.Path}}"}},
    }
    (build,) = folder.legacy({"builders": [NULL], "provisioners": [provisioner]})["builds"]
    (one,) = build["provisioners"]
    assert one["config"] == {"inline": ["x"]}
    assert (one["pause_before"], one["timeout"], one["max_retries"]) == ("10s", "5m", 3)
    assert one["overrides"] == {"null.null": {"execute_command": "sh {{.Path}}"}}


def test_post_processors_are_chains(folder: LegacyFolder) -> None:
    template = {
        "builders": [NULL],
        "post-processors": [
            "vagrant",
            {"type": "manifest", "name": "m", "output": "x.json", "keep_input_artifact": True},
            [{"type": "compress", "only": ["null"]}, "checksum"],
        ],
    }
    chains = folder.legacy(template)["builds"][0]["post_processors"]
    assert [[one["type"] for one in chain] for chain in chains] == [
        ["vagrant"],
        ["manifest"],
        ["compress", "checksum"],
    ]
    manifest = chains[1][0]
    assert (manifest["name"], manifest["keep_input_artifact"]) == ("m", True)
    assert manifest["config"] == {"output": "x.json"}
    assert chains[2][0]["sources"] == ["null.null"]


def test_the_root_says_more(folder: LegacyFolder) -> None:
    template: dict[str, object] = {
        "_comment": "why",
        "description": "an image",
        "min_packer_version": "1.6.0",
        "builders": [NULL],
        "push": {},
    }
    document = folder.legacy(template)
    assert document["builds"][0]["description"] == "an image"
    assert document["packer"]["required_version"] == ">= 1.6.0"
    assert folder.mistakes(template) == []


def test_everything_has_its_place(folder: LegacyFolder) -> None:
    loaded = folder.load_legacy(
        '{\n  "variables": {"m": "1"},\n  "builders": [\n    {\n      "type": "qemu",\n'
        '      "memory": "{{user `m`}}",\n      "boot_command": ["a",\n        "b"]\n    }\n  ]\n}\n'
    )
    source = ("builds", 0, "sources", 0)
    assert start(loaded, *source) == Position(5, 7)
    assert start(loaded, *source, "config", "memory") == Position(6, 17)
    assert start(loaded, *source, "config", "boot_command", 1) == Position(8, 9)
    assert start(loaded, *source, "config", "absent") == Position(5, 7)
    assert start(loaded, "variables", 0) == Position(2, 17)
    origin = loaded.source_map.origin((*source, "config", "memory"))
    assert origin is not None
    (reference,) = origin.parents
    (default,) = reference.parents
    assert default.span is not None
    assert default.span.source.position(default.span.start) == Position(2, 22)


MISTAKES: list[tuple[Any, str, str]] = [
    ({}, "missing-attribute", "at least one builder"),
    ({"builders": []}, "missing-attribute", "at least one builder"),
    ([], "wrong-type", "a JSON object"),
    ({"builders": {}}, "wrong-type", '"builders" must be an array'),
    ({"builders": [NULL], "builder": []}, "unknown-attribute", "Did you mean `builders`?"),
    ({"builders": [NULL], "_c": 1}, "wrong-type", "is a comment"),
    ({"builders": [NULL, "x"]}, "wrong-type", "A builder is an object, and this is a text"),
    ({"builders": [NULL, {"name": "x"}]}, "missing-attribute", 'A builder needs a "type"'),
    ({"builders": [NULL, NULL]}, "duplicate-definition", 'called "null" already'),
    (
        {"builders": [NULL], "provisioners": [{"inline": []}]},
        "missing-attribute",
        'A provisioner needs a "type"',
    ),
    (
        {"builders": [NULL], "provisioners": [{"type": "breakpoint", "only": ["nul"]}]},
        "unknown-reference",
        'names "nul", which no builder is called. Did you mean `null`?',
    ),
    (
        {
            "builders": [NULL],
            "provisioners": [{"type": "breakpoint", "only": ["null"], "except": ["null"]}],
        },
        "invalid-value",
        "exclude each other",
    ),
    (
        {"builders": [NULL], "provisioners": [{"type": "breakpoint", "override": {"x": {}}}]},
        "unknown-reference",
        '"override" names "x"',
    ),
    (
        {"builders": [NULL], "provisioners": [{"type": "breakpoint", "timeout": "5"}]},
        "invalid-value",
        '"timeout" is no duration',
    ),
    (
        {"builders": [NULL], "post-processors": [3]},
        "wrong-type",
        "A post-processor is an object, and this is a number",
    ),
    (
        {
            "builders": [NULL],
            "post-processors": [{"type": "manifest", "keep_input_artifact": "yes"}],
        },
        "wrong-type",
        "must be true or false",
    ),
    (
        {"builders": [{"type": "qemu", "disc_size": "1"}]},
        "unknown-attribute",
        'qemu has no attribute "disc_size"',
    ),
    (
        {"builders": [{"type": "qemu", "iso_checksum_type": "md5"}]},
        "deprecated-attribute",
        "use iso_checksum",
    ),
    (
        {"builders": [{"type": "qemu", "memory": 1e9999}]},
        "invalid-value",
        "This number cannot be used",
    ),
]


@pytest.mark.parametrize(("template", "code", "message"), MISTAKES)
def test_a_mistake_is_said_in_words(
    folder: LegacyFolder, template: Any, code: str, message: str
) -> None:
    text = json.dumps(template).replace("Infinity", "1e9999")
    found = folder.mistakes(text)
    assert [one for one, _ in found] == [code], found
    assert message in found[0][1]


def test_all_mistakes_are_reported_at_once(folder: LegacyFolder) -> None:
    template = {
        "builder": [],
        "builders": [{"type": "qemu", "disc_size": "1", "memory": "lots"}, {"name": "x"}],
        "provisioners": [{"type": "shell", "only": ["y"], "inlin": []}],
    }
    codes = sorted(code for code, _ in folder.mistakes(template))
    assert codes == [
        "missing-attribute",
        "unknown-attribute",
        "unknown-attribute",
        "unknown-attribute",
        "unknown-reference",
        "wrong-type",
    ]


def test_a_repeated_key_is_a_problem_and_the_last_one_counts(folder: LegacyFolder) -> None:
    text = '{"builders": [{"type": "qemu", "vm_name": "a", "vm_name": "b"}]}'
    assert [code for code, _ in folder.mistakes(text)] == ["repeated-key"]
    assert folder.legacy(text)["sources"][0]["config"] == {"vm_name": "b"}


@pytest.mark.parametrize(
    "text", ["", "{", '{"builders": [', "null", "3", '"x"', '{"builders": [{"type": ', "\x00"]
)
def test_broken_text_gives_problems_and_a_document(folder: LegacyFolder, text: str) -> None:
    loaded = folder.load_legacy(text)
    assert loaded.problems
    assert loaded.document.format == "json"


def test_a_credential_put_together_from_a_text_and_a_variable_is_not_shown(
    folder: LegacyFolder,
) -> None:
    loaded = folder.load_legacy(
        {
            "variables": {"suffix": "-22"},
            "builders": [{"type": "qemu", "ssh_password": "hunter{{user `suffix`}}"}],
        }
    )
    assert loaded.document.sources[0].config == {"ssh_password": "<secret>"}
    text = loaded.texts["t.json"].text
    assert any("hunter" in text[start:end] for start, end in loaded.secrets["t.json"])
