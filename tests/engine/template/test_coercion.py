from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.source.text import SourceText, Span
from packer_systo.engine.template.attributes import attribute_table, component
from packer_systo.engine.template.coercion import coerce
from packer_systo.engine.template.configuration import Configuration, Nested, Setting
from packer_systo.engine.values.constructors import (
    boolean,
    null,
    number,
    object_value,
    string,
    string_from_parts,
    tuple_value,
    unknown,
)
from packer_systo.engine.values.types import ANY, STRING
from packer_systo.engine.values.value import Origin, Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from packer_systo.engine.template.problem import Problem
    from template_folder import TemplateFolder

TEXT = SourceText("a.pkr.hcl", "x" * 200)
REASON = UnknownReason("var.x", "variable without a value")

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"


def value(plain: Plain, at: int = 0) -> Value:
    """A value as an expression gives it."""
    origin = Origin(Span(TEXT, at, at + 1))
    if plain is None:
        return null()
    if isinstance(plain, bool):
        return Value(boolean(plain).type, plain, None, origin)
    if isinstance(plain, int):
        return number(plain, origin=origin)
    if isinstance(plain, str):
        return string(plain, origin=origin)
    if isinstance(plain, list):
        return tuple_value([value(one, at + 1) for one in plain], origin=origin)
    return object_value({k: value(v, at + 1) for k, v in plain.items()}, origin=origin)


def configuration(**settings: Plain | Nested | Value) -> Configuration:
    return Configuration(
        {
            name: Setting(
                one if isinstance(one, (Nested, Value)) else value(one), Span(TEXT, 100, 101)
            )
            for name, one in settings.items()
        }
    )


def plain(value: Value | Nested) -> object:
    if isinstance(value, Nested):
        blocks = [contents(block) for block in value.blocks]
        return blocks[0] if value.single else blocks
    data = value.data
    if isinstance(data, tuple):
        return [plain(one) for one in data]
    if isinstance(data, dict):
        return {name: plain(one) for name, one in data.items()}
    return data


def contents(configuration: Configuration) -> dict[str, object]:
    return {name: plain(setting.value) for name, setting in configuration.settings.items()}


def coerced(
    type: str, given: Configuration, *, legacy: bool = False
) -> tuple[Configuration, list[Problem]]:
    problems: list[Problem] = []
    known = component("source", type)
    names = attribute_table().secret_names
    path = ("builds", 0, "sources", 0, "config")
    return coerce(known, given, path, problems, legacy=legacy, secret_names=names), problems


def result(type: str, given: Configuration, *, legacy: bool = False) -> dict[str, object]:
    found, problems = coerced(type, given, legacy=legacy)
    assert problems == []
    return contents(found)


def mistakes(type: str, given: Configuration, *, legacy: bool = False) -> list[Problem]:
    return coerced(type, given, legacy=legacy)[1]


@pytest.mark.parametrize(
    ("name", "given", "got"),
    [
        ("memory", "2048", 2048),
        ("memory", 2048, 2048),
        ("disk_size", 40960, "40960"),
        ("headless", "true", True),
        ("headless", False, False),
        ("boot_command", ["<enter>", 1], ["<enter>", "1"]),
        ("boot_wait", "10s", "10s"),
    ],
)
def test_hcl2_converts_as_go_cty(name: str, given: Plain, got: Plain) -> None:
    assert result("qemu", configuration(**{name: given})) == {name: got}


@pytest.mark.parametrize(
    ("name", "given", "got"),
    [
        ("disk_size", 40960, "40960"),
        ("disk_size", "40960", "40960"),
        ("memory", "2048", 2048),
        ("memory", "0x800", 2048),
        ("memory", "010", 8),
        ("headless", "true", True),
        ("headless", "1", True),
        ("headless", 0, False),
        ("headless", "F", False),
        ("vm_name", True, "1"),
        ("boot_command", "<enter>", ["<enter>"]),
        ("iso_urls", "a,b", ["a", "b"]),
        ("iso_urls", "", []),
        ("qemuargs", [["-m", 512]], [["-m", "512"]]),
        ("http_content", {"/a": 1}, {"/a": "1"}),
        ("http_content", [{"/a": "1"}, {"/b": "2"}], {"/a": "1", "/b": "2"}),
    ],
)
def test_legacy_json_converts_as_packers_decoder(name: str, given: Plain, got: Plain) -> None:
    assert result("qemu", configuration(**{name: given}), legacy=True) == {name: got}


@pytest.mark.parametrize("name", ["memory", "headless"])
def test_an_empty_text_for_a_number_or_a_bool_sets_nothing_in_legacy_json(name: str) -> None:
    assert result("qemu", configuration(**{name: ""}), legacy=True) == {}


def test_null_sets_nothing() -> None:
    assert result("qemu", configuration(memory=None, vm_name="a")) == {"vm_name": "a"}
    assert result("qemu", configuration(memory=None), legacy=True) == {}


