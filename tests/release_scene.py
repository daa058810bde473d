"""A bundle that a security team released, and the places around it: what releases are tried on."""

from __future__ import annotations

import gzip
import io
import subprocess
import tarfile
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from engine.bundle.bundles import small_bundle
from packer_systo.engine.bundle.archive import unpack
from packer_systo.engine.release.building import build_bundle
from packer_systo.engine.release.files import write_release
from packer_systo.engine.release.keys import PrivateKey, load_private_key
from packer_systo.engine.release.signing import sign_bundle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from packer_systo.engine.release.verification import Release

SETTINGS = b'"settings": {"type": "object", "properties": {"limit": {"type": "integer"}}}, '
"""What the bundle says of its settings, in its manifest."""

GOOD_CASES = """\
# other-thing

## What it does

Looks.
"""


def no_passphrase() -> bytes:
    raise AssertionError("nobody should ask for a passphrase")


def write_key(folder: Path, name: str, *, kind: str = "P-256", passphrase: bytes = b"") -> None:
    """`<name>.pem` and `<name>.pub`."""
    key = (
        ed25519.Ed25519PrivateKey.generate()
        if kind == "Ed25519"
        else ec.generate_private_key(ec.SECP256R1() if kind == "P-256" else ec.SECP384R1())
    )
    encryption = (
        serialization.BestAvailableEncryption(passphrase)
        if passphrase
        else serialization.NoEncryption()
    )
    folder.joinpath(f"{name}.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    )
    folder.joinpath(f"{name}.pub").write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> Path:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


class Scene:
    """Works in `folder`: keys of a security team (`security`) and of somebody else (`other`),
    and the release `small-1.2.0.tar.gz`, signed, with its sigstore bundle.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("security", "other"):
            write_key(folder, name)
        self.file = folder / "small-1.2.0.tar.gz"
        self.release = self.released()
        self.write(self.release)

    def key(self, name: str = "security") -> PrivateKey:
        return load_private_key(str(self.folder / f"{name}.pem"), no_passphrase)

    def released(
        self,
        version: str = "1.2.0",
        *,
        key: str = "security",
        changes: Mapping[str, str | None] | None = None,
    ) -> Release:
        """A signed release of the bundle `small`."""
        files = small_bundle(changes)
        manifest = files[".manifest"].replace(b'"1.2.0"', f'"{version}"'.encode())
        files[".manifest"] = manifest.replace(b'"judges"', SETTINGS + b'"judges"')
        source = self.folder / "source"
        if source.exists():
            subprocess.run(["rm", "-r", str(source)], check=True)
        built = build_bundle(str(write_folder(source, files)))
        return sign_bundle(built.content, self.key(key), "small")

    def write(self, release: Release, name: str = "small-1.2.0.tar.gz") -> Path:
        write_release(str(self.folder / name), release)
        return self.folder / name

    def contents(self) -> dict[str, bytes]:
        """The files of the release."""
        return unpack(self.release.content, "small")

    def plain_tar(self) -> bytes:
        return gzip.decompress(self.release.content)


def tar_of(contents: Mapping[str, bytes], *more: tuple[tarfile.TarInfo, bytes]) -> bytes:
    """A tar of these files, as they are: nothing is refused here."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in contents.items():
            archive.addfile(entry(name, len(content)), io.BytesIO(content))
        for info, content in more:
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


def entry(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = size
    info.type = kind
    return info
