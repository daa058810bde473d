"""Load a bundle: a folder, or an archive of one, with `.manifest`, `data.json` and a folder a rule.

    <category>/<rule>/<rule>.rego | <rule>.cel.yaml, cases.md
    lib/….rego                      Rego that rules share

Adding a rule's folder registers the rule. Whatever does not fit is an error that names the file,
the line and what is missing: a rule that is silently left out would be a pass.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

import msgspec

from packer_systo.engine.bundle.answers import ANSWERS_FILE, check_answers, check_package
from packer_systo.engine.bundle.digests import bundle_digest, check_digests, check_rules
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.bundle.layout import (
    check_folders,
    is_code,
    is_library,
    rule_name,
    unread,
)
from packer_systo.engine.bundle.mistakes import each, raise_all
from packer_systo.engine.bundle.models import Bundle, Rule
from packer_systo.engine.bundle.rule_file import read_rule
from packer_systo.engine.errors import BundleError
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from packer_systo.engine.bundle.manifest import Manifest
    from packer_systo.engine.judgment.conditions import Condition


class IndexStore(Protocol):
    """Keeps compiled bundles between runs, so that YAML is not read on each start."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, content: bytes) -> None: ...


def load_bundle(path: str, *, store: IndexStore | None = None) -> Bundle:
    """Load the bundle in the folder or the archive `path`. Raises BundleError."""
    if os.path.isfile(path):
        from packer_systo.engine.bundle.archive import read_archive

        return load_archive(read_archive(path), path, store=store)
    return load_folder(path, path, store=store)


def load_folder(
    path: str,
    where: str,
    *,
    store: IndexStore | None = None,
    made: bytes = b"",
    installed: bool = False,
    listed_only: bool = False,
) -> Bundle:
    """Load the bundle in a folder, under the name `where`; `installed` for one that came with a
    program. With a `store`, a folder that is as it was in an earlier run is not read again.
    `made` is an index of it that may be there already.
    """
    if store is None:
        contents = read_folder(path, where=where, installed=installed)
        return load_files(contents, where, made=made, listed_only=listed_only)
    from packer_systo.engine.bundle import index
    from packer_systo.engine.bundle.stamp import folder_stamp

    stamp = folder_stamp(path)
    key = index.key(f"stamp {stamp} {listed_only} {where}")
    digest = store.get(key) if stamp else None
    if digest is not None:
        # The index itself is kept by the digest of all files, so that equal folders share it.
        found = _indexed(digest.decode("ascii", "replace"), where, store, made)
        if found is not None:
            return found
    contents = read_folder(path, where=where, installed=installed)
    bundle = load_files(contents, where, store=store, made=made, listed_only=listed_only)
    if stamp:
        store.put(key, bundle.digest.encode())
    return bundle


def load_archive(
    content: bytes, where: str, *, store: IndexStore | None = None, digest: str = ""
) -> Bundle:
    """Load a bundle from its archive. A `store` is asked by the archive's digest: one that is in
    there is not unpacked again. `digest` is that where the caller knows it. Raises BundleError.
    """
    from packer_systo.engine.bundle.archive import archive_digest, unpack

    return _kept(
        f"archive {digest or archive_digest(content)}",
        where,
        store,
        lambda: load_files(unpack(content, where), where),
    )


def load_files(
    contents: Mapping[str, bytes],
    where: str,
    *,
    store: IndexStore | None = None,
    made: bytes = b"",
    listed_only: bool = False,
) -> Bundle:
    """Load a bundle from its files' contents by name. `where` names the bundle in errors.

    With `listed_only`, each file must be listed in the manifest with its digest. A `store` is
    asked by the digest of all files, so that what it holds cannot be out of date; the index `made`
    is taken only where it was made from just these files.
    """
    if ".manifest" not in contents:
        raise _no_bundle(where)
    digest = bundle_digest(contents)
    if made:
        found = _indexed(digest, where, None, made)
        if found is not None:
            return found
    manifest = _manifest(contents, where)
    check_digests(contents, manifest.files, where, complete=listed_only)
    return _kept(digest, where, store, lambda: _load(contents, manifest, digest, where))


def load_sound(contents: Mapping[str, bytes], where: str) -> tuple[Bundle, tuple[BundleError, ...]]:
    """What can be loaded of a bundle, and all that is wrong with the rest: for those who mend it.

    Never to judge with: a rule that is left out would be a pass. Raises BundleError where the
    manifest cannot be read.
    """
    manifest = _manifest(contents, where)
    mistakes: list[BundleError] = []
    bundle = _loaded(contents, manifest, bundle_digest(contents), where, mistakes)
    return bundle, tuple(mistakes)


def _kept(digest: str, where: str, store: IndexStore | None, load: Callable[[], Bundle]) -> Bundle:
    """The bundle as the store has it, or loaded and put there."""
    if store is None:
        return load()
    found = _indexed(digest, where, store)
    if found is not None:
        return found
    from packer_systo.engine.bundle import index

    bundle = load()
    if not any(one.stopped for one in bundle.obstacles):
        store.put(index.key(digest), index.encode(bundle))
    return bundle


def _indexed(digest: str, where: str, store: IndexStore | None, made: bytes = b"") -> Bundle | None:
    """The bundle as an index has it that was made from files with this digest."""
    from packer_systo.engine.bundle import index

    if made and index.made_from(made) == digest:
        found = index.decode(made, where)
        if found is not None:
            return found
    kept = store.get(index.key(digest)) if store is not None else None
    return index.decode(kept, where) if kept is not None else None


