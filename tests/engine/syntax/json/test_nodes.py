"""The JSON tree."""

from __future__ import annotations

from packer_systo.engine.syntax.json.nodes import JsonBool, JsonObject, JsonString


def test_a_repeated_key_is_kept_and_the_first_counts() -> None:
    first, second = JsonBool(6, 10, value=True), JsonBool(17, 22, value=False)
    node = JsonObject(0, 23, ((JsonString(1, 4, "a"), first), (JsonString(12, 15, "a"), second)))
    assert len(node.items) == 2
    assert node.get("a") is first
    assert node.get("b") is None
