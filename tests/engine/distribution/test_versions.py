"""Which versions are in a range, and which of them is the newest."""

from __future__ import annotations

import pytest

from packer_systo.engine.distribution.index import Entry, read_index, write_index
from packer_systo.engine.distribution.local import split_file_name
from packer_systo.engine.distribution.versions import (
    VersionRange,
    in_order,
    is_version,
    none_in,
    some,
)
from packer_systo.engine.errors import SettingsError

OFFERED = [
    "0.9.0",
    "1.2.0",
    "1.10.0",
    "1.9.3",
    "2.0.0-rc.1",
    "2.0.0",
    "latest",
    "1.2",
    "3.0.0-rc.1",
]


@pytest.mark.parametrize(
    ("text", "newest"),
    [
        ("", "2.0.0"),
        ("*", "2.0.0"),
        (">=1.2, <2", "1.10.0"),
        (">=1.2,<2", "1.10.0"),
        (">= 1.2 , < 1.10", "1.9.3"),
        ("^1.2", "1.10.0"),
        ("~1.9.0", "1.9.3"),
        ("1.2.0", "1.2.0"),
        ("==1.2.0", "1.2.0"),
        ("<1", "0.9.0"),
        (">2", ""),
        ("2.0.0-rc.1", "2.0.0-rc.1"),
        (">=1.9.9, <3.0.0-rc.2", "3.0.0-rc.1"),
    ],
)
def test_the_newest_in_a_range(text: str, newest: str) -> None:
    assert VersionRange(text).newest(OFFERED) == newest


def test_two_builds_of_one_version_have_an_order_all_the_same() -> None:
    assert VersionRange("").newest(["1.2.0+a", "1.2.0+b", "1.1.0+z"]) == "1.2.0+b"
    assert VersionRange("").newest(["1.2.0+b", "1.2.0+a"]) == "1.2.0+b"


@pytest.mark.parametrize("text", ["new", "1.x", ">=", ">=1.2 || <1", "1" * 1000, "1.2.0; rm"])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(SettingsError, match="no range of versions"):
        VersionRange(text)


def test_what_is_a_version() -> None:
    assert is_version("1.2.0-rc.1+build.7")
    assert not any(map(is_version, ("", "1", "1.2", "v1.2.0", "01.2.0", "1.2.0.0", "1" * 300)))


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("acme-images-1.2.0.tar.gz", ("acme-images", "1.2.0")),
        ("acme-1.2.0-rc.1.tgz", ("acme", "1.2.0-rc.1")),
        ("acme-2-1.2.0.tar.gz", ("acme-2", "1.2.0")),
        ("acme.tar.gz", ("", "")),
        ("-1.2.0.tar.gz", ("", "")),
        ("acme-1.2.0.zip", ("", "")),
        ("acme-1.2.0.tar.gz.sigstore.json", ("", "")),
    ],
)
def test_the_name_of_an_archive(file: str, found: tuple[str, str]) -> None:
    assert split_file_name(file) == found


def test_versions_are_listed_from_the_oldest_to_the_newest() -> None:
    given = ["1.10.0", "1.9.0", "2.0.0", "1.10.0-rc.1", "1.10.0+b", "1.10.0+a", "0.9.0"]
    ordered = ["0.9.0", "1.9.0", "1.10.0-rc.1", "1.10.0", "1.10.0+a", "1.10.0+b", "2.0.0"]
    assert in_order(given) == ordered
    assert some(given) == "1.10.0-rc.1, 1.10.0, 1.10.0+a, 1.10.0+b, 2.0.0 and 2 more"
    assert some(["1.10.0", "1.9.0"]) == "1.9.0, 1.10.0"
    assert some([]) == "none"


def test_a_version_before_a_release_is_not_meant() -> None:
    message, hint = none_in(VersionRange(">=1"), ["1.0.0-rc.1", "0.9.0"])
    assert message == "in the range `>=1`; there is 0.9.0, 1.0.0-rc.1"
    assert hint.startswith("a version before a release, such as 1.0.0-rc.1, is taken where")
    assert none_in(VersionRange(""), []) == ("in the range `*`; there is none", "")


def test_the_index_of_a_folder_has_the_newest_last() -> None:
    entries = [
        Entry(name, version, f"{name}-{version}.tar.gz")
        for name, version in [("b", "1.0.0"), ("a", "1.10.0"), ("a", "1.9.0"), ("a", "odd")]
    ]
    written = read_index(write_index(entries), "index.json")
    assert [(one.name, one.version) for one in written] == [
        ("a", "odd"), ("a", "1.9.0"), ("a", "1.10.0"), ("b", "1.0.0"),
    ]  # fmt: skip
