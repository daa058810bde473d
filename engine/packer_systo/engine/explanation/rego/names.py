"""What names of a Rego module stand for: rules and functions of its own, or of other modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.explanation.rego.syntax import (
    RegoText,
    at,
    chain,
    items,
    maybe,
    root,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.template.document import JSON

_DATA = "data"


class Target(msgspec.Struct, frozen=True):
    """A rule or a function."""

    package: tuple[str, ...]
    name: str

    @property
    def reference(self) -> str:
        return ".".join((_DATA, *self.package, self.name))


class ModuleNames:
    """The package, the imports and the own names of one module."""

    def __init__(self, tree: JSON, text: RegoText) -> None:
        _, keys = chain(at(at(tree, "package"), "refr"))
        first = root(at(at(tree, "package"), "refr"))
        self.package = (first, *(written(key) for key in keys))
        self.own = {head_name(rule) for rule in items(at(tree, "rules"))} - {""}
        self.imports: dict[str, tuple[str, ...]] = {}
        for one in items(at(tree, "imports")):
            name, imported = chain(at(one, "refr"))
            path = tuple(written(key) for key in imported)
            if name == _DATA and path:
                alias = maybe(one, "as")
                self.imports[text.cut(alias, alias) if alias is not None else path[-1]] = path


class Names:
    """All modules together."""

    def __init__(self, modules: Iterable[ModuleNames]) -> None:
        self._of: dict[tuple[str, ...], set[str]] = {}
        for module in modules:
            self._of.setdefault(module.package, set()).update(module.own)

    def known_in(self, module: ModuleNames) -> frozenset[str]:
        """What a name alone may stand for in a module beside a variable."""
        return frozenset(self._of[module.package] | module.imports.keys())

    def resolve(
        self, node: JSON, module: ModuleNames, local: Mapping[str, object] | frozenset[str]
    ) -> tuple[Target, list[JSON]] | None:
        """What a reference leads to, and the keys that follow it; `local` are variables."""
        name, keys = chain(node)
        if not name or name in local:
            return None
        if name in self._of[module.package]:
            return Target(module.package, name), keys
        if name == _DATA:
            return self._below((), keys)
        if name in module.imports:
            return self._below(module.imports[name], keys)
        return None

    def _below(self, path: tuple[str, ...], keys: list[JSON]) -> tuple[Target, list[JSON]] | None:
        way = [*path]
        for key in keys:
            if not written(key):
                break
            way.append(written(key))
        for length in range(len(way) - 1, 0, -1):
            package = tuple(way[:length])
            if way[length] in self._of.get(package, ()) and length + 1 >= len(path):
                return Target(package, way[length]), keys[length + 1 - len(path) :]
        return None


def head_name(rule: JSON) -> str:
    """The name that a rule of a module defines."""
    default = maybe(rule, "Default")
    if default is not None:
        return root(at(default, "refr"))
    for head in (maybe(maybe(rule, "Spec"), "head") or {}).values():
        return root(at(head, "refr"))
    return ""
