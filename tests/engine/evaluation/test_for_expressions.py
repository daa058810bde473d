from __future__ import annotations

from evaluating import SECRET, hidden, known, made, missing, run
from packer_systo.engine.values.types import NUMBER, STRING, list_of
from packer_systo.engine.values.value import Unknown, Value


def test_lists_and_objects() -> None:
    assert known("[for i, x in l : i if x != 2]", {"l": made([1, 2, 3])}) == [0, 2]
    assert known("{for k, v in o : v => k}", {"o": made({"a": "x", "b": "y"})}) == {
        "x": "a",
        "y": "b",
    }
    assert known("{for x in l : x % 2 == 0 => x...}", {"l": made([1, 2, 3])}) == {
        "false": [1, 3],
        "true": [2],
    }


def test_names_hide_others() -> None:
    assert known("[for x in [1] : [for x in [2] : x]]", {"x": made(9)}) == [[2]]
    assert known("[[for x in [1] : x], x]", {"x": made(9)}) == [[1], 9]


def test_an_unknown_collection_gives_its_reasons() -> None:
    data = run("[for x in l : x]", {"l": missing("var.l", list_of(STRING))}).value.data
    assert isinstance(data, Unknown)
    assert [reason.expression for reason in data.reasons] == ["var.l"]


def test_an_unknown_condition_makes_the_result_unknown() -> None:
    names = {"u": missing("var.u", NUMBER), "l": made([1, 2])}
    data = run("[for x in l : x if x > u]", names).value.data
    assert isinstance(data, Unknown)
    assert [reason.expression for reason in data.reasons] == ["var.u"]


def test_unknown_elements_stay_elements() -> None:
    value = run("[for x in [u, 1] : x]", {"u": missing("var.u")}).value
    assert isinstance(value.data, tuple)
    assert isinstance(value.data[0].data, Unknown)
    assert value.data[1].data == 1


def test_two_elements_with_one_key() -> None:
    outcome = run("{for x in [1, 1] : x => x}")
    assert outcome.messages == [
        "Two elements give the same key; `...` after the value groups them."
    ]


def test_a_mistake_in_the_condition_is_said_once() -> None:
    outcome = run('[for x in [1, 2, 3] : x if "maybe"]')
    assert outcome.messages == ["A condition is true or false, and this is a string."]


def test_the_same_mistake_in_every_element_is_said_once() -> None:
    assert len(run("[for x in [1, 2, 3] : nothing]").problems) == 1


def test_what_comes_of_a_secret_collection_is_secret() -> None:
    value = made(["a"])
    names = {"l": Value(value.type, value.data, SECRET)}
    assert run("[for x in l : 1]", names).value.secret is SECRET
    assert run('[for x in [1] : x if s == "x"]', {"s": hidden()}).value.secret is SECRET
    assert run("{for x in [1] : s => x}", {"s": hidden()}).value.secret is SECRET
    assert run("[for x in [s] : x]", {"s": hidden()}).value.secret is None


def test_what_for_cannot_go_over() -> None:
    assert run("[for x in null : x]").messages == [
        "This is null: there is nothing that `for` could go over."
    ]
    assert run('[for x in "abc" : x]').messages == [
        "`for` goes over a list, map or object, and this is a string."
    ]
