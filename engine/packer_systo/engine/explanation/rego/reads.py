"""What a statement reads: of variables that have a value, and of the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.explanation.rego.bodies import ReadPlace
from packer_systo.engine.explanation.rego.places import key_text, placed
from packer_systo.engine.explanation.rego.syntax import CHAINS, RegoText, chain, root, variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.explanation.rego.places import DocumentPlaces
    from packer_systo.engine.template.document import JSON

_ROOTS = frozenset({"input"})
_LONGEST_REFERENCE = 4
_NAME = re.compile(r"[A-Za-z_]\w*")
_TEXT = re.compile(r'"(?:\\.|[^"\\])*"')


class Reads:
    """Finds them in one module; `bound` are the variables that have a value."""

    def __init__(self, text: RegoText) -> None:
        self._text = text

    def values(self, node: JSON, bound: frozenset[str]) -> Iterator[str]:
        """The longest references to what is bound, and single variables, within a node."""
        match node:
            case {"Call": dict(call)}:
                yield from self.values(call.get("params"), bound)
            case {"RefDot": dict()} | {"RefBrack": dict()}:
                if root(node) in bound | _ROOTS and set(variables(node)) <= bound | _ROOTS:
                    yield self._text.of(node)
                    return
                yield from self._below(node, bound)
            case {"Var": {"value": str(name)}}:
                if name in bound:
                    yield name
            case _:
                yield from self._below(node, bound)

    def _below(self, node: JSON, bound: frozenset[str]) -> Iterator[str]:
        if isinstance(node, dict):
            for name, value in node.items():
                if name != "span":
                    yield from self.values(value, bound)
        elif isinstance(node, list):
            for value in node:
                yield from self.values(value, bound)

    def places(
        self, node: JSON, places: DocumentPlaces, bound: frozenset[str]
    ) -> Iterator[ReadPlace]:
        """The longest references into the document within a node."""
        if isinstance(node, dict) and node.keys() & {"Var", *CHAINS}:
            names = frozenset(variables(node))
            path = places.path(node) if names <= bound | _ROOTS else None
            if path and not set(_NAME.findall(_TEXT.sub("", " ".join(path)))) <= bound | _ROOTS:
                path = None  # through a key that has no value here
            found = (f"[{', '.join(path)}]",) if path else self._by_content(node, bound)
            if found and names <= bound | _ROOTS:
                yield ReadPlace(self._text.of(node), found, names - _ROOTS)
                return
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        for value in inner:
            if isinstance(value, dict | list):
                yield from self.places(value, places, bound)

    def _by_content(self, node: JSON, bound: frozenset[str]) -> tuple[str, ...]:
        """Paths of a reference to a variable that has a part of the document, or holds one."""
        if not isinstance(node, dict) or not node.keys() & set(CHAINS) or root(node) not in bound:
            return ()
        name, keys = chain(node)
        texts = [key_text(key, self._text.of) for key in keys]
        if not name or not all(texts):
            return ()
        return tuple(
            f"array.concat({placed(name + ''.join(f'[{key}]' for key in texts[:upto]))},"
            f"\n[{', '.join(texts[upto:])}])"
            for upto in range(min(len(texts), _LONGEST_REFERENCE))
        )
