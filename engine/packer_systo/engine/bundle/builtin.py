"""The bundles that come with packer-systo.

In a checkout they are the folder `policies/` beside `engine/`, found from this file and never from
the working directory. In a wheel they are the package `packer_systo.policies`; since any
distribution can put files into a namespace, their digests are checked there.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.load import load_bundle, load_files
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
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
    from importlib.resources import files

    from packer_systo.engine.bundle.files import read_resources

    return read_resources(files(PACKAGE) / name, f"built-in:{name}")


def checkout_policies() -> str | None:
    """The folder `policies/` of the checkout that this file is in, or None in a wheel."""
    engine = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))
    root = os.path.dirname(engine)
    policies = os.path.join(root, "policies")
    is_checkout = os.path.basename(engine) == "engine" and os.path.isdir(policies)
    return policies if is_checkout else None


def _packaged(store: IndexStore | None) -> tuple[Bundle, ...]:
    from importlib.resources import files

    from packer_systo.engine.bundle.files import read_resources

    try:
        policies = files(PACKAGE)
    except ModuleNotFoundError:
        raise BundleError(
            "the built-in bundles are missing", hint="install packer-systo again"
        ) from None
    bundles: list[Bundle] = []
    for folder in sorted(policies.iterdir(), key=lambda one: one.name):
        if folder.is_dir() and (folder / ".manifest").is_file():
            where = f"built-in:{folder.name}"
            contents = read_resources(folder, where)
            bundles.append(load_files(contents, where, store=store, listed_only=True))
    return tuple(bundles)
