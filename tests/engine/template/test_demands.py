from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.template.attributes import attribute_table, component

if TYPE_CHECKING:
    from template_folder import TemplateFolder

NULL = 'source "null" "a" {\n  communicator = "none"\n}\n'
BUILD = NULL + 'build {\n  sources = ["null.a"]\n%s\n}\n'
NEEDS_A_SCRIPT = 'shell needs one of "inline", "script" and "scripts".'


def test_what_is_missing_is_said_at_the_blocks_header_with_an_example(
    folder: TemplateFolder,
) -> None:
    (problem,) = folder.load(BUILD % '  provisioner "shell" {}').problems
    assert (problem.code, problem.message) == ("missing-attribute", NEEDS_A_SCRIPT)
    assert problem.span is not None
    assert problem.span.source.text[problem.span.start : problem.span.end] == 'provisioner "shell"'
    assert problem.example == 'inline = ["…"]'
    assert problem.path == ("builds", 0, "provisioners", 0, "config")


def test_what_is_set_to_nothing_is_said_there(folder: TemplateFolder) -> None:
    ((code, line, message),) = folder.problems(
        BUILD % '  provisioner "shell" {\n    inline = []\n  }'
    )
    assert (code, line) == ("missing-attribute", 7)
    assert message.endswith('"scripts"; "inline" sets nothing.')


def test_of_two_that_exclude_each_other_the_second_is_shown_and_the_first_related(
    folder: TemplateFolder,
) -> None:
    step = '  provisioner "shell" {\n    script = "a.sh"\n    inline = ["x"]\n  }'
    (problem,) = folder.load(BUILD % step).problems
    assert problem.code == "conflicting-attributes"
    assert problem.message == 'shell takes only one of "script" and "inline".'
    (related,) = problem.related
    assert problem.span is not None
    lines = [one.source.position(one.start).line for one in (related.span, problem.span)]
    assert lines == [7, 8]


def test_all_that_a_source_misses_is_one_finding_with_the_usual_cure(
    folder: TemplateFolder,
) -> None:
    (problem,) = folder.load('source "null" "a" {}\nbuild {\n  sources = ["null.a"]\n}\n').problems
    assert problem.message.startswith('null needs "ssh_host", "ssh_username" and one of ')
    assert problem.example == 'communicator = "none"'


def test_a_source_of_several_builds_is_told_once_and_one_of_none_not_at_all(
    folder: TemplateFolder,
) -> None:
    build = 'build {\n  sources = ["null.a"]\n}\n'
    assert folder.codes('source "null" "a" {}\n' + build * 2) == [("missing-attribute", 1)]
    assert folder.codes('source "null" "b" {}\n' + NULL + build) == []


def test_what_a_build_adds_to_a_source_counts(folder: TemplateFolder) -> None:
    added = 'build {\n  source "null.a" {\n    communicator = "none"\n  }\n}\n'
    assert folder.codes('source "null" "a" {}\n' + added) == []


@pytest.mark.parametrize(
    "step",
    [
        # Nobody knows here what it is.
        'provisioner "shell" {\n inline = var.unset\n}',
        'provisioner "shell" {\n inline = var.unset\n script = "a.sh"\n}',
        'provisioner "file" {\n destination = var.unset\n}',
        'provisioner "file" {\n destination = "${var.unset}"\n}',
        'provisioner "file" {\n destination = "/${var.unset}"\n}',
        'provisioner "file" {\n destination = "{{ .Unset }}"\n}',
        'provisioner "file" {\n destination = "x"\n direction = var.unset\n}',
        'provisioner "shell" {\n inline = ["x"]\n environment_vars = [var.unset]\n}',
        'provisioner "shell" {\n inline = ["x"]\n pause_after = "${var.unset}s"\n}',
        'provisioner "shell" {\n override = var.unset\n}',
        'provisioner "shell" {\n override = { a = var.unset }\n}',
        'provisioner "shell" {\n override = { a = { inline = var.unset } }\n}',
        'provisioner "shell" {\n only = [var.unset]\n}',
        'provisioner "powershell" {\n inline = ["x"]\n elevated_password = var.unset\n}',
        'provisioner "hcp-sbom" {\n auto_generate = var.unset\n}',
        'dynamic "provisioner" {\n for_each = var.unset\n labels = ["shell"]\n content {}\n}',
        # It runs for no source.
        'provisioner "shell" {\n except = ["null.a"]\n}',
        'post-processor "artifice" {\n except = ["null.a"]\n}',
    ],
)
def test_only_what_is_certain_is_told(folder: TemplateFolder, step: str) -> None:
    assert folder.codes('variable "unset" {}\n' + BUILD % step) == []


