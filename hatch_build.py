"""Prepares the built-in bundles: what a wheel says of their files, and the indexes that save a first
run from reading YAML.

Any distribution can put files into the namespace package; a wheel's bundles are therefore checked
against their manifests when they are loaded. A checkout's are not: people work on them.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleHook(BuildHookInterface):
    """In a wheel, replaces `.manifest` of each bundle by one that lists its files, and adds its index.

    An editable installation reads the checkout's bundles, so only their indexes are made.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # The indexes are what this very source reads, whatever else is installed.
        sys.path.insert(0, os.path.join(self.root, "engine"))
        if version == "editable":
            from packer_systo.engine.bundle.builtin import write_indexes

            write_indexes()
            return
        self._made = tempfile.TemporaryDirectory(prefix="packer-systo-build-")
        policies = os.path.join(self.root, "policies")
        for name in sorted(os.listdir(policies)):
            if os.path.isfile(os.path.join(policies, name, ".manifest")):
                self._add(name, os.path.join(policies, name), build_data["force_include"])

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._made.cleanup()

    def _add(self, name: str, folder: str, included: dict[str, str]) -> None:
        from packer_systo.engine.bundle import index
        from packer_systo.engine.bundle.builtin import index_name
        from packer_systo.engine.bundle.digests import listing
        from packer_systo.engine.bundle.files import read_folder
        from packer_systo.engine.bundle.load import load_files

        contents = read_folder(folder)
        manifest = json.loads(contents[".manifest"])
        manifest["metadata"]["files"] = listing(contents)
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        contents[".manifest"] = f"{text}\n".encode()
        bundle = load_files(contents, name, listed_only=True)
        for target, content in (
            (f"{name}/.manifest", contents[".manifest"]),
            (index_name(name), index.encode(bundle)),
        ):
            made = os.path.join(self._made.name, target.replace("/", "-"))
            with open(made, "wb") as file:
                file.write(content)
            included[made] = f"packer_systo/policies/{target}"
