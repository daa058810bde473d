from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from template_folder import TemplateFolder

QEMU = """
source "qemu" "debian" {
  iso_url  = "https://example.org/${source.name}.iso"
  memory   = "2048"
  headless = "true"
  qemuargs = [["-m", 1]]
}
"""


def test_values_have_the_types_of_the_attribute_table(folder: TemplateFolder) -> None:
    (source,) = folder.document(QEMU)["sources"]
    assert source == {
        "type": "qemu",
        "name": "debian",
        "label": "",
        "config": {
            "iso_url": "https://example.org/debian.iso",
            "memory": 2048,
            "headless": True,
            "qemuargs": [["-m", "1"]],
        },
    }


def test_null_sets_nothing(folder: TemplateFolder) -> None:
    text = 'source "qemu" "a" {\n  iso_url = null\n  memory  = true ? null : 1\n}\n'
    assert folder.document(text)["sources"][0]["config"] == {}


def test_nested_blocks_have_one_shape(folder: TemplateFolder) -> None:
    text = """
source "amazon-ebs" "a" {
  launch_block_device_mappings {
    device_name = "/dev/sda1"
    volume_size = "8"
  }
  source_ami_filter {
    owners  = ["self"]
    filters = { name = "x" }
  }
  tag {
    key   = "a"
    value = "b"
  }
}
build {
  sources = ["amazon-ebs.a"]
}
"""
    assert folder.document(text)["sources"][0]["config"] == {
        "launch_block_device_mappings": [{"device_name": "/dev/sda1", "volume_size": 8}],
        "source_ami_filter": {"owners": ["self"], "filters": {"name": "x"}},
        "tag": [{"key": "a", "value": "b"}],
    }
    assert folder.load().problems == ()


def test_blocks_of_what_the_table_does_not_know_are_lists(folder: TemplateFolder) -> None:
    text = 'source "unheard" "a" {\n  disk {\n    size = 1\n  }\n  size = "1"\n}\n'
    config = folder.document(text)["sources"][0]["config"]
    assert config == {"size": "1", "disk": [{"size": 1}]}


def test_the_json_form_has_the_same_shape(folder: TemplateFolder) -> None:
    folder.file(
        "main.pkr.json",
        '{"source": {"amazon-ebs": {"a": {"region": "eu-${1 + 1}", '
        '"launch_block_device_mappings": {"volume_size": "8"}, '
        '"source_ami_filter": {"owners": ["self"]}, "tags": {"a": "b"}}}}, '
        '"build": {"sources": ["amazon-ebs.a"]}}',
    )
    loaded = folder.load()
    assert loaded.problems == ()
    assert loaded.document.sources[0].config == {
        "region": "eu-2",
        "launch_block_device_mappings": [{"volume_size": 8}],
        "source_ami_filter": {"owners": ["self"]},
        "tags": {"a": "b"},
    }


def test_a_second_definition(folder: TemplateFolder) -> None:
    text = 'source "null" "a" {\n  ssh_host = "x"\n}\nsource "null" "a" {}\nsource "qemu" "b" {}\n'
    loaded = folder.load(f'{text}build {{\n  sources = ["qemu.b"]\n}}\n')
    assert [one.code for one in loaded.problems] == ["duplicate-definition"]
    assert loaded.problems[0].related[0].label == "the first definition"
    assert loaded.document.sources[0].config == {"ssh_host": "x"}


def test_mistakes_within_a_component_are_suggestions(folder: TemplateFolder) -> None:
    text = (
        'source "qemu" "a" {\n  iso_chekcsum = "none"\n  memory = "lots"\n  floppy_file {}\n'
        "  efi_boot {}\n}\n"
    )
    found = folder.problems(text)
    assert [(code, line) for code, line, _ in found] == [
        ("unknown-attribute", 2),
        ("wrong-type", 3),
        ("unknown-attribute", 4),
        ("wrong-type", 5),
    ]
    assert "iso_checksum" in found[0][2]


def test_a_mistake_in_a_source_of_two_builds_is_said_once(folder: TemplateFolder) -> None:
    text = (
        'source "qemu" "a" {\n  memroy = 1\n}\nbuild {\n  sources = ["qemu.a"]\n}\n'
        'build {\n  source "qemu.a" {\n    cpus = 1\n  }\n}\n'
    )
    assert folder.codes(text) == [("unknown-attribute", 2)]


def test_a_secret_attribute_is_replaced(folder: TemplateFolder) -> None:
    text = (
        'source "qemu" "a" {\n  ssh_username = "packer"\n  ssh_password = "hunter2"\n'
        '  vnc_password = ""\n}\n'
    )
    loaded = folder.load(text)
    document = folder.document()
    config = document["sources"][0]["config"]
    assert config["ssh_username"] == "packer"
    assert config["ssh_password"] == "<secret>"
    assert document["secrets"][0] == {
        "path": ["sources", 0, "config", "ssh_password"],
        "kind": "secret-attribute",
        "origin": "literal",
        "empty": False,
    }
    source = loaded.texts["main.pkr.hcl"].text
    assert any("hunter2" in source[start:end] for start, end in loaded.secrets["main.pkr.hcl"])


def test_the_place_of_an_attribute(folder: TemplateFolder) -> None:
    loaded = folder.load('source "qemu" "a" {\n  memory = 1\n  disk_size = "${2}G"\n}\n')
    source_map = loaded.source_map
    path = ("sources", 0, "config", "memory")
    header, origin = source_map.header(path), source_map.origin(path)
    assert header is not None
    assert origin is not None
    assert origin.span is not None
    text = header.source.text
    assert text[header.start : header.end] == "memory"
    assert text[origin.span.start : origin.span.end] == "1"
    block = source_map.header(("sources", 0))
    assert block is not None
    assert text[block.start : block.end] == 'source "qemu" "a"'
    found, _, nearest = source_map.nearest(("sources", 0, "config", "iso_checksum"))
    assert found == ("sources", 0, "config")
    assert nearest == block
