"""OPA's signature: what ours is made of is what OPA makes, and each takes the other's."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bundle.bundles import small_bundle
from packer_systo.engine.bundle.file_names import SIGNATURES
from packer_systo.engine.errors import RefusedError
from packer_systo.engine.release.keys import load_private_key
from packer_systo.engine.release.opa_signature import file_hash, signatures, verify_signatures
from release_scene import no_passphrase, write_folder, write_key

if TYPE_CHECKING:
    from pathlib import Path

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)
AWKWARD = (
    rb'{"b": 1.0, "a": [1e5, -0, 1E+2, 0.10, 12345678901234567890123, -1.5e-7], "": null}',
    rb'{"text": "\u2028\u2029<&>\u007f\b\f\n\r\t\u0000\u001f\\\"\/", "pair": "\ud83d\ude00"}',
    '{"é": "ü", "z": true, "Z": false, "\U0001f600": 1, "\uff5e": 2}'.encode(),
    rb'{"half": "\ud800", "other": "x\udc00y"}',
    b" [ ] ",
    b'"text"',
)


def opa() -> str:
    found = shutil.which("opa")
    if found is None:
        pytest.skip("there is no opa on PATH")
    return found


def opa_hashes(folder: Path) -> dict[str, str]:
    """What `opa sign` says of the files of a folder."""
    write_key(folder.parent, "opa")
    subprocess.run(
        [
            opa(), "sign", "--signing-key", str(folder.parent / "opa.pem"),
            "--signing-alg", "ES256", "--bundle", ".",
            "--output-file-path", str(folder.parent),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )  # fmt: skip
    token = json.loads((folder.parent / SIGNATURES).read_bytes())["signatures"][0]
    payload = token.split(".")[1]
    import base64

    files = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["files"]
    return {file["name"].lstrip("/"): file["hash"] for file in files}


@pytest.mark.parity
def test_hashes_are_those_of_opa(tmp_path: Path) -> None:
    contents = small_bundle({"lib/notes.md": "no JSON\n"})
    for number, content in enumerate(AWKWARD):
        contents[f"lists/{number}/data.json"] = content
    found = opa_hashes(write_folder(tmp_path / "small", contents))
    assert found == {name: file_hash(name, content, "") for name, content in contents.items()}


@pytest.mark.parity
@pytest.mark.slow
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(JSON_VALUES, min_size=1, max_size=30))
def test_hashes_of_any_json_are_those_of_opa(tmp_path: Path, values: list[object]) -> None:
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    contents = {
        f"{number}/data.json": json.dumps(value, ensure_ascii=number % 2 == 0).encode()
        for number, value in enumerate(values)
    }
    found = opa_hashes(write_folder(tmp_path / "any", contents))
    assert found == {name: file_hash(name, content, "") for name, content in contents.items()}


@pytest.mark.parametrize("kind", ["P-256", "Ed25519"])
def test_what_is_signed_is_verified(tmp_path: Path, kind: str) -> None:
    write_key(tmp_path, "key", kind=kind)
    key = load_private_key(str(tmp_path / "key.pem"), no_passphrase)
    contents = small_bundle()
    contents[SIGNATURES] = signatures(contents, key, "a-key", "small")
    assert verify_signatures(contents, key.public, "small") == len(contents) - 1
    header = contents[SIGNATURES]
    assert msgspec.json.decode(header)["signatures"][0].count(".") == 2
    contents["data.json"] = b'{"small": {"settings": {"limit": 4}}}'
    with pytest.raises(RefusedError, match="was changed"):
        verify_signatures(contents, key.public, "small")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": NaN}', "no number"),
        (b"[" * 100_000, "not valid JSON"),
        (b'\xff"', "not valid JSON"),
        (b"\xef\xbb\xbf{}", "not valid JSON"),
    ],
)
def test_data_that_two_readers_could_read_differently_is_refused(
    content: bytes, reason: str
) -> None:
    with pytest.raises(RefusedError, match=reason):
        file_hash("data.json", content, "small")
