"""Writes what lies at `scene.file` anew: archives, signatures and what stands beside them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.archive import pack
from packer_systo.engine.bundle.file_names import SIGNATURES
from packer_systo.engine.release.opa_signature import file_hash, signatures
from packer_systo.engine.release.sigstore_bundle import SUFFIX
from packer_systo.engine.release.verification import Release
from release_scene import entry, tar_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.release.keys import PrivateKey
    from release_scene import Scene


def write_archive(scene: Scene, content: bytes) -> None:
    scene.write(Release(content), scene.file.name)


def write_signed(scene: Scene, more: Mapping[str, bytes]) -> None:
    """A release with more files, signed by its owner in whatever form the names are."""
    write_archive(scene, gzip.compress(tar_of(signed_files(scene, {**scene.contents(), **more}))))


def write_changed(scene: Scene, name: str, old: bytes, new: bytes) -> None:
    contents = scene.contents()
    assert old in contents[name], f"{name} does not have {old!r}"
    contents[name] = contents[name].replace(old, new)
    write_archive(scene, pack(contents, "small"))


def write_entry(scene: Scene, info: tarfile.TarInfo) -> None:
    write_archive(scene, gzip.compress(tar_of(scene.contents(), (info, b""))))


def write_entries(scene: Scene, *blocks: bytes) -> None:
    """The release's tar with raw blocks before its end."""
    files = tar_of(scene.contents()).rstrip(b"\0")
    files += bytes(-len(files) % 512)
    more = b"".join(block + bytes(-len(block) % 512) for block in blocks)
    write_archive(scene, gzip.compress(files + more + bytes(1024)))


def write_signatures(scene: Scene, content: bytes) -> None:
    write_archive(scene, pack({**scene.contents(), SIGNATURES: content}, "small"))


def write_token(scene: Scene, token: str, contents: Mapping[str, bytes] | None = None) -> None:
    write_archive(scene, pack(with_token(contents or scene.contents(), token), "small"))


def write_sigstore(scene: Scene, content: bytes) -> None:
    scene.file.with_name(scene.file.name + SUFFIX).write_bytes(content)


def signed_files(scene: Scene, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    files = {name: content for name, content in contents.items() if name != SIGNATURES}
    return {**files, SIGNATURES: signatures(files, scene.key(), "default", "small")}


def with_digests(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """With the manifest's digests as they should be."""
    from packer_systo.engine.bundle.digests import listing, rule_digests

    manifest = json.loads(contents[".manifest"])
    manifest["metadata"]["files"] = listing(contents)
    manifest["metadata"]["rules"] = rule_digests(contents)
    return {**contents, ".manifest": json.dumps(manifest).encode()}


def link_to(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    info = entry(name, kind=kind)
    info.linkname = target
    return info


def pax_tar(scene: Scene, info: tarfile.TarInfo) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in scene.contents().items():
            archive.addfile(entry(name, len(content)), io.BytesIO(content))
        archive.addfile(info, io.BytesIO(b"x"))
    return made.getvalue()


def header_with(info: tarfile.TarInfo, *, size: bytes = b"") -> bytes:
    """A header block, with a size field of one's own."""
    header = bytearray(info.tobuf(tarfile.USTAR_FORMAT))
    if size:
        header[124:136] = size
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def file_entry(name: str, content: bytes) -> dict[str, str]:
    return {
        "name": name,
        "hash": hashlib.sha256(content).hexdigest(),
        "algorithm": "SHA-256",
    }


def file_entries(scene: Scene, contents: Mapping[str, bytes]) -> list[dict[str, str]]:
    del scene
    return [
        {**file_entry(name, b""), "hash": file_hash(name, content, "small")}
        for name, content in sorted(contents.items())
    ]


def token_of(key: PrivateKey, files: list[dict[str, str]], **claims: str | int) -> str:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    signed = (
        f"{token_part({'alg': 'ES256', 'kid': 'default'})}.{token_part({'files': files, **claims})}"
    )
    first, second = decode_dss_signature(key.sign(signed.encode()))
    return f"{signed}.{base64_url(first.to_bytes(32, 'big') + second.to_bytes(32, 'big'))}"


def token_in(scene: Scene) -> str:
    found = json.loads(scene.contents()[SIGNATURES])["signatures"][0]
    assert isinstance(found, str)
    return found


def with_token(contents: Mapping[str, bytes], token: str) -> dict[str, bytes]:
    return {**contents, SIGNATURES: json.dumps({"signatures": [token]}).encode()}


def token_part(value: Mapping[str, object]) -> str:
    return base64_url(json.dumps(value).encode())


def base64_url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
