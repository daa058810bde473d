from __future__ import annotations

import pytest

from packer_systo.engine.spelling import did_you_mean, nearest

ATTRIBUTES = ("boot_command", "boot_wait", "http_port_min", "iso_checksum", "required_version")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("boot_comand", "boot_command"),
        ("iso_checksm", "iso_checksum"),
        ("ISO_Checksum", "iso_checksum"),
        ("version", "required_version"),
    ],
)
def test_a_misspelt_name(written: str, meant: str) -> None:
    assert nearest(written, ATTRIBUTES) == meant
    assert did_you_mean(written, ATTRIBUTES) == f" Did you mean `{meant}`?"


@pytest.mark.parametrize("written", ["shutdown_command", "http_ip", "nested", "", "x" * 101])
def test_another_name_that_shares_a_word_is_no_misspelling(written: str) -> None:
    assert nearest(written, ATTRIBUTES) is None
    assert did_you_mean(written, ATTRIBUTES) == ""
