"""Which block of a template a document path is in: its name for people, its identity for machines.

The identity says which block it is without saying where it stands: it survives moved lines, other
blocks before it, and a source being used by another build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.template.sourcemap import Path

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON


class Block(msgspec.Struct, frozen=True):
    """`name` is `source qemu.debian`; `path` leads to it, `rest` from it to the place asked for."""

    name: str
    identity: str
    path: Path
    rest: Path


def block_of(document: JSON, path: Path) -> Block:
    """The innermost block that `path` is in; the whole template when it is in none."""
    match path:
        case ("builds", int(build), "sources", int(), *_):
            source = _at(document, path[:4])
            label = _text(source, "label") or _text(source, "name")
            name = f"source {_text(source, 'type')}.{label}"
            return _block(name, name, path, 4)
        case ("builds", int(build), "provisioners", int(), *_):
            return _component(document, path, 4, "provisioner", build)
        case ("builds", int(build), "post_processors", int(), int(), *_):
            return _component(document, path, 5, "post-processor", build)
        case ("builds", int(build), *_):
            name = build_name(document, build)
            return _block(name, f"build {_text(_at(document, path[:2]), 'name')}", path, 2)
        case ("sources" | "data" as field, int(), *_):
            thing = _at(document, path[:2])
            word = "source" if field == "sources" else "data source"
            name = f"{word} {_text(thing, 'type')}.{_text(thing, 'name')}"
            return _block(name, name, path, 2)
        case ("variables" | "locals" as field, int(), *_):
            word = field.removesuffix("s")
            name = f"{word} {_text(_at(document, path[:2]), 'name')}"
            return _block(name, name, path, 2)
        case ("scripts", int(), *_):
            script = _text(_at(document, path[:2]), "path")
            # `${path.root}` begins at the working directory, which must not count.
            identity = f"script {script.rpartition('/')[2]}"
            return _block(f"script {script}", identity, path, 2)
        case ("packer", *_):
            return _block("the packer block", "packer", path, 1)
        case _:
            return _block("the template", "", path, 0)


def build_name(document: JSON, index: int) -> str:
    """`build base`, or `build 2` for the second one where it has no name."""
    return f"build {_text(_at(document, ('builds', index)), 'name') or index + 1}"


def _component(document: JSON, path: Path, length: int, word: str, build: int) -> Block:
    component = _at(document, path[:length])
    kind = _text(component, "kind") or word
    name = f"{kind} {_text(component, 'type')}"
    own = _text(component, "name")
    if own:
        name = f"{name} {own}"
    of_build = _text(_at(document, ("builds", build)), "name")
    return _block(name, f"build {of_build}/{name}", path, length)


def _block(name: str, identity: str, path: Path, length: int) -> Block:
    return Block(name, identity, path[:length], path[length:])


def _at(document: JSON, path: Path) -> JSON:
    """What is there, or None: a rule may name a path that does not exist."""
    here = document
    for part in path:
        match here, part:
            case dict(), str():
                here = here.get(part)
            case list(), int() if part < len(here):
                here = here[part]
            case _:
                return None
    return here


def _text(thing: JSON, key: str) -> str:
    found = thing.get(key) if isinstance(thing, dict) else None
    return found if isinstance(found, str) else ""
