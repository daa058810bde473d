"""Start a bundle, or a rule in one."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from packer_systo.engine.authoring.scaffold.bundle_files import bundle_files
from packer_systo.engine.authoring.scaffold.rule_files import rule_files
from packer_systo.engine.authoring.scaffold.writing import write_new
from packer_systo.engine.bundle.layout import CATEGORIES
from packer_systo.engine.bundle.load import load_bundle
from packer_systo.engine.bundle.manifest import check_name, read_manifest
from packer_systo.engine.errors import BundleError, UsageError
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from packer_systo.engine.authoring.scaffold.rule_files import Language

RESERVED = frozenset({"template", "artifact", "certificate"})
"""Names under which the engine's own rules are known."""


def new_bundle(folder: str, *, name: str = "", title: str = "") -> tuple[str, ...]:
    """Make a bundle in `folder`; gives the paths of its files.

    Without a `name` it is that of the folder, as far as a name can be made of it. Files that are
    there already are left alone. Raises UsageError, OutputError.
    """
    name = name or name_from(folder)
    _check_bundle_name(name)
    title = " ".join(title.split()).rstrip(".") or f"What {name} asks of Packer templates"
    return write_new(folder, bundle_files(name, title))


def name_from(folder: str) -> str:
    """The name that a folder suggests for its bundle. Raises UsageError where it suggests none."""
    last = os.path.basename(os.path.abspath(folder))
    made = re.sub(r"[^a-z0-9]+", "-", last.lower()).strip("-")
    if not made or not made[0].isalpha():
        raise UsageError(
            f"no name for a bundle can be made of the folder's name `{last}`",
            hint="give it a name with --name",
        )
    return made


def new_rule(bundle: str, category: str, name: str, language: Language) -> tuple[str, ...]:
    """Make a rule in the folder `bundle`; gives the paths of its files.

    Raises BundleError where the bundle cannot be loaded or the name is none, UsageError,
    OutputError.
    """
    if not os.path.isdir(bundle):
        raise UsageError(
            "a rule is written to the folder of a bundle, and this is none",
            where=bundle,
            hint="`bundle new` starts one",
        )
    loaded = load_bundle(bundle)
    if category not in CATEGORIES:
        raise UsageError(
            f"`{category}` is no category.{did_you_mean(category, CATEGORIES)}",
            hint=f"there are {', '.join(CATEGORIES)}",
        )
    _usable(name, "a rule")
    for rule in loaded.rules:
        if rule.metadata.name == name:
            raise UsageError(
                f"the bundle has a rule `{name}`",
                where=f"{bundle}/{rule.file}",
                hint="a rule's full name is bundle/rule, without the category",
            )
    with open(os.path.join(bundle, ".manifest"), "rb") as stream:
        root = read_manifest(stream.read(), f"{bundle}/.manifest").roots[0]
    return write_new(bundle, rule_files(category, name, language, root=root, since=loaded.version))


def _check_bundle_name(name: str) -> None:
    _usable(name, "a bundle")
    from packer_systo.engine.bundle.builtin import builtin_bundles

    taken = RESERVED | {bundle.metadata.name for bundle in builtin_bundles()}
    if name in taken:
        raise UsageError(
            f"the name `{name}` is taken by rules that come with packer-systo",
            hint="give it another name with --name",
        )


def _usable(name: str, what: str) -> None:
    try:
        check_name(name, what, "")
    except BundleError as error:
        raise UsageError(error.message) from None