def test_an_unknown_communicator_decides_nothing(folder: TemplateFolder) -> None:
    text = 'variable "c" {}\nsource "null" "a" {\n  communicator = var.c\n}\n'
    assert folder.codes(text + 'build {\n  sources = ["null.a"]\n}\n') == []


@pytest.mark.parametrize(
    ("set_for_a", "found"),
    [
        ("a = {}", [NEEDS_A_SCRIPT.replace("shell", 'shell for "null.a"')]),
        ('a = { inline = ["x"] }', []),
        ('a = { inline = ["x"], script = "a.sh" }', None),
        ('b = { inline = ["x"] }', [NEEDS_A_SCRIPT]),
    ],
)
def test_an_override_is_laid_over_the_settings(
    folder: TemplateFolder, set_for_a: str, found: list[str] | None
) -> None:
    step = f'  provisioner "shell" {{\n    override = {{\n      {set_for_a}\n    }}\n  }}'
    problems = folder.load(BUILD % step).problems
    if found is None:
        assert [one.code for one in problems] == ["conflicting-attributes"]
    else:
        assert [one.message for one in problems] == found


def test_a_misspelt_name_is_one_mistake(folder: TemplateFolder) -> None:
    step = '  provisioner "shell" {\n    inlin = ["x"]\n  }'
    assert folder.codes(BUILD % step) == [("unknown-attribute", 7)]


def test_a_wrong_type_is_one_mistake(folder: TemplateFolder) -> None:
    step = '  provisioner "powershell" {\n    inline = ["x"]\n    debug_mode = "loud"\n  }'
    assert folder.codes(BUILD % step) == [("wrong-type", 8)]


def test_a_broken_line_may_hold_what_is_missing(folder: TemplateFolder) -> None:
    step = '  provisioner "shell" {\n    inline = ["x\n  }'
    assert {code for code, _ in folder.codes(BUILD % step)} == {"syntax-error"}
    folder.file(
        "a.json",
        '{"builders": [{"type": "null", "communicator": "none"}],\n'
        '"provisioners": [{"type": "shell", "inline": [x]}]}',
    )
    assert {code for code, _ in folder.codes(target="a.json")} == {"syntax-error"}


def test_a_plugin_that_brings_the_type_may_ask_for_something_else(folder: TemplateFolder) -> None:
    plugin = (
        'packer {\n  required_plugins {\n    shell = {\n      source  = "github.com/else/shell"\n'
        '      version = "1.0.0"\n    }\n  }\n}\n'
    )
    assert folder.codes(plugin + BUILD % '  provisioner "shell" {}') == []


def test_a_long_list_that_many_sources_share_is_read_once(folder: TemplateFolder) -> None:
    names = [f"s{index}" for index in range(300)]
    sources = "".join(f'source "null" "{one}" {{\n  communicator = "none"\n}}\n' for one in names)
    overrides = "\n".join(f'      {one} = {{ remote_path = "/{one}" }}' for one in names)
    step = (
        f'  provisioner "shell" {{\n    inline = ["x"]\n    environment_vars = '
        f"[{', '.join(chr(34) + 'A' + chr(34) for _ in range(300))}]\n"
        f"    override = {{\n{overrides}\n    }}\n  }}\n"
    )
    listed = ", ".join(f'"null.{one}"' for one in names)
    problems = folder.load(f"{sources}build {{\n  sources = [{listed}]\n{step}}}\n").problems
    assert len(problems) == 300


