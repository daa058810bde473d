"""One question for all that a bundle denies, in a release of it.

Whoever asks an OPA server for a bundle's whole package also gets, and pays for, the values of all else
in there: patterns, tables, data. So a release has a module that holds nothing but each rule's `deny`:

    package acme.systo_answers

    denials := {"security.open_port": data.acme.security.open_port.deny, …}

It is made from the bundle and judges nothing by itself. Here it is no library, and is not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Rule

ANSWERS_FILE = "lib/systo_answers.rego"

_PACKAGE = "systo_answers"
_FIRST_LINE = "# Made by `systo-policy bundle build`: what all rules deny, as one answer."


def check_answers(content: bytes | None, where: str) -> None:
    """Refuse a file of the author's own under this name: nothing would read it, and a release has
    another one in its place. Raises BundleError.
    """
    if content is not None and not content.startswith(_FIRST_LINE.encode()):
        raise BundleError(
            "the name is taken: each release gets a file of this name, with what all rules deny",
            where=where,
            hint="give the file, and its package, another name",
        )


def check_package(package: str, roots: Iterable[str], where: str) -> None:
    """Refuse a package that would add to the one that is made. Raises BundleError."""
    for root in roots:
        if f"{package}.".startswith(f"{answers_package(root)}."):
            raise BundleError(
                f"the package `{answers_package(root)}` is taken: each release gets one of this "
                "name, with what all rules deny",
                where=where,
                hint="give the package another name",
            )


def root_of(rule: Rule) -> str:
    """The top package of its bundle: a rule's is `root.category.rule`."""
    return rule.package.rsplit(".", 2)[0]


def key_of(rule: Rule) -> str:
    """The rule's key in `denials`."""
    return rule.package.removeprefix(f"{root_of(rule)}.")


def answers_package(root: str) -> str:
    return f"{root}.{_PACKAGE}"


def answers_module(rules: Iterable[Rule]) -> str:
    """The module's text for the rules of a bundle; empty where none is in Rego."""
    packages = {key_of(rule): rule for rule in rules if rule.language == "rego"}
    if not packages:
        return ""
    root = root_of(next(iter(packages.values())))
    lines = [
        _FIRST_LINE,
        f"package {answers_package(root)}",
        "",
        "import rego.v1",
        "",
        "denials := {",
        *(f'\t"{key}": data.{packages[key].package}.deny,' for key in sorted(packages)),
        "}",
    ]
    return "\n".join(lines) + "\n"
