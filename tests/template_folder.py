"""A folder with a template in it, for tests: write files, load them as a user's run would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import SecretName, SecretPattern, SecretPatterns
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.load import load

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from packer_systo.engine.template.loaded import LoadedTemplate


KEYS = Detector(
    SecretPatterns(
        patterns=(SecretPattern("key", "a key", ("key-",), r"KEY-\w+"),),
        names=(SecretName("token", "a token", "token"),),
    )
)
"""Finds `KEY-` and what follows, and whatever is the value of a name with `token` in it."""


class TemplateFolder:
    """A folder in which the process is, so that reports name files relative to it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, **files: str) -> None:
        """`main_pkr_hcl="…"` writes main.pkr.hcl: the last two underscores are dots."""
        for name, text in files.items():
            self.file(".".join(name.rsplit("_", 2)), text)

    def file(self, name: str, text: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def load(
        self, text: str = "", *, target: str = ".", detector: Detector | None = None, **inputs: Any
    ) -> LoadedTemplate:
        """The template in the folder; `text` is written to main.pkr.hcl before."""
        if text:
            self.file("main.pkr.hcl", text)
        (found,) = find_templates([target]).targets
        return load(found, Inputs(**inputs), detector)

    def document(self, text: str = "", **options: Any) -> Any:
        """The document as the rules see it."""
        loaded = self.load(text, **options)
        return msgspec.json.decode(msgspec.json.encode(loaded.document))

    def problems(self, text: str = "", **options: Any) -> list[tuple[str, int, str]]:
        """Code, line (0 without a place) and message of what is wrong."""
        return [
            (
                one.code,
                one.span.source.position(one.span.start).line if one.span else 0,
                one.message,
            )
            for one in self.load(text, **options).problems
            # Most templates of the tests are a source and nothing more.
            if one.code != "missing-build"
        ]

    def codes(self, text: str = "", **options: Any) -> list[tuple[str, int]]:
        return [(code, line) for code, line, _ in self.problems(text, **options)]

    def locals(self, text: str = "", **options: Any) -> dict[str, Any]:
        """The values of the locals that are known."""
        document = self.document(text, **options)
        return {one["name"]: one["value"] for one in document["locals"] if "value" in one}

    def variables(self, text: str = "", **options: Any) -> dict[str, Any]:
        document = self.document(text, **options)
        return {one["name"]: one["value"] for one in document["variables"] if "value" in one}