def test_legacy_json_does_not_look_at_the_case_of_names() -> None:
    assert result("vsphere-iso", configuration(CPUS="2"), legacy=True) == {"CPUs": 2}
    assert [p.code for p in mistakes("vsphere-iso", configuration(CPUS=2))] == ["unknown-attribute"]


def test_a_block_that_may_repeat_is_an_array_and_one_that_may_not_an_object() -> None:
    many = Nested((configuration(device_name="/dev/sda1", volume_size="8"),))
    one = Nested((configuration(most_recent="true"),))
    assert result(
        "amazon-ebs", configuration(launch_block_device_mappings=many, source_ami_filter=one)
    ) == {
        "launch_block_device_mappings": [{"device_name": "/dev/sda1", "volume_size": 8}],
        "source_ami_filter": {"most_recent": True},
    }


def test_a_single_object_of_legacy_json_becomes_an_array_where_a_block_may_repeat() -> None:
    given: Plain = {"device_name": "/dev/sda1", "volume_size": "8"}
    wanted = [{"device_name": "/dev/sda1", "volume_size": 8}]
    assert result("amazon-ebs", configuration(launch_block_device_mappings=given), legacy=True) == {
        "launch_block_device_mappings": wanted
    }
    assert result(
        "amazon-ebs", configuration(launch_block_device_mappings=[given]), legacy=True
    ) == {"launch_block_device_mappings": wanted}


def test_blocks_of_a_component_that_the_table_lacks_are_arrays() -> None:
    block = Nested((configuration(size=1),))
    assert result("no-such-builder", configuration(disk=block, other="1")) == {
        "disk": [{"size": 1}],
        "other": "1",
    }


def test_an_unknown_name_is_reported_with_the_nearest_one_and_kept() -> None:
    found, problems = coerced("qemu", configuration(disc_size="1"))
    assert contents(found) == {"disc_size": "1"}
    (problem,) = problems
    assert problem.code == "unknown-attribute"
    assert problem.message == 'qemu has no attribute "disc_size". Did you mean `disk_size`?'
    assert problem.path == ("builds", 0, "sources", 0, "config", "disc_size")
    assert problem.span == Span(TEXT, 100, 101)


def test_what_packer_reads_in_a_step_is_suggested_too(folder: TemplateFolder) -> None:
    source = 'source "null" "a" {\n  communicator = "none"\n}\n'
    step = (
        'build {\n  sources = ["null.a"]\n  provisioner "shell" {\n    inline = ["x"]\n%s  }\n}\n'
    )
    found = folder.problems(source + step % '    pause_befor = "1s"\n    onyl = ["null.a"]\n')
    assert [message for *_, message in found] == [
        'shell has no attribute "pause_befor". Did you mean `pause_before`?',
        'shell has no attribute "onyl". Did you mean `only`?',
    ]


def test_an_unknown_name_within_a_block_says_which_block() -> None:
    block = Nested((configuration(volumesize=1),))
    (problem,) = mistakes("amazon-ebs", configuration(launch_block_device_mappings=block))
    assert '"launch_block_device_mappings" of amazon-ebs has no' in problem.message
    assert "`volume_size`" in problem.message
    assert problem.path[-3:] == ("launch_block_device_mappings", 0, "volumesize")


def test_a_renamed_attribute_is_called_deprecated_and_says_what_to_write() -> None:
    (gone, old) = mistakes(
        "qemu", configuration(iso_checksum_type="md5", ssh_wait_timeout="1m"), legacy=True
    )
    assert (gone.code, old.code) == ("deprecated-attribute", "deprecated-attribute")
    assert "no longer exists: use iso_checksum" in gone.message
    assert "is an old name: use ssh_timeout" in old.message


def test_a_removed_attribute_says_why_it_went_and_is_still_kept_secret() -> None:
    found, (problem,) = coerced("vmware-iso", configuration(remote_password="a-password"))
    assert problem.code == "removed-attribute"
    assert "no longer exists: the VMware plugin" in problem.message
    kept = found.settings["remote_password"].value
    assert isinstance(kept, Value)
    assert kept.secret is not None


def test_an_open_component_may_have_attributes_that_the_table_lacks() -> None:
    assert mistakes("hyperv-iso", configuration(something_new="1")) == []


