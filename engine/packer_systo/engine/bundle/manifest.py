"""`.manifest`: OPA's file that says what a bundle is, with our metadata in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.models import BundleMetadata
from packer_systo.engine.bundle.profiles import Profile
from packer_systo.engine.errors import BundleError
from packer_systo.engine.spelling import did_you_mean
from packer_systo.engine.template.document import DOCUMENT_VERSION, JSON

if TYPE_CHECKING:
    from collections.abc import Iterable

DOCUMENT_KINDS = ("template", "artifact", "certificate")

# OPA's own keys, and the ones of ours below `metadata`.
_KEYS = frozenset({"file_rego_versions", "metadata", "rego_version", "revision", "roots", "wasm"})
_METADATA_KEYS = frozenset({
    *("description", "files", "judges", "name", "platforms", "profiles", "rules"),
    *("settings", "title"),
})  # fmt: skip

# The grammar of semver.org, version 2.0.0.
_IDENTIFIER = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = re.compile(
    r"(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)"
    rf"(?:-{_IDENTIFIER}(?:\.{_IDENTIFIER})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

MAX_NAME = 80


class _Metadata(msgspec.Struct):
    name: str
    title: str
    judges: dict[str, list[str]]
    description: str = ""
    files: dict[str, str] = {}
    """Digests by file name; `bundle build` and our wheel write them."""
    profiles: dict[str, Profile] = {}
    platforms: dict[str, tuple[str, ...]] = {}
    rules: dict[str, str] = {}
    """Digests by rule; `bundle build` writes them."""
    settings: dict[str, JSON] | None = None


class _Manifest(msgspec.Struct):
    revision: str
    roots: list[str]
    metadata: _Metadata
    rego_version: int = 1


class Manifest(msgspec.Struct, frozen=True):
    """What `.manifest` says. `files` are the digests (`sha256:…`) by file, if it lists them;
    `rules` those (`blake2b:…`) by rule.
    """

    metadata: BundleMetadata
    version: str
    roots: tuple[str, ...]
    files: dict[str, str]
    rules: dict[str, str]


def read_manifest(content: bytes, where: str) -> Manifest:
    """Read a `.manifest`. Raises BundleError."""
    try:
        raw = msgspec.json.decode(content, type=dict[str, JSON])
        _known(raw, _KEYS, "a .manifest", where)
        metadata = raw.get("metadata")
        if isinstance(metadata, dict):
            _known(metadata, _METADATA_KEYS, "`metadata` of a .manifest", where)
        manifest = msgspec.convert(raw, _Manifest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BundleError(f"this is not a bundle's manifest: {error}", where=where) from None
    if not _VERSION.fullmatch(manifest.revision):
        raise BundleError(
            f"`revision` must be a semantic version such as 1.2.0, not `{manifest.revision}`",
            where=where,
        )
    if manifest.rego_version != 1:
        raise BundleError("`rego_version` must be 1", where=where)
    check_name(manifest.metadata.name, "a bundle", where)
    if not manifest.roots:
        raise BundleError(
            "`roots` is empty: name the top packages of the bundle, "
            f'such as ["{root_of(manifest.metadata.name)}"]',
            where=where,
        )
    _check_judges(manifest.metadata.judges, where)
    return Manifest(
        metadata=BundleMetadata(
            name=manifest.metadata.name,
            title=manifest.metadata.title,
            judges=manifest.metadata.judges,
            description=manifest.metadata.description,
            settings=manifest.metadata.settings,
            profiles=manifest.metadata.profiles,
            platforms=manifest.metadata.platforms,
        ),
        version=manifest.revision,
        roots=tuple(root.replace("/", ".") for root in manifest.roots),
        files=manifest.metadata.files,
        rules=manifest.metadata.rules,
    )


def _check_judges(judges: dict[str, list[str]], where: str) -> None:
    """A bundle that is for other documents would say nothing of ours: that must not look like a pass."""
    form = f'it says for which documents the bundle is: {{"template": ["{DOCUMENT_VERSION}"]}}'
    for kind, versions in judges.items():
        if kind not in DOCUMENT_KINDS:
            raise BundleError(
                f"`judges` names no known kind of document: `{kind}`."
                f"{did_you_mean(kind, DOCUMENT_KINDS)}",
                where=where,
            )
        if not versions:
            raise BundleError(f"`judges.{kind}` names no version", where=where, hint=form)
        if kind == "template" and DOCUMENT_VERSION not in versions:
            raise BundleError(
                f"the bundle judges templates as documents of version {', '.join(versions)}; this "
                f"program makes version {DOCUMENT_VERSION}",
                where=where,
                hint="take a version of the bundle, or of packer-systo, that fits the other",
            )
    if not judges:
        raise BundleError("`judges` is empty", where=where, hint=form)


def is_version(text: str) -> bool:
    """Whether this is a semantic version."""
    return _VERSION.fullmatch(text) is not None


def root_of(name: str) -> str:
    """The top package of a bundle: its name, as Rego can say it."""
    return name.replace("-", "_")


def check_name(name: str, what: str, where: str) -> None:
    """Refuse a name that is not kebab-case. `what` is `a bundle` or `a rule`."""
    if not _NAME.fullmatch(name) or len(name) > MAX_NAME:
        raise BundleError(
            f"`{name}` is no name for {what}: small letters and digits, "
            "words joined by hyphens, such as `unverified-iso`",
            where=where,
        )


def _known(mapping: dict[str, JSON], known: Iterable[str], what: str, where: str) -> None:
    for key in mapping:
        if key not in known:
            raise BundleError(f"{what} has no key `{key}`.{did_you_mean(key, known)}", where=where)
