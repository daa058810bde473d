"""A project that pins the bundle `small` of a security team: settings, keys, a folder of releases."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.distribution.lock import read_lock
from packer_systo.engine.distribution.publishing import publish_bundle
from packer_systo.engine.distribution.store import BundleStore
from release_scene import Scene

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.distribution.lock import Pin
    from packer_systo.engine.release.verification import Release

TEMPLATE = """\
source "null" "a" {
  communicator = "none"
  thing        = "wrong"
}

build {
  sources = ["source.null.a"]
}
"""
CHECK = ("check", "--only", "small/wrong-thing", "--quiet", "--no-cache")


class Project(Scene):
    """The folder has `systo.toml` and a template too; releases are in `releases`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (folder / ".git").mkdir()
        (folder / "images").mkdir()
        (folder / "images/a.pkr.hcl").write_text(TEMPLATE)
        self.settings()
        self.offer(self.release, "1.2.0")

    def settings(
        self,
        *,
        source: str = "releases",
        version: str = ">=1, <2",
        signer: str = "security.pub",
        unsigned: bool = False,
        more: str = "",
    ) -> None:
        lines = ["[[bundle]]", 'name = "small"', f'source = "{source}"', f'version = "{version}"']
        if signer:
            lines.append(f'signer = "{signer}"')
        if unsigned:
            lines.append("unsigned = true")
        (self.folder / "systo.toml").write_text("\n".join([*lines, more, ""]))

    def offer(self, release: Release, version: str, name: str = "small") -> Path:
        """Put a release into the folder, whatever it is."""
        (self.folder / "releases").mkdir(exist_ok=True)
        return self.write(release, f"releases/{name}-{version}.tar.gz")

    def publish(self, version: str, destination: str = "releases") -> str:
        file = self.write(self.released(version), f"small-{version}.tar.gz")
        return publish_bundle(str(file), destination).place

    def pin(self, name: str = "small") -> Pin:
        """What `systo.lock` has of a bundle."""
        return read_lock(str(self.folder))[name]

    def stored(self) -> Path:
        """The pinned release in the store of this machine."""
        folder = os.path.join(os.environ["XDG_DATA_HOME"], "packer-systo", "bundles")
        return type(self.folder)(BundleStore(folder).path(self.pin().digest))
