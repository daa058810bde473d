"""Whether a bundle that loads can judge as well: its Rego and its expressions can be read, and OPA
would take it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.annotations import read_annotations
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
    for name in sorted(contents):
        if name.endswith(_REGO):
            _check_rego(contents[name].decode("utf-8"), f"{where}/{name}", roots)
    _check_expressions(bundle, where)


def _check_rego(text: str, where: str, roots: tuple[str, ...]) -> None:
    import regorus

    from packer_systo.engine.judgment.engines.embedded import in_words

    package = read_annotations(text, where).package
    if not any(package == root or package.startswith(f"{root}.") for root in roots):
        raise BundleError(
            f"the package `{package}` is outside of the bundle's roots ({', '.join(roots)}); "
            "OPA refuses such a bundle",
            where=where,
        )
    if _TEMPLATE_STRING in text:
        return
    engine = regorus.Engine()
    engine.set_rego_v0(False)
    try:
        engine.add_policy(where, text)
    except RuntimeError as error:
        message, hint = in_words(error)
        raise BundleError(f"it cannot be read: {message}", where=where, hint=hint) from None


def _check_expressions(bundle: Bundle, where: str) -> None:
    from packer_systo.engine.judgment.cel.choice import cel_engine
    from packer_systo.engine.judgment.cel.interface import CelError

    engine = cel_engine()
    for rule in bundle.rules:
        for key, expression in rule.expressions():
            try:
                engine.check(expression)
            except CelError as error:
                raise BundleError(
                    f"`{key}` cannot be read: {error}", where=f"{where}/{rule.file}"
                ) from None
