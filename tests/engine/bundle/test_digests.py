"""A bundle whose manifest lists its files holds exactly these."""

from __future__ import annotations

import msgspec
import pytest

from engine.bundle.bundles import CEL_FILE, MANIFEST, small_bundle
from packer_systo.engine.bundle.digests import bundle_digest, listing
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.errors import BundleError


def listed_bundle() -> dict[str, bytes]:
    files = small_bundle()
    manifest = MANIFEST.replace(
        '"name": "small",',
        f'"name": "small", "files": {msgspec.json.encode(listing(files)).decode()},',
    )
    return {**files, ".manifest": manifest.encode()}


def test_an_untouched_bundle_passes() -> None:
    assert len(load_files(listed_bundle(), "small", listed_only=True).rules) == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (CEL_FILE, b"changed", "was changed"),
        ("data.json", b"{}", "was changed"),
        ("security/added/added.rego", b"package x", "has added it"),
        ("README.md", b"hello", "has added it"),
    ],
)
def test_a_changed_or_added_file_is_refused(name: str, content: bytes, says: str) -> None:
    with pytest.raises(BundleError, match=says) as caught:
        load_files({**listed_bundle(), name: content}, "small")
    assert name in caught.value.message


def test_a_missing_file_is_refused() -> None:
    files = listed_bundle()
    del files[CEL_FILE]
    with pytest.raises(BundleError, match="missing"):
        load_files(files, "small")


def test_a_list_can_be_demanded() -> None:
    with pytest.raises(BundleError, match="not listed"):
        load_files(small_bundle(), "small", listed_only=True)


def test_the_digest_keeps_names_and_contents_apart() -> None:
    assert bundle_digest({"a": b"bc"}) != bundle_digest({"ab": b"c"})
    assert bundle_digest({"a": b"", "b": b""}) != bundle_digest({"a": b"b"})
