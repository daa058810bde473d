"""Queries of addresses on the embedded engine are written and read as by OPA."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.judgment.engines.both_engines import both, embedded

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON

TEXTS = [
    "", "a b", "a+b", "~*-_.!()", "größe", "%C3%B6", "%c3%b6", "%zz", "%", "%2", "a=1&b=2&a=3", "?a", "a=%zz", "a;b",
    "&&", "=", "a=b=c", "a%3Db=1", "/x?y", "%00", "\n",
]  # fmt: skip


@pytest.mark.parity
@pytest.mark.parametrize("name", ["urlquery.encode", "urlquery.decode", "urlquery.decode_object"])
def test_each_is_what_opa_makes_of_it(name: str) -> None:
    ours, theirs = both(name, [*([one] for one in TEXTS), [1]])
    assert ours == theirs
    assert ours


@pytest.mark.parity
def test_objects_are_written_as_by_opa() -> None:
    objects: list[list[JSON]] = [
        [{}],
        [{"b": "1", "a": ["y", "x"], "ä": "~"}],
        [{"a": []}],
        [{"a": 1}],
        [{"a": ["x", 1]}],
        [["a"]],
    ]
    ours, theirs = both("urlquery.encode_object", objects)
    assert ours == theirs
    assert len(ours) == 3


def test_what_is_no_escape_is_an_error() -> None:
    assert embedded("urlquery.decode", [["%zz"], ["%41"]]) == {"1": "A"}
