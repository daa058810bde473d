"""The bundles that come with packer-systo.

In a checkout they are the folder `policies/` beside `engine/`, found from this file and never from
the working directory. In a wheel they are the package `packer_systo.policies`; since any
distribution can put files into a namespace, their digests are checked there.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.load import load_bundle, load_files
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.bundle.load import IndexStore
    from packer_systo.engine.bundle.models import Bundle

PACKAGE = "packer_systo.policies"


def builtin_bundles(*, store: IndexStore | None = None) -> tuple[Bundle, ...]:
    """Every built-in bundle, by name. Raises BundleError."""
    folder = checkout_policies()
    if folder is not None:
        return tuple(
            load_bundle(os.path.join(folder, name), store=store)
            for name in sorted(os.listdir(folder))
            if os.path.isfile(os.path.join(folder, name, ".manifest"))
        )
    return _packaged(store)


def builtin_files(name: str) -> dict[str, bytes]:
    """The files of one built-in bundle by name. Raises BundleError."""
    folder = checkout_policies()
    if folder is not None:
        from packer_systo.engine.bundle.files import read_folder

        return read_folder(os.path.join(folder, name))
    return dict(_packaged_files())[name]


def checkout_policies() -> str | None:
    """The folder `policies/` of the checkout that this file is in, or None in a wheel."""
    engine = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))
    root = os.path.dirname(engine)
    policies = os.path.join(root, "policies")
    is_checkout = os.path.basename(engine) == "engine" and os.path.isdir(policies)
    return policies if is_checkout else None


def _packaged(store: IndexStore | None) -> tuple[Bundle, ...]:
    return tuple(
        load_files(contents, _where(name), store=store, listed_only=True)
        for name, contents in _packaged_files()
    )


def _packaged_files() -> Iterator[tuple[str, dict[str, bytes]]]:
    """The bundles of the installed package: name and files, in the order of their names."""
    try:
        policies = import_module(PACKAGE)
    except ModuleNotFoundError:
        raise BundleError(
            "the built-in bundles are missing", hint="install packer-systo again"
        ) from None
    folder = os.path.dirname(policies.__file__ or "")
    if not os.path.isdir(folder):
        yield from _zipped_files()
        return
    from packer_systo.engine.bundle.files import read_folder

    for name in sorted(os.listdir(folder)):
        bundle = os.path.join(folder, name)
        if os.path.isfile(os.path.join(bundle, ".manifest")):
            yield name, read_folder(bundle, where=_where(name), installed=True)


def _zipped_files() -> Iterator[tuple[str, dict[str, bytes]]]:
    """The same from inside a zip, by importlib.resources, which takes long to import."""
    from importlib.resources import files

    from packer_systo.engine.bundle.files import read_resources

    for folder in sorted(files(PACKAGE).iterdir(), key=lambda one: one.name):
        if folder.is_dir() and (folder / ".manifest").is_file():
            yield folder.name, read_resources(folder, _where(folder.name))


def _where(name: str) -> str:
    return f"built-in:{name}"
