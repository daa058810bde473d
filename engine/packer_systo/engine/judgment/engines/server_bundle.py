"""Is what a server judges by what we have? Another version would judge otherwise.

Names and revisions are claims; compared are the texts of the policies and the data themselves. The
server may hold more, but nothing more in a package of a rule or a library of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from packer_systo.engine.bundle.answers import (
    ANSWERS_FILE,
    answers_module,
    answers_package,
    root_of,
)
from packer_systo.engine.judgment.engines.server_connection import WrongServerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.judgment.engines.server_connection import Connection

_UPDATE = (
    "serve this bundle at this version there, or use the one that is served here; "
    "`--server-upload` writes ours to the server"
)
_SETTINGS = "values of `[settings]` count on a server only if its bundle has them"


def upload(connection: Connection, bundle: Bundle) -> None:
    """Write a bundle's policies and data to a server that no bundle owns. Raises WrongServerError."""
    _upload_policies(connection, bundle.metadata.name, _texts(bundle))
    answers = answers_module(bundle.rules)
    connection.upload(quote(f"systo/{bundle.metadata.name}/{ANSWERS_FILE}"), answers)
    for root, content in bundle.data.items():
        if isinstance(content, dict):
            for key, value in content.items():
                connection.upload_data(f"{quote(root)}/{quote(key)}", value)


def _upload_policies(connection: Connection, name: str, texts: list[tuple[str, str]]) -> None:
    """A server takes a policy only when it has what the policy calls: those come round again."""
    while texts:
        refused: list[tuple[str, str]] = []
        reason: WrongServerError | None = None
        for file, text in texts:
            try:
                connection.upload(quote(f"systo/{name}/{file}"), text)
            except WrongServerError as error:
                refused.append((file, text))
                reason = reason or error
        if reason is not None and len(refused) == len(texts):
            raise reason
        texts = refused


def check_bundles(connection: Connection, bundles: list[Bundle]) -> frozenset[str]:
    """The roots of the bundles that the server can answer for all rules at once, as a release has it.

    Raises WrongServerError, which says what the server has not, or has otherwise.
    """
    modules = connection.modules()
    by_package: dict[str, set[str]] = {}
    for module in modules:
        by_package.setdefault(module.package, set()).add(_plain(module.text))
    for bundle in bundles:
        _check_policies(bundle, by_package)
        _check_data(connection, bundle)
    return frozenset(root for bundle in bundles for root in _answered(bundle, by_package))


def _answered(bundle: Bundle, by_package: Mapping[str, set[str]]) -> set[str]:
    roots = {root_of(rule) for rule in bundle.rules if rule.language == "rego"}
    made = {_plain(answers_module(bundle.rules))}
    return {root for root in roots if by_package.get(answers_package(root)) == made}


def _check_policies(bundle: Bundle, by_package: dict[str, set[str]]) -> None:
    from packer_systo.engine.bundle.annotations import read_annotations

    label = f"the bundle {bundle.metadata.name} {bundle.version}"
    wanted: dict[str, dict[str, str]] = {}
    for rule in bundle.rules:
        if rule.language == "rego":
            wanted.setdefault(rule.package, {})[_plain(rule.rego)] = rule.file
    for name, text in bundle.libraries:
        package = read_annotations(text, name).package
        wanted.setdefault(package, {})[_plain(text)] = name
    if not any(package in by_package for package in wanted):
        raise WrongServerError(f"it has not {label}", _UPDATE)
    for package, texts in wanted.items():
        there = by_package.get(package, set())
        for text, file in texts.items():
            if text not in there:
                said = f"its {file} differs from" if there else f"it has no {file} of"
                raise WrongServerError(f"{said} {label}", _UPDATE)
        if there - texts.keys():
            raise WrongServerError(f"it adds to the package {package} of {label}", _UPDATE)


def _check_data(connection: Connection, bundle: Bundle) -> None:
    for root, content in bundle.data.items():
        if not isinstance(content, dict):
            continue
        for key, value in content.items():
            there = connection.data(f"{quote(root)}/{quote(key)}")
            if there is msgspec.UNSET or there != value:
                raise WrongServerError(
                    f"its data `{root}.{key}` are not those of the bundle "
                    f"{bundle.metadata.name} {bundle.version}",
                    f"{_UPDATE}; {_SETTINGS}",
                )


def _texts(bundle: Bundle) -> list[tuple[str, str]]:
    """File and text. The server compiles all it has after each: what is there longest is shortest."""
    rules = [(rule.file, rule.rego) for rule in bundle.rules if rule.language == "rego"]
    return [*bundle.libraries, *sorted(rules, key=lambda one: len(one[1]))]


def _plain(text: str) -> str:
    """A text without what carrying it may change: OPA keeps policies as they are but for line ends."""
    return text.replace("\r\n", "\n").strip()
