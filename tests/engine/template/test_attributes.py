from __future__ import annotations

import msgspec
import pytest

from packer_systo.engine.template.attributes import (
    Attribute,
    AttributeTable,
    ComponentKind,
    attribute_table,
    component,
)
from packer_systo.engine.values.types import BOOL, NUMBER, STRING, list_of, map_of
from shared_data import shared

KINDS: list[ComponentKind] = ["source", "provisioner", "post-processor", "data"]


def attribute(kind: ComponentKind, type: str, *path: str) -> Attribute:
    known = component(kind, type)
    assert known is not None
    found = known.attributes[path[0]]
    for name in path[1:]:
        found = found.attributes[name]
    return found


@pytest.mark.parametrize(
    ("kind", "type", "path", "expected"),
    [
        ("source", "qemu", "disk_size", STRING),
        ("source", "virtualbox-iso", "disk_size", NUMBER),
        ("source", "qemu", "headless", BOOL),
        ("source", "qemu", "qemuargs", list_of(list_of(STRING))),
        ("source", "amazon-ebs", "launch_block_device_mappings/encrypted", BOOL),
        ("source", "amazon-ebs", "run_tags", map_of(STRING)),
        ("provisioner", "shell", "valid_exit_codes", list_of(NUMBER)),
        ("post-processor", "manifest", "output", STRING),
        ("data", "amazon-ami", "most_recent", BOOL),
        ("source", "hyperv-iso", "memory", NUMBER),
    ],
)
def test_an_attribute_has_the_type_that_its_plugin_gives_it(
    kind: ComponentKind, type: str, path: str, expected: object
) -> None:
    assert attribute(kind, type, *path.split("/")).type == expected


@pytest.mark.parametrize(
    ("type", "name", "often"),
    [
        ("amazon-ebs", "launch_block_device_mappings", "many"),
        ("amazon-ebs", "source_ami_filter", "one"),
        ("vsphere-iso", "network_adapters", "many"),
        ("proxmox-iso", "disks", "many"),
        ("qemu", "efi_firmware_code", ""),
    ],
)
def test_the_table_knows_how_often_a_block_may_stand(type: str, name: str, often: str) -> None:
    assert attribute("source", type, name).block == often


@pytest.mark.parametrize(
    ("kind", "type", "path"),
    [
        ("source", "qemu", "ssh_password"),
        ("source", "null", "ssh_bastion_password"),
        ("source", "amazon-ebs", "secret_key"),
        ("source", "azure-arm", "client_secret"),
        ("source", "googlecompute", "disk_encryption_key/rawKey"),
        ("source", "vsphere-clone", "customize/windows_options/admin_password"),
        ("source", "digitalocean", "api_token"),
        ("source", "ucloud-uhost", "private_key"),
        ("provisioner", "powershell", "elevated_password"),
        ("post-processor", "docker-push", "login_password"),
        ("post-processor", "vagrant-cloud", "access_token"),
    ],
)
def test_credentials_are_marked_secret(kind: ComponentKind, type: str, path: str) -> None:
    assert attribute(kind, type, *path.split("/")).secret


@pytest.mark.parametrize(
    ("kind", "type", "path"),
    [
        ("source", "amazon-ebs", "access_key"),
        ("source", "amazon-ebs", "ssh_private_key_file"),
        ("source", "amazon-ebs", "metadata_options/http_tokens"),
        ("source", "amazon-ebs", "tag/key"),
        ("source", "azure-arm", "build_key_vault_secret_name"),
        ("source", "qemu", "vnc_use_password"),
        ("provisioner", "shell", "environment_vars"),
    ],
)
def test_names_paths_and_switches_are_not(kind: ComponentKind, type: str, path: str) -> None:
    assert not attribute(kind, type, *path.split("/")).secret


def test_an_old_type_is_read_as_the_type_of_today() -> None:
    old, new = component("source", "proxmox"), component("source", "proxmox-iso")
    assert old is not None
    assert new is not None
    assert old.type == "proxmox"
    assert old.attributes == new.attributes


def test_what_the_table_does_not_know_is_none() -> None:
    assert component("source", "no-such-builder") is None
    assert component("data", "qemu") is None, "a type belongs to its kind"


@pytest.mark.parametrize("type", ['qemu","plugin":"qemu', "qemu\n", '"', "", "é", "group", "\\"])
def test_a_type_from_a_template_cannot_reach_into_the_file(type: str) -> None:
    assert component("source", type) is None


def test_components_of_plugins_read_long_ago_are_open() -> None:
    hyperv, qemu = component("source", "hyperv-iso"), component("source", "qemu")
    assert hyperv is not None
    assert qemu is not None
    assert hyperv.open
    assert not qemu.open


def test_renamed_and_removed_attributes_are_known() -> None:
    qemu, vmware = component("source", "qemu"), component("source", "vmware-iso")
    assert qemu is not None
    assert vmware is not None
    assert qemu.deprecated["iso_checksum_type"].startswith("iso_checksum")
    assert "ESXi" in vmware.removed["remote_host"].reason
    assert vmware.removed["remote_password"].attribute.secret
    assert "remote_host" not in vmware.attributes


def test_every_component_can_be_read() -> None:
    count = 0
    for kind in KINDS:
        for type in attribute_table().types(kind):
            known = component(kind, type)
            assert known is not None
            assert known.attributes
            count += 1
    assert count > 100


def test_the_table_says_which_plugins_it_describes() -> None:
    plugins = attribute_table().plugins
    assert plugins["amazon"].repository == "hashicorp/packer-plugin-amazon"
    assert all(plugin.commit for plugin in plugins.values())


def test_only_the_asked_component_is_decoded() -> None:
    table = AttributeTable(
        b'{"name":"table","version":1,"plugins":{},"aliases":{},"secrets":[]}\n'
        b'{"name":"source good","attributes":{"a":"string"}}\n'
        b'{"name":"source broken","attributes":"this is not an object"}\n'
    )
    good = table.component("source", "good")
    assert good is not None
    assert good.attributes["a"].type == STRING
    with pytest.raises(msgspec.ValidationError):
        table.component("source", "broken")


class Fact(msgspec.Struct):
    kind: str
    type: str
    attributes: dict[str, dict[str, object]]


class Facts(msgspec.Struct):
    components: list[Fact]


def test_nothing_of_the_facts_is_lost() -> None:
    facts = msgspec.json.decode(shared("knowledge/attributes.json").read_bytes(), type=Facts)
    for fact in facts.components:
        kind = msgspec.convert("source" if fact.kind == "builder" else fact.kind, ComponentKind)
        known = component(kind, fact.type)
        assert known is not None
        assert set(fact.attributes) == set(known.attributes)
