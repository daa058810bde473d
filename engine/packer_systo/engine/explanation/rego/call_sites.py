"""Whom an expression asks: functions and rules, of its own module and of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.explanation.rego.bodies import ELEMENT, CallSite
from packer_systo.engine.explanation.rego.places import key_text
from packer_systo.engine.explanation.rego.syntax import (
    COMPREHENSIONS,
    RegoText,
    at,
    chain,
    parts_of,
    variables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.explanation.rego.names import ModuleNames, Names, Target
    from packer_systo.engine.template.document import JSON


class CallSites:
    """Finds them in one module; `bound` are variables, which stand before rules of the same name."""

    def __init__(self, text: RegoText, module: ModuleNames, names: Names) -> None:
        self._text = text
        self._module = module
        self._names = names

    def of(self, node: JSON, bound: frozenset[str], element: str = "") -> Iterator[CallSite]:
        """The functions and rules that an expression asks. What is in a comprehension is left out:
        it has variables of its own.
        """
        match node:
            case {"Call": {"fcn": function, "params": list(parameters)}}:
                found = self._names.resolve(function, self._module, bound)
                if found is not None and not found[1]:
                    yield CallSite(
                        text=self._text.of(function),
                        target=found[0],
                        arguments=tuple(self._text.asked(one) for one in parameters),
                        needs=frozenset(variables(parameters))
                        | (frozenset([element]) - {"", ELEMENT}),
                        element=element,
                    )
                    element = ""
                for one in parameters:
                    yield from self.of(one, bound, element)
                return
            case {"Var": _} | {"RefDot": _} | {"RefBrack": _}:
                found = self._names.resolve(node, self._module, bound)
                _, keys = chain(node)
                if found is not None:
                    yield self._rule(node, *found, element)
                    keys = found[1]
                for key in keys:
                    yield from self.of(key, bound)
                return
            case dict():
                if node.keys() & {*COMPREHENSIONS, "Every"}:
                    return
                inner = [value for key, value in node.items() if key != "span"]
            case list():
                inner = node
            case _:
                return
        for value in inner:
            if isinstance(value, dict | list):
                yield from self.of(value, bound, element)

    def _rule(self, node: JSON, target: Target, keys: list[JSON], element: str) -> CallSite:
        name = node
        for _ in keys:  # the reference up to the rule's name
            name = at(parts_of(name), "refr")
        indexes = tuple(key_text(key, self._text.of) for key in keys)
        return CallSite(
            text=self._text.of(name),
            target=target,
            arguments=(),
            needs=frozenset(variables(keys)) | (frozenset([element]) - {"", ELEMENT}),
            element=element,
            indexes=indexes if all(indexes) else (),
        )
