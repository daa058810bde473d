from __future__ import annotations

import pytest

from packer_systo.engine.template.plugin_names import fault_of_name, fault_of_source


@pytest.mark.parametrize(
    "source",
    [
        "github.com/hashicorp/qemu", "a.b/c/d/e", "localhost/x/Y", "host/../y",
        "github.com/x/1y", "github.com/x/packer", "github.com/x/ß", "git hub.com/x/y",
        "github.com/a%20b/y", "/".join(["a"] * 16),
    ],
)  # fmt: skip
def test_sources_that_packer_takes(source: str) -> None:
    assert fault_of_source(source) is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("qemu", "a host and at least two parts"),
        ("hashicorp/qemu", "a host and at least two parts"),
        ("/github.com/x/y", "a host and at least two parts"),
        ("github.com/x/y/", "a host and at least two parts"),
        ("https://github.com/x/y", "no scheme"),
        ("git::github.com/x/y", "no scheme, user or port"),
        ("git@github.com:x/y/z", "no scheme, user or port"),
        ("github.com:8080/x/y", "no scheme, user or port"),
        ("github.com/x/y?ref=v1", "no query"),
        ("github.com/x/y#v1", "no query"),
        ("github.com/%zz/y", "no address may have"),
        ("github.com/x\n/y", "no address may have"),
        ("/".join(["a"] * 17), "at most 16"),
        ("github.com/x/packer-plugin-y", 'without "packer-plugin-"'),
        ("github.com/x/packer-y", 'does not begin with "packer-"'),
        ("github.com/x/y.git", "letters, digits"),
        ("github.com/x/y_z", "letters, digits"),
    ],
)
def test_what_is_wrong_with_a_source(source: str, said: str) -> None:
    assert said in (fault_of_source(source) or "")


@pytest.mark.parametrize("name", ["", "-y", "y-", "y--z", "y_z", "y z", "y.z"])
def test_names_that_packer_refuses(name: str) -> None:
    assert fault_of_name(name) is not None