def test_a_number_without_end_is_no_defect(folder: TemplateFolder) -> None:
    step = (
        f'  provisioner "powershell" {{\n    inline = ["x"]\n    debug_mode = 1{"0" * 5000}\n  }}'
    )
    folder.codes(BUILD % step)


def test_no_message_holds_a_value(folder: TemplateFolder) -> None:
    step = '  provisioner "shell" {\n    inline = ["x"]\n    environment_vars = ["hunter2"]\n  }'
    ((code, line, message),) = folder.problems(BUILD % step)
    assert (code, line) == ("invalid-value", 8)
    assert message == '"environment_vars" of shell takes NAME=value.'


def test_legacy_templates_too(folder: TemplateFolder) -> None:
    template = {
        "builders": [{"type": "null", "name": "n"}, {"type": "file", "target": "x"}],
        "provisioners": [
            {"type": "shell", "except": ["file"]},
            {"type": "shell", "override": {"n": {"inline": ["x"]}, "file": {"script": "a.sh"}}},
            {"type": "sleep", "duration": 5},
        ],
        "post-processors": ["artifice"],
    }
    folder.file("a.json", json.dumps(template, indent=1))
    problems = folder.load(target="a.json").problems
    assert [(one.path, one.example) for one in problems] == [
        (("builds", 0, "sources", 0, "config"), '"communicator": "none"'),
        (("builds", 0, "provisioners", 0, "config"), '"inline": ["…"]'),
        (("builds", 0, "post_processors", 0, 0, "config"), '"files": ["…"]'),
    ]


def test_the_tables_demands_are_of_attributes_that_the_component_has() -> None:
    table = attribute_table()
    asking = 0
    for kind in ("source", "provisioner", "post-processor", "data"):
        for type in table.types(kind):
            found = component(kind, type)
            assert found is not None
            asking += bool(found.demands)
            for demand in found.demands:
                assert bool(demand.needs) + bool(demand.excludes) + bool(demand.of) == 1
                named = {
                    *demand.needs,
                    *demand.suffices,
                    *demand.excludes,
                    *demand.of,
                    *demand.when,
                }
                assert named <= found.attributes.keys(), (type, named)
                assert bool(demand.of) == bool(demand.matches) == bool(demand.form)
    assert asking >= 20


@pytest.mark.parametrize(
    ("type", "value", "meant"),
    [("qemu", "sssh", "ssh"), ("amazon-ebs", "winrmm", "winrm"), ("docker", "dockr", "docker")],
)
def test_a_misspelt_communicator_of_a_plugin(
    folder: TemplateFolder, type: str, value: str, meant: str
) -> None:
    source = f'source "{type}" "a" {{\n  communicator = "{value}"\n}}\n'
    ((code, line, message),) = folder.problems(f'{source}build {{\n  sources = ["{type}.a"]\n}}\n')
    assert (code, line) == ("invalid-value", 2)
    assert message.endswith(f"Did you mean `{meant}`?")


@pytest.mark.parametrize("value", ["ssh", "winrm", "none", "", "docker", "${var.x}"])
def test_communicators_that_the_sdk_takes(folder: TemplateFolder, value: str) -> None:
    source = f'source "qemu" "a" {{\n  communicator = "{value}"\n}}\n'
    variable = 'variable "x" {\n  type = string\n}\n'
    assert folder.problems(f'{variable}{source}build {{\n  sources = ["qemu.a"]\n}}\n') == []


def test_a_duration_of_a_plugins_source_needs_a_unit(folder: TemplateFolder) -> None:
    source = 'source "qemu" "a" {\n  ssh_timeout = "10"\n  winrm_timeout = "1h5m"\n}\n'
    ((code, line, _),) = folder.problems(source + 'build {\n  sources = ["qemu.a"]\n}\n')
    assert (code, line) == ("invalid-value", 2)
