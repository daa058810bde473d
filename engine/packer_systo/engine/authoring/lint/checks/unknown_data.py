"""Data that the bundle does not have: in Rego such a reference is undefined, and the rule silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import LintFinding
from packer_systo.engine.bundle.annotations import read_annotations
from packer_systo.engine.bundle.manifest import read_manifest
from packer_systo.engine.bundle.models import SETTINGS
from packer_systo.engine.errors import BundleError
from packer_systo.engine.judgment.cel.data_reads import data_reads
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from packer_systo.engine.authoring.lint.interface import Linted
    from packer_systo.engine.template.document import JSON

NAME = "unknown-data"

_DATA = "data"


def check(linted: Linted) -> Iterator[LintFinding]:
    linted.needs_data()
    known = _Known(linted)
    names = {rule.file: rule.full_name for rule in linted.bundle.rules}
    for file in sorted(linted.contents):
        module = linted.module(file)
        if module is None:
            continue
        told: set[str] = set()
        for one in module.data_references():
            message = known.missing(one.keys)
            if message and message not in told:
                told.add(message)
                yield LintFinding(
                    NAME, linted.place(file), one.line, message,
                    "it is undefined, so that what reads it never holds", names.get(file, ""),
                )  # fmt: skip
    for rule in linted.bundle.rules:
        for key, expression in rule.expressions():
            for keys in data_reads(expression):
                message = known.missing(keys)
                if message:
                    path = ("custom", key) if key == "when" else (key,)
                    yield linted.at_rule(
                        NAME, rule, path, f"{message} (in `{key}`)", "reading it is an error"
                    )


class _Known:
    """What there is below `data`: the bundle's own, what may be set, and what its Rego defines."""

    def __init__(self, linted: Linted) -> None:
        bundle = linted.bundle
        place = linted.place(".manifest")
        roots = read_manifest(linted.contents[".manifest"], place).roots
        self._roots = [tuple(root.split(".")) for root in roots]
        self._data = bundle.data
        schema = bundle.metadata.settings or {}
        settings = schema.get("properties")
        self._settings = set(settings) if isinstance(settings, dict) else set[str]()
        self._defined = _defined(linted)

    def missing(self, keys: Sequence[str]) -> str:
        """What is not there of a reference, in words; empty where it may be."""
        here: JSON = self._data
        for at, key in enumerate(keys):
            way = tuple(keys[: at + 1])
            if self._is_defined(way) or not isinstance(here, dict):
                return ""
            is_setting = self._is_setting(way)
            if is_setting and key in {*here, *self._settings}:
                return ""  # a user's value may hold something else
            if key not in here and not self._leads_to_package(way):
                return self._said(way, here)
            here = here.get(key, {})
        return ""

    def _leads_to_package(self, way: tuple[str, ...]) -> bool:
        return any(package[: len(way)] == way for package in self._defined)

    def _is_defined(self, way: tuple[str, ...]) -> bool:
        """Whether the Rego of a package defines what the way leads to, or may do so."""
        return any(
            way[: len(package)] == package
            and (names is None or (len(way) > len(package) and way[len(package)] in names))
            for package, names in self._defined.items()
        )

    def _is_setting(self, way: tuple[str, ...]) -> bool:
        return any(way[:-1] == (*root, SETTINGS) for root in self._roots)

    def _said(self, way: tuple[str, ...], here: dict[str, JSON]) -> str:
        shown = ".".join((_DATA, *way))
        if not any(way[: len(root)] == root[: len(way)] for root in self._roots):
            return (
                f"`{shown}` is not of this bundle: a rule sees the data of its own bundle alone, "
                f"below {' and '.join('.'.join((_DATA, *root)) for root in self._roots)}"
            )
        if self._is_setting(way):
            names = {*here, *self._settings}
            return f"there is no setting `{way[-1]}`.{did_you_mean(way[-1], names)}"
        return f"there is no `{shown}`.{did_you_mean(way[-1], here)}"


def _defined(linted: Linted) -> dict[tuple[str, ...], set[str] | None]:
    """What each package of the bundle defines; None where a file of it cannot be read."""
    found: dict[tuple[str, ...], set[str] | None] = {}
    for name, content in linted.contents.items():
        if not name.endswith(".rego") or name.endswith("_test.rego"):
            continue  # what tests define is there for tests alone
        try:
            text = content.decode("utf-8", "replace")
            package = tuple(read_annotations(text, name).package.split("."))
        except BundleError:
            continue  # told as a mistake of the bundle
        module = linted.module(name)
        names = found.setdefault(package, set())
        if module is None or names is None:
            found[package] = None
        else:
            names |= {head.name for head in module.heads()}
    return found
