from __future__ import annotations

from evaluating import SECRET, hidden, known, made, missing, run
from packer_systo.engine.values.types import STRING, list_of, object_of
from packer_systo.engine.values.value import Unknown, Value


def test_a_value_that_is_no_list_is_taken_as_one() -> None:
    assert known("o[*].a", {"o": made({"a": 1})}) == [1]
    assert known("o[*].a", {"o": made(None)}) == []
    assert known("o[*].a", {"o": made([{"a": 1}, {"a": 2}])}) == [1, 2]


def test_splats_nest() -> None:
    rows = made([{"cells": [{"v": 1}, {"v": 2}]}, {"cells": [{"v": 3}]}])
    assert known("rows[*].cells[*].v", {"rows": rows}) == [[1, 2], [3]]


def test_an_index_after_the_attribute_splat_is_of_the_result() -> None:
    rows = made([{"a": ["x", "y"]}, {"a": ["z"]}])
    assert known("rows.*.a[0]", {"rows": rows}) == ["x", "y"]
    assert known("rows[*].a[0]", {"rows": rows}) == ["x", "z"]


def test_an_unknown_list_gives_an_unknown_list_of_the_type() -> None:
    names = missing("var.disks", list_of(object_of({"name": STRING})))
    outcome = run("disks[*].name", {"disks": names})
    assert outcome.value.type == list_of(STRING)
    assert isinstance(outcome.value.data, Unknown)
    assert run("disks[*].nane", {"disks": names}).messages == [
        "This object has no attribute `nane`. Did you mean `name`?"
    ]


def test_elements_of_something_secret_come_out_secret() -> None:
    value = made([{"a": "x"}])
    outcome = run("l[*].a", {"l": Value(value.type, value.data, SECRET)})
    assert outcome.value.secret is SECRET
    inner = run("l[*].a", {"l": made([])}).value
    assert inner.secret is None
    partly = run("[{ a = s }, { a = 1 }][*].a", {"s": hidden()}).value
    assert partly.secret is None
    assert isinstance(partly.data, tuple)
    assert partly.data[0].secret is SECRET


def test_a_null_list_is_a_problem() -> None:
    from packer_systo.engine.values.constructors import null

    assert run("l[*]", {"l": null(list_of(STRING))}).messages == [
        "This list is null: it has no elements."
    ]
