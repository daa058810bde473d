"""Where in a rule's file the keys of its metadata stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.annotations import read_annotations
from packer_systo.engine.bundle.yaml_reading import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.bundle.models import Rule


class RuleLines:
    """Of a rule that was loaded from these contents, files by name."""

    def __init__(self, rule: Rule, contents: Mapping[str, bytes]) -> None:
        text = contents[rule.file].decode()
        self._head = read_annotations(text, rule.file) if rule.language == "rego" else None
        self._yaml = read_yaml(text) if rule.language == "cel" else None

    def line(self, *path: str | int) -> int:
        """The line of a key, such as `("custom", "when")`, or of the nearest one above it."""
        if self._head is not None:
            return self._head.line(*path)
        return self._yaml.line(path) if self._yaml is not None else 1
