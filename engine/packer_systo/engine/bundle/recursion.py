"""Functions that call themselves: OPA refuses them, and the embedded engine would run out of stack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from packer_systo.engine.bundle.rego_tokens import REGO_TOKEN
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Function: TypeAlias = tuple[str, str]
"""A package and a function's name in it."""

_DEFINITION = re.compile(r"^(?:default[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)(\()?", re.MULTILINE)
_IMPORT = re.compile(
    r"^import[ \t]+data\.([A-Za-z0-9_.]+)(?:[ \t]+as[ \t]+([A-Za-z_][A-Za-z0-9_]*))?", re.MULTILINE
)


def refuse_recursion(modules: Iterable[tuple[str, str, str]], where: str) -> None:
    """`modules` are file, package and text of each Rego file of a bundle. Raises BundleError."""
    files: dict[Function, str] = {}
    calls: dict[Function, set[Function]] = {}
    for file, package, text in modules:
        for name, called in _functions(text):
            own = (package, name)
            files.setdefault(own, file)
            calls.setdefault(own, set()).update(_resolved(called, package, text))
    for function in sorted(calls):
        if _reaches_itself(function, calls):
            raise BundleError(
                f"the function `{function[1]}` calls itself, which Rego does not allow",
                where=f"{where}/{files[function]}",
            )


def _functions(text: str) -> list[tuple[str, set[str]]]:
    """Each function's name, and the names that it calls."""
    heads = list(_DEFINITION.finditer(text))
    found: list[tuple[str, set[str]]] = []
    for index, head in enumerate(heads):
        if head.group(2) is None:
            continue
        end = heads[index + 1].start() if index + 1 < len(heads) else len(text)
        names = {
            token["name"] for token in REGO_TOKEN.finditer(text, head.end(), end) if token["name"]
        }
        found.append((head.group(1), names))
    return found


def _resolved(names: set[str], package: str, text: str) -> set[Function]:
    """The functions that the names may mean."""
    imported = {
        found.group(2) or found.group(1).rpartition(".")[2]: found.group(1)
        for found in _IMPORT.finditer(text)
    }
    functions: set[Function] = set()
    for name in names:
        owner, _, last = name.rpartition(".")
        if not owner:
            functions.add((package, last))
        elif owner.startswith("data."):
            functions.add((owner.removeprefix("data."), last))
        elif owner in imported:
            functions.add((imported[owner], last))
    return functions


def _reaches_itself(start: Function, calls: Mapping[Function, set[Function]]) -> bool:
    seen: set[Function] = set()
    pending = list(calls[start])
    while pending:
        function = pending.pop()
        if function == start:
            return True
        if function not in seen:
            seen.add(function)
            pending.extend(calls.get(function, ()))
    return False
