"""Writes the digests of each bundle's files into its manifest, in wheels.

Any distribution can put files into the namespace package; a wheel's bundles are therefore checked
against their manifests when they are loaded. A checkout's are not: people work on them.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManifestHook(BuildHookInterface):
    """Replaces `.manifest` of each bundle by one that lists its files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        policies = os.path.join(self.root, "policies")
        self._made = tempfile.TemporaryDirectory(prefix="packer-systo-build-")
        for name in sorted(os.listdir(policies)):
            bundle = os.path.join(policies, name)
            if not os.path.isfile(os.path.join(bundle, ".manifest")):
                continue
            made = os.path.join(self._made.name, name)
            with open(made, "w", encoding="utf-8") as file:
                json.dump(_listing(bundle), file, indent=2, ensure_ascii=False)
                file.write("\n")
            build_data["force_include"][made] = f"packer_systo/policies/{name}/.manifest"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._made.cleanup()


def _listing(bundle: str) -> dict[str, Any]:
    with open(os.path.join(bundle, ".manifest"), encoding="utf-8") as file:
        manifest = json.load(file)
    files: dict[str, str] = {}
    for folder, folders, names in os.walk(bundle):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, bundle).replace(os.sep, "/")
            if relative != ".manifest":
                with open(path, "rb") as file:
                    files[relative] = f"sha256:{hashlib.sha256(file.read()).hexdigest()}"
    manifest["metadata"]["files"] = dict(sorted(files.items()))
    return manifest
