"""`bundle build`, `sign` and `verify`, as a security team uses them."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from engine.bundle.bundles import small_bundle
from release_scene import write_folder, write_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran

FILE = "small-1.2.0.tar.gz"


@pytest.fixture
def built(folder: Path, systo: Callable[..., Ran]) -> Path:
    write_folder(folder / "small", small_bundle())
    write_key(folder, "security")
    ran = systo("bundle", "build", "small")
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"{FILE}: small 1.2.0, 2 rules, 6 files\n  digest  sha256:")
    return folder / FILE


def test_it_is_built_signed_and_verified(built: Path, systo: Callable[..., Ran]) -> None:
    refused = systo("bundle", "verify", FILE, "--key", "security.pub")
    assert refused.code == 4
    assert "is not signed" in refused.err
    signed = systo("bundle", "sign", FILE, "--key", "security.pem")
    assert signed.code == 0, signed.err
    assert (built.parent / f"{FILE}.sigstore.json").is_file()
    verified = systo("bundle", "verify", FILE, "--key", "security.pub")
    assert verified.code == 0, verified.err
    assert "small 1.2.0, 2 rules" in verified.out
    assert "all 6 files" in verified.out
    assert f"{FILE}.sigstore.json: the whole archive" in verified.out
    # By whom is the same in both.
    fingerprint = signed.out.partition("signer  ")[2].split()[0]
    assert fingerprint in verified.out


def test_without_a_sigstore_bundle_it_says_so(built: Path, systo: Callable[..., Ran]) -> None:
    systo("bundle", "sign", FILE, "--key", "security.pem")
    (built.parent / f"{FILE}.sigstore.json").unlink()
    verified = systo("bundle", "verify", FILE, "--key", "security.pub")
    assert verified.code == 0
    assert "sigstore  none beside it" in verified.out


def test_building_anew_leaves_no_older_sigstore_bundle(
    built: Path, systo: Callable[..., Ran]
) -> None:
    systo("bundle", "sign", FILE, "--key", "security.pem")
    systo("bundle", "build", "small")
    assert not (built.parent / f"{FILE}.sigstore.json").exists()


def test_the_passphrase_comes_from_the_named_variable(
    built: Path, systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_key(built.parent, "locked", passphrase=b"correct horse")
    sign = ("bundle", "sign", FILE, "--key", "locked.pem", "--passphrase-env", "SIGNING_PASSPHRASE")
    nobody = systo(*sign[:5])
    assert nobody.code == 2
    assert "there is no terminal to ask for its passphrase" in nobody.err
    missing = systo(*sign)
    assert missing.code == 2
    assert "the environment has no SIGNING_PASSPHRASE" in missing.err
    monkeypatch.setenv("SIGNING_PASSPHRASE", "battery staple")
    wrong = systo(*sign)
    assert wrong.code == 2
    assert "passphrase is wrong" in wrong.err
    assert "battery" not in wrong.err
    monkeypatch.setenv("SIGNING_PASSPHRASE", "correct horse")
    assert systo(*sign).code == 0
    assert systo("bundle", "verify", FILE, "--key", "locked.pub").code == 0


def test_it_loads_as_a_bundle_of_check(built: Path, systo: Callable[..., Ran]) -> None:
    (built.parent / "a.pkr.hcl").write_text(
        'source "null" "a" {\n  communicator = "none"\n  thing = "wrong"\n}\n'
        'build {\n  sources = ["source.null.a"]\n}\n'
    )
    ran = systo("check", "--bundle", FILE, "--only", "small/wrong-thing")
    assert "small/wrong-thing" in ran.out
    assert ran.code == 1
    built.write_bytes(built.read_bytes()[:-100])
    broken = systo("check", "--bundle", FILE, "--only", "small/wrong-thing")
    assert broken.code == 2
    assert "cut off" in broken.err


@pytest.mark.parity
@pytest.mark.parametrize(("kind", "algorithm"), [("P-256", "ES256"), ("Ed25519", "EdDSA")])
def test_opa_verifies_it(built: Path, systo: Callable[..., Ran], kind: str, algorithm: str) -> None:
    opa = shutil.which("opa")
    if opa is None:
        pytest.skip("there is no opa on PATH")
    write_key(built.parent, "key", kind=kind)
    write_key(built.parent, "other", kind=kind)
    assert systo("bundle", "sign", FILE, "--key", "key.pem").code == 0

    def verified(key: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                opa, "build", "--bundle", FILE, "--verification-key", key,
                "--signing-alg", algorithm, "-o", "built.tar.gz",
            ],
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip

    assert verified("key.pub").returncode == 0
    refused = verified("other.pub")
    assert refused.returncode != 0
    assert "verify JWT signature" in refused.stdout + refused.stderr
