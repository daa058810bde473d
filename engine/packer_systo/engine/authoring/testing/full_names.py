"""Functions that are called by their full name, so that a test can put another one in their place.

`with data.acme.lib.f as mock` is passed over by regorus 0.13, without an error, where a module calls `f`
of its own package by `f(…)` alone; a call of `data.acme.lib.f(…)` is replaced, as all are in OPA. No line
moves, and a name that a variable takes is left alone, since a variable cannot be called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.rego_tokens import REGO_TOKEN
from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class _File(msgspec.Struct):
    ast: JSON


_files = msgspec.json.Decoder(list[_File])


def replaces_functions(tests: Mapping[str, str]) -> bool:
    """Whether some test may do so."""
    return any(
        match.group() == "with" for text in tests.values() for match in REGO_TOKEN.finditer(text)
    )


def in_full(modules: Mapping[str, str], packages: Mapping[str, str]) -> dict[str, str]:
    """The texts with calls of own functions written out; one that cannot be read stays as it is."""
    trees = {name: _tree(name, text) for name, text in modules.items()}
    own: dict[str, set[str]] = {}
    for name, tree in trees.items():
        own.setdefault(packages[name], set()).update(_functions(tree))
    written: dict[str, str] = {}
    for name, text in modules.items():
        package = packages[name]
        content = text.encode()
        for start in sorted(_calls(trees[name], own[package]), reverse=True):
            content = content[:start] + f"data.{package}.".encode() + content[start:]
        written[name] = content.decode()
    return written


def _tree(name: str, text: str) -> JSON:
    engine = GuardedEngine()
    try:
        engine.add_policy(name, text)
        (file,) = _files.decode(engine.get_ast_as_json())
    except RuntimeError:  # told by whoever reads it next
        return None
    return file.ast


def _functions(tree: JSON) -> Iterator[str]:
    match tree:
        case {"Func": {"refr": {"Var": {"value": str(name)}}}}:
            yield name
        case dict():
            for one in tree.values():
                yield from _functions(one)
        case list():
            for one in tree:
                yield from _functions(one)
        case _:
            pass


def _calls(tree: JSON, names: set[str]) -> Iterator[int]:
    match tree:
        case {"Call": {"fcn": {"Var": {"value": str(name), "span": {"start": int(start)}}}}}:
            if name in names:
                yield start
        case _:
            pass
    for one in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _calls(one, names)
