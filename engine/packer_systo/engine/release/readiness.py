"""Whether a bundle that loads can judge as well: its Rego and its expressions can be read, OPA would
take it, and its defaults are what its own schema allows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.annotations import read_annotations
from packer_systo.engine.bundle.answers import ANSWERS_FILE, check_package
from packer_systo.engine.bundle.file_names import MANIFEST
from packer_systo.engine.bundle.manifest import read_manifest
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.bundle.models import Bundle

_REGO = ".rego"
_TEMPLATE_STRING = '$"'
"""Of OPA 1.22; the embedded engine's reader does not know it, an exact engine does."""


def check_readiness(bundle: Bundle, contents: Mapping[str, bytes], where: str) -> None:
    """Refuse what could not be used once it is released. Raises BundleError."""
    roots = read_manifest(contents[MANIFEST], f"{where}/{MANIFEST}").roots
    texts = {
        f"{where}/{name}": contents[name].decode("utf-8")
        for name in sorted(contents)
        if name.endswith(_REGO)
    }
    for place, text in texts.items():
        _check_package(text, place, roots)
    _check_rego({place: text for place, text in texts.items() if _TEMPLATE_STRING not in text})
    for one in bundle.obstacles:
        if one.unread and one.everywhere:
            raise BundleError(one.message, where=f"{where}/{one.file}")
    from packer_systo.engine.judgment.engines.compiling import uncompilable

    for rule, error in uncompilable(bundle):
        raise BundleError(error.message, where=f"{where}/{rule.file}", hint=error.hint)
    _check_defaults(bundle, where)


def _check_defaults(bundle: Bundle, where: str) -> None:
    """A user's settings are checked, so a default that could not be set is a mistake."""
    if bundle.metadata.settings is None:
        return
    from packer_systo.engine.bundle.settings_schema import check_schema, defaults_wrong

    check_schema(bundle.metadata.settings, f"{where}/{MANIFEST}")
    wrong = defaults_wrong(bundle)
    if wrong:
        raise BundleError(
            wrong,
            where=f"{where}/data.json",
            hint="change the default, or the schema: `settings` in the metadata of .manifest",
        )


def _check_package(text: str, where: str, roots: tuple[str, ...]) -> None:
    package = read_annotations(text, where).package
    if not any(package == root or package.startswith(f"{root}.") for root in roots):
        raise BundleError(
            f"the package `{package}` is outside of the bundle's roots ({', '.join(roots)}); "
            "OPA refuses such a bundle",
            where=where,
        )
    if not where.endswith(f"/{ANSWERS_FILE}"):
        check_package(package, roots, where)


def _check_rego(texts: Mapping[str, str]) -> None:
    from packer_systo.engine.judgment.engines.unreadable import read_rego

    for where, problem in zip(texts, read_rego(list(texts.values())), strict=True):
        if problem:
            raise BundleError(f"it cannot be read: {problem}", where=where)