@pytest.mark.parametrize(
    ("legacy", "name", "given", "message"),
    [
        (False, "memory", "a lot", '"memory": a number is needed, and this text is not one'),
        (True, "memory", "a lot", '"memory": a number is needed, and this text is not one'),
        (False, "boot_command", "a", '"boot_command": a list of string is needed'),
        (True, "headless", "yes", '"headless": a bool is needed'),
        (True, "vm_name", ["a"], '"vm_name": a string is needed, and this is a list'),
        (True, "http_content", "a", '"http_content": a map of string is needed'),
        (True, "memory", {"a": 1}, '"memory": a number is needed, and this is an object'),
    ],
)
def test_a_value_that_cannot_be_converted_is_reported_and_kept(
    legacy: bool, name: str, given: Plain, message: str
) -> None:
    found, (problem,) = coerced("qemu", configuration(**{name: given}), legacy=legacy)
    assert problem.code == "wrong-type"
    assert problem.message.startswith(message)
    assert contents(found) == {name: given}


def test_a_wrong_element_is_reported_at_its_own_place() -> None:
    (problem,) = mistakes("qemu", configuration(boot_command=["a", {"b": 1}]), legacy=True)
    assert problem.path[-2:] == ("boot_command", 1)
    assert problem.span == Span(TEXT, 1, 2)


def test_messages_never_hold_the_value() -> None:
    for legacy in (True, False):
        for problem in mistakes(
            "qemu", configuration(memory="Pa55w0rd", headless="Pa55w0rd"), legacy=legacy
        ):
            assert "Pa55w0rd" not in problem.message


def test_hcl2_tells_blocks_from_attributes() -> None:
    (attribute,) = mistakes(
        "amazon-ebs", configuration(run_tags=Nested((configuration(Name="a"),)))
    )
    assert attribute.message == '"run_tags" is an attribute, not a block'
    (block,) = mistakes("amazon-ebs", configuration(source_ami_filter={"most_recent": True}))
    assert '"source_ami_filter" is a block' in block.message
    assert block.example == "source_ami_filter { … }"


def test_a_block_that_may_stand_once_is_reported_where_it_stands_again() -> None:
    again = Configuration({}, Span(TEXT, 50, 60))
    (problem,) = mistakes(
        "amazon-ebs", configuration(source_ami_filter=Nested((configuration(), again)))
    )
    assert problem.code == "repeated-block"
    assert problem.span == Span(TEXT, 50, 60)


def test_secret_attributes_are_marked_with_where_they_come_from() -> None:
    default = Origin(Span(TEXT, 1, 2), "default of var.password")
    given = string("hunter2", origin=Origin(Span(TEXT, 5, 6), "var.password", (default,)))
    found, _ = coerced("qemu", configuration(ssh_password=given, winrm_password="x"))
    password, literal = (found.settings[n].value for n in ("ssh_password", "winrm_password"))
    assert isinstance(password, Value)
    assert isinstance(literal, Value)
    assert password.secret is not None
    assert (password.secret.kind, password.secret.origin) == (
        "secret-attribute",
        "variable-default",
    )
    assert literal.secret is not None
    assert literal.secret.origin == "literal"


def test_secrets_of_components_that_the_table_lacks_go_by_their_names() -> None:
    found, _ = coerced("no-such-builder", configuration(api_token="x", api_url="y"))
    token, url = (found.settings[n].value for n in ("api_token", "api_url"))
    assert isinstance(token, Value)
    assert isinstance(url, Value)
    assert token.secret is not None
    assert url.secret is None


@pytest.mark.parametrize("legacy", [True, False])
def test_what_is_unknown_stays_unknown_as_the_wanted_type(legacy: bool) -> None:
    given = unknown(STRING, REASON)
    part = string_from_parts(["20", Unknown((REASON,))])
    settings = configuration(memory=given, cpus=part, boot_command=unknown(ANY, REASON))
    for data in result("qemu", settings, legacy=legacy).values():
        assert isinstance(data, Unknown)
        assert data.reasons == (REASON,)


plains = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(["memory", "headless", "vm_name", "boot_command", "qemuargs", "http_content"]),
    plains,
    st.booleans(),
)
def test_no_value_crashes(name: str, given: Plain, legacy: bool) -> None:
    coerced("qemu", configuration(**{name: given}), legacy=legacy)


@given(plains, st.booleans())
def test_no_value_crashes_for_a_block(given: Plain, legacy: bool) -> None:
    coerced("amazon-ebs", configuration(launch_block_device_mappings=given), legacy=legacy)
    coerced("amazon-ebs", configuration(source_ami_filter=given), legacy=legacy)


@pytest.mark.parametrize(
    ("written", "is_secret"),
    [
        ("{{.WinRMPassword}}", False),
        ("{{ .Password }}", False),
        ("{{ build `Password` }}", False),
        ("{{.Vars}}hunter2", True),
        ('{{ "hunter2" }}', True),
        ("hunter2", True),
    ],
)
def test_what_packer_fills_in_while_it_builds_is_no_secret(written: str, is_secret: bool) -> None:
    found, _ = coerced("amazon-ebs", configuration(winrm_password=written))
    kept = found.settings["winrm_password"].value
    assert isinstance(kept, Value)
    assert (kept.secret is not None) is is_secret
