"""What a CEL expression reads of the bundle's data, as far as its text says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.judgment.cel.tokens import text_at, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = "data"


def data_reads(expression: str) -> Iterator[tuple[str, ...]]:
    """For each `data.a.b` or `data["a"]["b"]` the keys that are written out, `("a", "b")`."""
    tokens = tokens_of(expression)
    for at, (kind, text, _) in enumerate(tokens):
        if kind != "name" or text != _DATA or text_at(tokens, at - 1) == ".":
            continue
        keys: list[str] = []
        further = at + 1
        while True:
            key = text_at(tokens, further + 1)
            match text_at(tokens, further), text_at(tokens, further + 2):
                case ".", after if after != "(":
                    keys.append(key)
                    further += 2
                case "[", "]" if tokens[further + 1][0] == "string":
                    keys.append(key.lstrip("rR").strip("\"'"))
                    further += 3
                case _:
                    break
        yield tuple(keys)