def _manifest(contents: Mapping[str, bytes], where: str) -> Manifest:
    from packer_systo.engine.bundle.manifest import read_manifest

    if ".manifest" not in contents:
        raise _no_bundle(where)
    return read_manifest(contents[".manifest"], f"{where}/.manifest")


def _no_bundle(where: str) -> BundleError:
    return BundleError(
        "this is no bundle: it has no .manifest",
        where=where,
        hint="a bundle is a folder with a .manifest: `systo-policy bundle new DIR` makes one",
    )


def _load(contents: Mapping[str, bytes], manifest: Manifest, digest: str, where: str) -> Bundle:
    mistakes: list[BundleError] = []
    bundle = _loaded(contents, manifest, digest, where, mistakes)
    raise_all(mistakes)
    return bundle


def _loaded(
    contents: Mapping[str, bytes],
    manifest: Manifest,
    digest: str,
    where: str,
    mistakes: list[BundleError],
) -> Bundle:
    """All that can be loaded; what is wrong with the rest is put into `mistakes`."""
    mistakes += unread(contents, where)
    rules: list[Rule] = []
    files: list[str] = []
    libraries: list[tuple[str, str]] = []
    for name in contents:
        if not is_code(name) or name == ANSWERS_FILE:
            continue
        if not is_library(name):
            files.append(name)
        try:
            text = _text(contents[name], f"{where}/{name}")
            if is_library(name):
                _check_library(name, text, manifest, where)
                libraries.append((name, text))
            else:
                rules.append(read_rule(name, text, manifest, where))
        except BundleError as mistake:
            mistakes += each(mistake)
    data: dict[str, JSON] = {}
    try:
        check_answers(contents.get(ANSWERS_FILE), f"{where}/{ANSWERS_FILE}")
    except BundleError as mistake:
        mistakes += each(mistake)
    try:
        check_folders(contents, files, where)
        if manifest.rules:
            check_rules(contents, manifest.rules, where)
        _check_functions(rules, libraries, where)
    except BundleError as mistake:
        mistakes += each(mistake)
    try:
        _check_profiles(manifest, files, where)
    except BundleError as mistake:
        mistakes += each(mistake)
    try:
        data = _data(contents.get("data.json"), manifest, where)
    except BundleError as mistake:
        mistakes += each(mistake)
    rules.sort(key=lambda rule: rule.metadata.name)
    from packer_systo.engine.judgment.engines.preflight import preflight
    from packer_systo.engine.judgment.engines.unreadable import unreadable

    lacking = preflight(rules, libraries)
    return Bundle(
        metadata=manifest.metadata,
        version=manifest.version,
        digest=digest,
        conditions=_conditions(rules),
        growth=_growth(rules),
        rules=tuple(rules),
        data=data,
        libraries=tuple(libraries),
        location=where,
        obstacles=(*lacking, *unreadable(rules, libraries, {one.rule for one in lacking})),
        heads=_heads(rules, libraries),
    )


def _check_profiles(manifest: Manifest, files: Iterable[str], where: str) -> None:
    if manifest.metadata.profiles or manifest.metadata.platforms:
        from packer_systo.engine.bundle.profiles import check_profiles

        check_profiles(manifest.metadata, map(rule_name, files), f"{where}/.manifest")


def _check_library(name: str, text: str, manifest: Manifest, where: str) -> None:
    """OPA would refuse the release: what the client asks a server for is not to be added to."""
    from packer_systo.engine.bundle.annotations import read_annotations

    check_package(
        read_annotations(text, f"{where}/{name}").package, manifest.roots, f"{where}/{name}"
    )


def _conditions(rules: list[Rule]) -> dict[str, tuple[Condition, ...]]:
    from packer_systo.engine.judgment.conditions import parts_of

    texts = {rule.metadata.judges.when for rule in rules}
    texts |= {rule.cel.assertion for rule in rules if rule.cel is not None}
    return {text: parts_of(text) for text in sorted(texts)}


def _growth(rules: list[Rule]) -> dict[str, int]:
    from packer_systo.engine.judgment.growth import growth_of_rule

    return {rule.full_name: growth_of_rule(rule) for rule in rules}


def _heads(
    rules: list[Rule], libraries: list[tuple[str, str]]
) -> dict[str, tuple[tuple[int, int, str], ...]]:
    from packer_systo.engine.judgment.engines.rego_heads import changes_of

    texts = [(rule.file, rule.rego) for rule in rules if rule.language == "rego"] + libraries
    found = changes_of(dict(texts))
    return {name: changed for name, changed in sorted(found.items()) if changed}


def _check_functions(rules: list[Rule], libraries: list[tuple[str, str]], where: str) -> None:
    from packer_systo.engine.bundle.annotations import read_annotations
    from packer_systo.engine.bundle.recursion import refuse_recursion

    modules = [(rule.file, rule.package, rule.rego) for rule in rules if rule.language == "rego"]
    for name, text in libraries:
        modules.append((name, read_annotations(text, f"{where}/{name}").package, text))
    refuse_recursion(modules, where)


def _data(content: bytes | None, manifest: Manifest, where: str) -> dict[str, JSON]:
    if content is None:
        return {}
    place = f"{where}/data.json"
    try:
        data = msgspec.json.decode(content, type=dict[str, JSON])
    except (msgspec.DecodeError, RecursionError) as error:
        raise BundleError(f"this is not a bundle's data: {error}", where=place) from None
    roots = {root.split(".")[0] for root in manifest.roots}
    for key in data:
        if key not in roots:
            raise BundleError(
                f"the data `{key}` lies outside of the bundle's roots ({', '.join(sorted(roots))})",
                where=place,
            )
    return data


def _text(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BundleError(f"byte {error.start} is not UTF-8", where=where) from None
