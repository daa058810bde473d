"""Parts of the document, found by what they hold."""

from __future__ import annotations

import json

from packer_systo.engine.explanation.document_content import DocumentContent

DOCUMENT = {
    "builds": [{"sources": [{"config": {"a": 1}, "n": "x"}, {"config": {"a": 1}, "n": "y"}]}],
    "sources": [{"config": {"a": 1}}],
}


def found(value: object, *near: str | int) -> tuple[str | int, ...] | None:
    content = DocumentContent(json.loads(json.dumps(DOCUMENT)))
    match content.place(json.dumps(value)):
        case {"path": [str(mark), int(number)]}:
            return content.resolved([mark, number, "further"], near)[:-1]
        case _:
            return None


def test_of_several_equal_parts_the_one_next_to_the_subject() -> None:
    assert found({"a": 1}, "builds", 0, "sources", 1) == ("builds", 0, "sources", 1, "config")
    assert found({"a": 1}, "sources", 0) == ("sources", 0, "config")
    assert found({"a": 1}) == ("builds", 0, "sources", 0, "config")


def test_the_order_of_keys_does_not_matter() -> None:
    assert found({"n": "y", "config": {"a": 1}}) == ("builds", 0, "sources", 1)


def test_what_is_no_part_of_the_document_has_no_place() -> None:
    assert found({"a": 2}) is None
    assert found("x") is None
    assert found([]) is None


def test_a_path_that_is_known_stays() -> None:
    content = DocumentContent({})
    assert content.resolved(["builds", 0], ()) == ("builds", 0)
