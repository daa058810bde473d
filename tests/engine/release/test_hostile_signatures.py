"""Whatever a release holds, it is verified or refused; nothing else happens."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bundle.bundles import small_bundle
from packer_systo.engine.bundle.file_names import SIGNATURES
from packer_systo.engine.errors import RefusedError
from packer_systo.engine.release.keys import load_private_key
from packer_systo.engine.release.opa_signature import signatures, verify_signatures
from packer_systo.engine.release.sigstore_bundle import (
    make_sigstore_bundle,
    verify_sigstore_bundle,
)
from release_scene import no_passphrase, write_key

if TYPE_CHECKING:
    from packer_systo.engine.release.keys import PrivateKey

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> PrivateKey:
    folder = tmp_path_factory.mktemp("key")
    write_key(folder, "key")
    return load_private_key(str(folder / "key.pem"), no_passphrase)


@pytest.fixture(scope="module")
def signed(key: PrivateKey) -> dict[str, bytes]:
    contents = small_bundle()
    return {**contents, SIGNATURES: signatures(contents, key, "a-key", "small")}


@pytest.fixture(scope="module")
def sigstore(key: PrivateKey) -> bytes:
    return make_sigstore_bundle(b"archive", key)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_token_of_anything_is_refused(key: PrivateKey, data: st.DataObject) -> None:
    def part() -> str:
        content = data.draw(JSON_VALUES.map(json.dumps).map(str.encode) | st.binary(max_size=40))
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    token = ".".join(part() for _ in range(data.draw(st.integers(0, 4))))
    given_value = data.draw(
        st.just(json.dumps({"signatures": [token]}).encode())
        | JSON_VALUES.map(json.dumps).map(str.encode)
        | st.binary(max_size=60)
    )
    with pytest.raises(RefusedError):
        verify_signatures({**small_bundle(), SIGNATURES: given_value}, key.public, "small")


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_change_of_a_signed_bundle_is_refused(
    key: PrivateKey, signed: dict[str, bytes], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(set(signed) - {".manifest", "data.json"})))
    content = bytearray(signed[name])
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255))
    if content[at] == byte or (name == SIGNATURES and content[at : at + 1].isspace()):
        return
    content[at] = byte
    with pytest.raises(RefusedError):
        verify_signatures({**signed, name: bytes(content)}, key.public, "small")


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_sigstore_bundle_is_right_or_refused(
    key: PrivateKey, sigstore: bytes, data: st.DataObject
) -> None:
    verify_sigstore_bundle(b"archive", sigstore, key.public, "small")
    at = data.draw(st.integers(0, len(sigstore) - 2))
    inner = data.draw(st.binary(min_size=1, max_size=3).filter(is_no_space))
    inserted = sigstore[:at] + inner + sigstore[at:]
    broken = data.draw(
        st.binary(max_size=60) | JSON_VALUES.map(json.dumps).map(str.encode) | st.just(inserted)
    )
    try:
        verify_sigstore_bundle(b"archive", broken, key.public, "small")
    except RefusedError:
        return
    # What base64 readers pass over does not change what is signed.
    assert broken == inserted
    assert len(json.loads(broken)) == len(json.loads(sigstore))


def is_no_space(content: bytes) -> bool:
    return not content.isspace()
