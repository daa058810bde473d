"""The bundles that come with packer-systo.

In a checkout they are the folder `policies/` beside `engine/`, found from this file and never from
the working directory. In a wheel they are the package `packer_systo.policies`; since any
distribution can put files into a namespace, their digests are checked there.

An index of each, made when the program was installed or built, saves reading YAML on the first run. It
is taken only where it was made from just the files that are there.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.load import load_files, load_folder
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.load import IndexStore
    from packer_systo.engine.bundle.models import Bundle

PACKAGE = "packer_systo.policies"
INDEXES = os.path.join("build", "policies")
"""Where a checkout has its indexes, from its root on. In a wheel they are beside the bundles."""


def builtin_bundles(
    names: Iterable[str] | None = None, *, store: IndexStore | None = None
) -> tuple[Bundle, ...]:
    """The built-in bundles of these names, or every one, by name. Raises BundleError."""
    folder = checkout_policies()
    chosen = sorted(builtin_names() if names is None else set(names))
    if folder is not None:
        indexes = os.path.join(os.path.dirname(folder), INDEXES)
        return tuple(
            load_folder(
                path, path, store=store, made=_read(os.path.join(indexes, index_name(name)))
            )
            for name, path in ((name, os.path.join(folder, name)) for name in chosen)
        )
    return tuple(_packaged(name, store) for name in chosen)


def write_indexes() -> list[str]:
    """Make the indexes of a checkout, and write those that are not what is there; gives their files.

    Raises BundleError, and OSError where they cannot be written.
    """
    folder = checkout_policies()
    if folder is None:
        raise BundleError("this is no checkout: its indexes were made when it was built")
    from packer_systo.engine.bundle import index

    indexes = os.path.join(os.path.dirname(folder), INDEXES)
    os.makedirs(indexes, exist_ok=True)
    written: list[str] = []
    for name in builtin_names():
        path = os.path.join(indexes, index_name(name))
        content = index.encode(load_files(builtin_files(name), name))
        if content != _read(path):
            beside = f"{path}.{os.getpid()}.part"
            with open(beside, "wb") as file:
                file.write(content)
            os.replace(beside, path)
            written.append(path)
    return written


def index_name(name: str) -> str:
    """The file that the index of a built-in bundle is in."""
    return f"{name}.index"


def builtin_names() -> tuple[str, ...]:
    """The names of the built-in bundles, sorted. Raises BundleError where there are none."""
    folder = checkout_policies()
    if folder is None:
        package = _package_folder()
        if not os.path.isdir(package):
            return _zipped_names()
        folder = package
    return tuple(
        name
        for name in sorted(os.listdir(folder))
        if os.path.isfile(os.path.join(folder, name, ".manifest"))
    )


def bundle_place(name: str, folder: str) -> str:
    """What a bundle is named by, made independent of where the run is: the name of a built-in one
    as it is, everything else as an absolute path from `folder` on.

    A word that names a built-in bundle means that one, so that no folder of a repository can
    stand in for it; `./packer-style` means a folder.
    """
    if name in builtin_names():
        return name
    return os.path.normpath(os.path.join(folder, name))


def builtin_files(name: str) -> dict[str, bytes]:
    """The files of one built-in bundle by name. Raises BundleError."""
    folder = checkout_policies()
    if folder is not None:
        from packer_systo.engine.bundle.files import read_folder

        return read_folder(os.path.join(folder, name))
    return _packaged_files(name)


def is_builtin(bundle: Bundle) -> bool:
    """Whether a bundle came with this program, and not only under the name of one that did."""
    folder = checkout_policies()
    if folder is not None:
        return os.path.dirname(os.path.abspath(bundle.location)) == folder
    return bundle.location == _where(bundle.metadata.name)


def checkout_policies() -> str | None:
    """The folder `policies/` of the checkout that this file is in, or None in a wheel."""
    engine = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))
    root = os.path.dirname(engine)
    policies = os.path.join(root, "policies")
    is_checkout = os.path.basename(engine) == "engine" and os.path.isdir(policies)
    return policies if is_checkout else None


def _package_folder() -> str:
    """Where the installed package has its bundles; no folder when it is inside a zip."""
    try:
        policies = import_module(PACKAGE)
    except ModuleNotFoundError:
        raise BundleError(
            "the built-in bundles are missing", hint="install packer-systo again"
        ) from None
    return os.path.dirname(policies.__file__ or "")


def _packaged(name: str, store: IndexStore | None) -> Bundle:
    """A bundle of the installed package."""
    path = os.path.join(_package_folder(), name)
    where = _where(name)
    made = packaged_index(name)
    if os.path.isdir(path):
        return load_folder(path, where, store=store, made=made, installed=True, listed_only=True)
    return load_files(_packaged_files(name), where, store=store, made=made, listed_only=True)


def packaged_index(name: str) -> bytes:
    """The index that a wheel has of a bundle; empty where there is none."""
    folder = _package_folder()
    if os.path.isdir(folder):
        return _read(os.path.join(folder, index_name(name)))
    from importlib.resources import files

    file = files(PACKAGE) / index_name(name)
    return file.read_bytes() if file.is_file() else b""


def _read(path: str) -> bytes:
    """A file's content; empty where there is none, as with a checkout that nothing was made in."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _packaged_files(name: str) -> dict[str, bytes]:
    """The files of a bundle of the installed package."""
    folder = _package_folder()
    if os.path.isdir(folder):
        from packer_systo.engine.bundle.files import read_folder

        return read_folder(os.path.join(folder, name), where=_where(name), installed=True)
    from importlib.resources import files

    from packer_systo.engine.bundle.files import read_resources

    return read_resources(files(PACKAGE) / name, _where(name))


def _zipped_names() -> tuple[str, ...]:
    """The names from inside a zip, by importlib.resources, which takes long to import."""
    from importlib.resources import files

    return tuple(
        sorted(
            folder.name
            for folder in files(PACKAGE).iterdir()
            if folder.is_dir() and (folder / ".manifest").is_file()
        )
    )


def _where(name: str) -> str:
    return f"built-in:{name}"
