"""Keys: which are taken, and that nothing of a private one is ever shown."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.errors import KeyFileError
from packer_systo.engine.release.keys import (
    load_private_key,
    load_public_key,
    read_fingerprint,
)
from release_scene import no_passphrase, write_key

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("kind", "algorithm"), [("P-256", "ES256"), ("Ed25519", "EdDSA")])
def test_a_key_signs_and_its_public_half_verifies(
    tmp_path: Path, kind: str, algorithm: str
) -> None:
    write_key(tmp_path, "key", kind=kind)
    key = load_private_key(str(tmp_path / "key.pem"), no_passphrase)
    public = load_public_key(str(tmp_path / "key.pub"))
    assert public.algorithm == algorithm
    assert public.fingerprint == key.public.fingerprint
    assert public.fingerprint == read_fingerprint(str(tmp_path / "key.pub"))
    assert public.has_signed(b"a", key.sign(b"a"))
    assert not public.has_signed(b"b", key.sign(b"a"))
    assert not public.has_signed(b"a", b"no signature")


needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="there is no openssl on PATH"
)


@needs_openssl
def test_the_fingerprint_is_what_openssl_and_sha256sum_give(tmp_path: Path) -> None:
    write_key(tmp_path, "key")
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", "key.pub", "-outform", "DER"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    ).stdout
    expected = f"sha256:{hashlib.sha256(der).hexdigest()}"
    assert read_fingerprint(str(tmp_path / "key.pub")) == expected


@needs_openssl
def test_keys_that_openssl_makes_are_read(tmp_path: Path) -> None:
    commands = (
        "openssl genpkey -algorithm ed25519 -out key.pem",
        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
        "openssl ecparam -name prime256v1 -genkey -noout -out key.pem",
    )
    for command in commands:
        subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
        subprocess.run(
            ["openssl", "pkey", "-in", "key.pem", "-pubout", "-out", "key.pub"],
            cwd=tmp_path,
            check=True,
        )
        key = load_private_key(str(tmp_path / "key.pem"), no_passphrase)
        public = load_public_key(str(tmp_path / "key.pub"))
        assert key.public.fingerprint == public.fingerprint


def test_an_encrypted_key_asks_for_its_passphrase(tmp_path: Path) -> None:
    write_key(tmp_path, "key", passphrase=b"correct horse")
    path = str(tmp_path / "key.pem")
    assert load_private_key(path, lambda: b"correct horse").public.algorithm == "ES256"
    with pytest.raises(KeyFileError, match="passphrase is wrong") as refused:
        load_private_key(path, lambda: b"battery staple")
    assert "battery" not in str(refused.value) + refused.value.hint
    with pytest.raises(KeyFileError, match="passphrase is wrong"):
        load_private_key(path, lambda: b"")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no public key in PEM"),
        (b"-----BEGIN PUBLIC KEY-----\n%%%\n-----END PUBLIC KEY-----\n", "damaged"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "can be read"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "a private key"),
        (b"x" * 100_000, "too large"),
    ],
)
def test_what_is_no_public_key_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "key.pub").write_bytes(content)
    with pytest.raises(KeyFileError, match=reason):
        load_public_key(str(tmp_path / "key.pub"))


def test_keys_of_other_kinds_are_refused(tmp_path: Path) -> None:
    write_key(tmp_path, "key", kind="P-384")
    with pytest.raises(KeyFileError, match="another kind"):
        load_public_key(str(tmp_path / "key.pub"))
    with pytest.raises(KeyFileError, match="another kind"):
        load_private_key(str(tmp_path / "key.pem"), no_passphrase)
    with pytest.raises(KeyFileError, match="this is a public key"):
        load_private_key(str(tmp_path / "key.pub"), no_passphrase)
    with pytest.raises(KeyFileError, match="cannot be read"):
        load_private_key(str(tmp_path / "none.pem"), no_passphrase)


def test_two_keys_in_one_file_are_refused(tmp_path: Path) -> None:
    write_key(tmp_path, "key")
    both = (tmp_path / "key.pub").read_bytes() * 2
    (tmp_path / "both.pub").write_bytes(both)
    with pytest.raises(KeyFileError, match="no public key in PEM"):
        load_public_key(str(tmp_path / "both.pub"))
