"""From a bundle's folder to its archive."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.answers import ANSWERS_FILE, answers_module, check_answers
from packer_systo.engine.bundle.archive import pack
from packer_systo.engine.bundle.builtin import builtin_files, builtin_names
from packer_systo.engine.bundle.digests import listing, rule_digests
from packer_systo.engine.bundle.file_names import MANIFEST, SIGNATURES, check_file_names
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.bundle.manifest import read_manifest
from packer_systo.engine.bundle.models import Bundle
from packer_systo.engine.errors import BundleError
from packer_systo.engine.release.readiness import check_readiness
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Mapping


class Built(msgspec.Struct, frozen=True):
    """An archive, and the bundle that is in it."""

    content: bytes
    bundle: Bundle
    files: int


def build_bundle(folder: str, shown_as: str = "") -> Built:
    """The archive of the bundle in `folder`, or of a built-in one of that name: all its files, with
    their digests in the manifest, and a module that answers for all rules at once.

    Raises BundleError: what does not load is not released.
    """
    where = shown_as or folder
    contents = {
        name: content for name, content in _files(folder, where).items() if name != SIGNATURES
    }
    check_file_names(contents, where)
    check_answers(contents.pop(ANSWERS_FILE, None), f"{where}/{ANSWERS_FILE}")
    # Digests that the folder lists may be of an older state, and are written anew.
    contents[MANIFEST] = _manifest(contents, where)
    answers = answers_module(load_files(contents, where, listed_only=True).rules)
    if answers:
        contents[ANSWERS_FILE] = answers.encode()
        contents[MANIFEST] = _manifest(contents, where)
    bundle = load_files(contents, where, listed_only=True)
    check_readiness(bundle, contents, where)
    return Built(pack(contents, where), bundle, len(contents))


def _files(folder: str, where: str) -> Mapping[str, bytes]:
    if folder in builtin_names() and not os.path.exists(folder):
        return builtin_files(folder)
    return read_folder(folder, where=where)


def _manifest(contents: dict[str, bytes], where: str) -> bytes:
    """The manifest with digests of all files and of all rules."""
    content = contents.get(MANIFEST)
    if content is None:
        # Says what a bundle is.
        load_files(contents, where)
        raise BundleError("this is no bundle: it has no .manifest", where=where)
    read_manifest(content, f"{where}/{MANIFEST}")
    manifest = msgspec.json.decode(content, type=dict[str, JSON])
    metadata = manifest["metadata"]
    assert isinstance(metadata, dict)
    files: dict[str, JSON] = dict(listing(contents))
    rules: dict[str, JSON] = dict(rule_digests(contents))
    written: dict[str, JSON] = {**metadata, "rules": rules, "files": files}
    manifest["metadata"] = written
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
