"""How high a tree is: those who walk it recursively must not run out of stack.

Brackets that nest are counted while reading, and so are long chains, but a chain in a bracket in a
chain makes a tree as high as the product. Real templates stay below 30.
"""

from __future__ import annotations

from typing import Final, cast

from packer_systo.engine.syntax.hcl.nodes import Node

MAX_HEIGHT: Final = 300
"""How many nodes there may be from a body's item, or an expression, down to a leaf."""


def beyond(node: Node, limit: int = MAX_HEIGHT) -> Node | None:
    """A node that is more than `limit` levels below `node`; None when there is none."""
    waiting: list[tuple[Node, int]] = [(node, 1)]
    while waiting:
        current, level = waiting.pop()
        if level > limit:
            return current
        for name in current.__struct_fields__:
            value: object = getattr(current, name)
            if isinstance(value, Node):
                waiting.append((value, level + 1))
            elif isinstance(value, tuple):
                entries = cast("tuple[object, ...]", value)
                waiting.extend((each, level + 1) for each in entries if isinstance(each, Node))
    return None


def may_be_high(deepest: int, longest: int) -> bool:
    """Can a tree be too high whose brackets nest `deepest` and whose chains are `longest`?

    A level of brackets takes up to three nodes, and one for each step of a chain.
    """
    return (deepest + 1) * (longest + 3) > MAX_HEIGHT
