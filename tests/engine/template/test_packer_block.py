from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.template.packer_block import is_version_constraint

if TYPE_CHECKING:
    from template_folder import TemplateFolder


def test_the_packer_block(folder: TemplateFolder) -> None:
    folder.file(
        "a.pkr.hcl",
        'packer {\n  required_version = ">= 1.11.0, < 2.0.0"\n  required_plugins {\n    qemu = {\n'
        '      version = "~> 1.1"\n      source  = "github.com/hashicorp/qemu"\n    }\n  }\n}\n',
    )
    folder.file(
        "b.pkr.hcl",
        'packer {\n  required_plugins {\n    qemu = { version = ">= 1.1.2", '
        'source = "github.com/hashicorp/qemu" }\n  }\n}\n',
    )
    (problem,) = folder.load().problems
    assert problem.code == "duplicate-definition"  # Packer refuses it, whatever the constraints are
    assert problem.span is not None
    assert problem.span.source.path == "b.pkr.hcl"
    assert problem.related[0].span.source.path == "a.pkr.hcl"
    assert folder.document()["packer"] == {
        "required_version": ">= 1.11.0, < 2.0.0",
        "required_plugins": [
            {"name": "qemu", "source": "github.com/hashicorp/qemu", "version": "~> 1.1"},
            {"name": "qemu", "source": "github.com/hashicorp/qemu", "version": ">= 1.1.2"},
        ],
    }
    source_map = folder.load().source_map
    header = source_map.header(("packer", "required_plugins", 1))
    assert header is not None
    assert header.source.path == "b.pkr.hcl"


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ('version = "1"', ["unknown-attribute"]),
        ("required_version = 1", ["wrong-type"]),
        ("required_version = null", []),
        ('required_version = "newest"', ["invalid-value"]),
        ("required_version = var.x", ["unknown-reference"]),
        ("required_plugin {}", ["unknown-block"]),
        ('required_plugins {\n  a = "1"\n}', ["wrong-type"]),
        ('required_plugins {\n  a = { version = "1" }\n}', ["missing-attribute"]),
        ('required_plugins {\n  a = { version = "1", source = "qemu" }\n}', ["invalid-value"]),
        ('required_plugins {\n  a = { version = ">= v0", source = "a.b/c/d" }\n}', []),
        (
            'required_plugins {\n  a = { version = "x", source = "a.b/c/d", url = "x" }\n}',
            ["unknown-attribute", "invalid-value"],
        ),
    ],
)
def test_what_is_wrong_with_it(folder: TemplateFolder, body: str, codes: list[str]) -> None:
    found = [code for code, _ in folder.codes(f"packer {{\n{body}\n}}\n")]
    assert sorted(found) == sorted(codes)


@pytest.mark.parametrize(
    "text",
    ["1", "=1.2.3", ">= 1.2, < 2", "~> 1.0", "!= 1.0.0-beta1", "> v1.2", " >=1 ", "<=1.2.3.4"],
)
def test_version_constraints(text: str) -> None:
    assert is_version_constraint(text)


@pytest.mark.parametrize("text", ["", "latest", "1.", ">>1", "1,,2", "=> 1", "~1", "1 2"])
def test_what_is_no_version_constraint(text: str) -> None:
    assert not is_version_constraint(text)


def test_a_source_names_the_plugin_without_its_prefix(folder: TemplateFolder) -> None:
    text = (
        "packer {\n  required_plugins {\n"
        '    a = { source = "github.com/a/packer-plugin-a", version = "1.0.0" }\n  }\n}\n'
    )
    assert folder.codes(text) == [("invalid-value", 3)]
