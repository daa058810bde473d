"""What is in a bundle."""

from __future__ import annotations

from typing import Literal

import msgspec

from packer_systo.engine.bundle.models import RuleMetadata
from packer_systo.engine.template.document import JSON


class InspectedRule(msgspec.Struct, frozen=True):
    """A rule. `annotations` are those of its Rego package, as `opa inspect -a` prints them.

    `needs_opa` says why the embedded engine cannot run it, `unread` why it cannot be read; both are
    empty where it can.
    """

    name: str
    language: Literal["rego", "cel"]
    file: str
    metadata: RuleMetadata
    package: str = ""
    annotations: dict[str, JSON] = {}
    needs_opa: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class InspectedSetting(msgspec.Struct, frozen=True):
    """What users may set: the name, its JSON Schema, and the default of the bundle's data."""

    name: str
    schema: JSON
    default: JSON
    description: str = ""


class InspectedBundle(msgspec.Struct, frozen=True):
    """`digest` is over all files; `archive` is the file's own digest, empty for a folder.

    `libraries` are Rego files that rules share, `tests` the names of Rego tests' files.
    """

    name: str
    title: str
    description: str
    version: str
    digest: str
    archive: str
    judges: dict[str, list[str]]
    files: int
    size: int
    rules: tuple[InspectedRule, ...]
    settings: tuple[InspectedSetting, ...]
    libraries: tuple[str, ...]
    tests: tuple[str, ...]
    signed: bool
