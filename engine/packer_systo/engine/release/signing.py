"""Sign an archive: OPA's signature inside of it, a sigstore bundle beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.archive import pack, unpack
from packer_systo.engine.bundle.file_names import SIGNATURES
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.release.opa_signature import signatures
from packer_systo.engine.release.sigstore_bundle import make_sigstore_bundle
from packer_systo.engine.release.verification import Release

if TYPE_CHECKING:
    from packer_systo.engine.release.keys import PrivateKey


def sign_bundle(content: bytes, key: PrivateKey, where: str, *, key_id: str = "") -> Release:
    """The signed archive and its sigstore bundle. A signature that is there is replaced.

    `key_id` is the name by which OPA's configuration has the key; the fingerprint if empty.
    Raises BundleError: only what loads is signed, and what `bundle build` made.
    """
    contents = unpack(content, where)
    contents.pop(SIGNATURES, None)
    load_files(contents, where, listed_only=True)
    contents[SIGNATURES] = signatures(contents, key, key_id or key.public.fingerprint, where)
    signed = pack(contents, where)
    return Release(signed, make_sigstore_bundle(signed, key))
