from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from packer_systo.engine.source.discovery import Target
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.load import load
from template_folder import KEYS, TemplateFolder

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.template.loaded import LoadedTemplate


class LegacyFolder(TemplateFolder):
    """A folder with a legacy template, t.json."""

    def load_legacy(self, template: object, **inputs: Any) -> LoadedTemplate:
        """`template`: the JSON, as text or as what it stands for."""
        text = template if isinstance(template, str) else json.dumps(template, indent=2)
        self.file("t.json", text)
        return load(Target("t.json", ("t.json",), "json"), Inputs(**inputs), KEYS)

    def legacy(self, template: object, **inputs: Any) -> Any:
        """The document as the rules see it."""
        import msgspec

        return msgspec.json.decode(
            msgspec.json.encode(self.load_legacy(template, **inputs).document)
        )

    def mistakes(self, template: object, **inputs: Any) -> list[tuple[str, str]]:
        """Code and message of what is wrong."""
        return [(one.code, one.message) for one in self.load_legacy(template, **inputs).problems]

    def config(self, **settings: object) -> Any:
        """What a qemu builder gets."""
        builder = {"type": "qemu", "name": "debian", **settings}
        return self.legacy({"builders": [builder]})["builds"][0]["sources"][0]["config"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LegacyFolder:
    """An empty folder, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    return LegacyFolder(tmp_path)
