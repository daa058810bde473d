from __future__ import annotations

import pytest

from evaluating import HIDDEN, SECRET, hidden, known, made, missing, run
from packer_systo.engine.values.types import BOOL, NUMBER
from packer_systo.engine.values.value import Unknown


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ('1 + "x"', "`+` needs numbers; the right side is text that is not a number.", '"x"'),
        ("[1] * 2", "`*` needs numbers; the left side is a tuple.", "[1]"),
        ("true < 1", "`<` needs numbers; the left side is a bool.", "true"),
        ("1 && true", "`&&` needs true or false; the left side is a number.", "1"),
        ('!"maybe"', "`!` needs true or false; this is text that is neither.", '"maybe"'),
        ("null - 1", "`-` needs numbers, and this is null.", "null"),
        ("-null", "`-` needs numbers, and this is null.", "null"),
        ("1 / 0", "This divides by zero.", "1 / 0"),
        ("1e1200 * 1e1200", "The result cannot be a number: the number is too large.", None),
    ],
)
def test_problems_in_words(text: str, message: str, place: str | None) -> None:
    outcome = run(text)
    assert outcome.messages == [message]
    assert outcome.places == [place or text]


def test_the_result_of_a_problem_still_has_its_type() -> None:
    assert run('1 + "x"').value.type is NUMBER
    assert run('1 < "x"').value.type is BOOL


def test_unknown_operands_give_their_reasons() -> None:
    data = run("a + b * 2", {"a": missing("var.a"), "b": missing("var.b")}).value.data
    assert isinstance(data, Unknown)
    assert [reason.expression for reason in data.reasons] == ["var.a", "var.b"]


def test_a_decided_side_decides() -> None:
    names = {"u": missing("var.u", BOOL)}
    assert known("u || true", names) is True
    assert known("false && u", names) is False
    assert isinstance(run("u && true", names).value.data, Unknown)


def test_the_side_that_does_not_decide_may_have_problems() -> None:
    assert known("false && nothing.at.all") is False
    assert known("true || 1 / 0 == 1") is True
    assert run("true && nothing").places == ["nothing"]


def test_comparing_a_secret_is_secret() -> None:
    assert run('s == "guess"', {"s": hidden()}).value.secret is SECRET
    assert run("[s] != [1]", {"s": hidden()}).value.secret is SECRET
    assert run("n + 1", {"n": hidden("5")}).value.secret is SECRET
    assert run('s == "x" && true', {"s": hidden()}).value.secret is SECRET


def test_whether_a_secret_is_set_is_no_secret() -> None:
    for text in ('s == ""', "s != null", "null == s", '"" != s'):
        value = run(text, {"s": hidden()}).value
        assert value.secret is None
        assert isinstance(value.data, bool)


def test_no_message_holds_a_secret() -> None:
    for text in ("s + 1", "-s", "!s", "s && true", "s > 1", "1 - s"):
        outcome = run(text, {"s": hidden()})
        assert outcome.problems
        assert all(HIDDEN not in message for message in outcome.messages)


def test_long_chains_are_no_deep_recursion() -> None:
    assert known(" + ".join(["1"] * 240)) == 240
    assert known(" && ".join(["true"] * 240)) is True


def test_problems_of_both_sides_are_reported() -> None:
    assert run("nothing + nowhere").places == ["nothing", "nowhere"]
    assert run("made_up + 1 + missing").places == ["made_up", "missing"]


def test_values_of_any_type_are_compared() -> None:
    assert known("a == b", {"a": made({"x": [1]}), "b": made({"x": [1]})}) is True
    assert known('1 == "1"') is False
