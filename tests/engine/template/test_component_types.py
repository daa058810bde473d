from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.template.attributes import attribute_table
from packer_systo.engine.template.component_types import KINDS, distance, nearest_type

if TYPE_CHECKING:
    from template_folder import TemplateFolder

CODE = "unknown-component"


def messages(folder: TemplateFolder, text: str, **options: str) -> list[str]:
    return [message for code, _, message in folder.problems(text, **options) if code == CODE]


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("source", "qemuu", "qemu"),
        ("source", "amazon-ebss", "amazon-ebs"),
        ("source", "azure-armm", "azure-arm"),
        ("source", "QEMU", "qemu"),
        ("source", "amazon_ebs", "amazon-ebs"),
        ("source", "amazonebs", "amazon-ebs"),
        ("source", "amazon-esb", "amazon-ebs"),
        ("source", "virtaulbox-iso", "virtualbox-iso"),
        ("source", "googelcompute", "googlecompute"),
        ("source", "gogglecompute", "googlecompute"),
        ("source", "azur-arm", "azure-arm"),
        ("provisioner", "shel", "shell"),
        ("provisioner", "shell_local", "shell-local"),
        ("provisioner", "powershel", "powershell"),
        ("provisioner", "windows-restrat", "windows-restart"),
        ("post-processor", "manifset", "manifest"),
        ("post-processor", "docker-tagg", "docker-tag"),
        ("data", "amazon-paramterstore", "amazon-parameterstore"),
    ],
)
def test_a_slip_leads_to_the_known_type(kind: str, written: str, meant: str) -> None:
    (known,) = [attribute_table().types(one) for one in KINDS if one == kind]
    assert nearest_type(written, known) == meant


@pytest.mark.parametrize(
    "type",
    # Types that plugins of others bring, and a name made up.
    [
        "arm",
        "arm-image",
        "tart-cli",
        "veertu-anka-vm-clone",
        "outscale-bsu",
        "vultr",
        "huaweicloud-ecs",
        "volcengine-ecs",
        "nutanix",
        "utm-iso",
        "parallels-ipsw",
        "parallels-macvm",
        "xenserver-iso",
        "libvirt",
        "incus",
        "podman",
        "windows-update",
        "goss",
        "git-commit",
        "sshkey",
        "vagrant-registry",
        "vmware-esx",
        "amazon-v3-ebs",
        "civo",
        "potatoes",
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_type_that_is_only_unknown_is_near_to_none(kind: str, type: str) -> None:
    (known,) = [attribute_table().types(one) for one in KINDS if one == kind]
    assert nearest_type(type, known) == ""


def test_each_kind_of_component_is_looked_at(folder: TemplateFolder) -> None:
    text = """\
source "qemuu" "a" {}
data "htpp" "b" {}
build {
  sources = ["source.qemuu.a"]
  provisioner "shel" {}
  error-cleanup-provisioner "fille" {}
  post-processor "manifestt" {}
  post-processors {
    post-processor "compres" {}
  }
  dynamic "provisioner" {
    for_each = [1, 2]
    labels   = ["powershel"]
    content {}
  }
}
"""
    assert [(code, line) for code, line, _ in folder.problems(text) if code == CODE] == [
        (CODE, 1),
        (CODE, 2),
        (CODE, 5),
        (CODE, 6),
        (CODE, 7),
        (CODE, 9),
        (CODE, 11),
    ]
    assert messages(folder, text)[0] == 'There is no source "qemuu". Did you mean "qemu"?'


def test_legacy_templates_too(folder: TemplateFolder) -> None:
    folder.file(
        "a.json",
        '{"builders": [{"type": "qemuu"}],\n"provisioners": [{"type": "shel"}],\n'
        '"post-processors": ["manifset", [{"type": "compres"}]]}',
    )
    assert [(code, line) for code, line in folder.codes(target="a.json") if code == CODE] == [
        (CODE, 1),
        (CODE, 2),
        (CODE, 3),
        (CODE, 3),
    ]


def test_a_type_of_another_kind(folder: TemplateFolder) -> None:
    text = 'build {\n  sources = ["null.a"]\n  post-processor "shell" {}\n}\nsource "null" "a" {}\n'
    assert messages(folder, text) == [
        'There is no post-processor "shell": "shell" is a provisioner.'
    ]


@pytest.mark.parametrize(
    ("plugin", "silent"),
    [
        ('qemuu = { source = "github.com/acme/qemuu", version = "1.0.0" }', True),
        ('qemu = { source = "github.com/hashicorp/qemu", version = "1.0.0" }', False),
        ('acme = { source = "github.com/acme/acme", version = "1.0.0" }', False),
    ],
)
def test_a_required_plugin_may_bring_it(folder: TemplateFolder, plugin: str, silent: bool) -> None:
    text = f'packer {{\n  required_plugins {{\n    {plugin}\n  }}\n}}\nsource "qemuu" "a" {{}}\n'
    assert messages(folder, text) == (
        [] if silent else ['There is no source "qemuu". Did you mean "qemu"?']
    )


def test_a_file_that_cannot_be_read_may_name_the_plugin(folder: TemplateFolder) -> None:
    (folder.path / "packer.pkr.hcl").symlink_to("nowhere")
    assert messages(folder, 'source "qemuu" "a" {}\n') == []


def test_a_fork_may_know_more_attributes(folder: TemplateFolder) -> None:
    def text(source: str) -> str:
        return (
            "packer {\n  required_plugins {\n"
            f'    qemu = {{ source = "{source}", version = "1.0.0" }}\n  }}\n}}\n'
            'source "qemu" "a" {\n  disk_zise = "1"\n  cpus = "many"\n}\n'
        )

    both = [("unknown-attribute", 7), ("wrong-type", 8)]
    assert folder.codes(text("github.com/hashicorp/qemu")) == both
    assert folder.codes(text("github.com/acme/qemu")) == both[1:]


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("ab", "ab", 0), ("ab", "ba", 1), ("abc", "ac", 1), ("abc", "axc", 1), ("abcd", "badc", 2)],
)
def test_distance(one: str, other: str, slips: int) -> None:
    assert distance(one, other, 2) == slips
    assert distance(other, one, 2) == slips
    assert distance(one, other + "xyz", 2) > 2
