from __future__ import annotations

from evaluating import SECRET, hidden, known, made, missing, run
from packer_systo.engine.values.types import BOOL, NUMBER
from packer_systo.engine.values.value import Unknown


def test_try_takes_the_first_that_works() -> None:
    assert known('try(o.a, o.b, "c")', {"o": made({"b": 1})}) == 1
    assert known('try(o.a, "c")', {"o": made({})}) == "c"
    assert known("try(null, 1)") is None


def test_try_says_what_was_wrong_with_the_first() -> None:
    assert run("try(nothing, 0 / 0)").messages == [
        "None of the expressions of `try` can be evaluated. The first: There is no `nothing` here."
    ]
    assert run("try()").messages == ["`try` takes at least 1 argument."]


def test_try_waits_for_what_is_unknown() -> None:
    data = run("try([u], 1)", {"u": missing("var.u")}).value.data
    assert isinstance(data, Unknown)
    assert [reason.expression for reason in data.reasons] == ["var.u"]


def test_an_infinite_number_is_no_failure_to_packer_and_unknown_here() -> None:
    for expression in ("try(1 / 0, 5)", "can(-1 / 0)", "try([true ? 1 / 0 : 2], 5)"):
        outcome = run(expression)
        assert isinstance(outcome.value.data, Unknown)
        assert outcome.messages == []
    assert known("try(0 / 0, 5)") == 5
    assert known("can(0 / 0)") is False
    assert known("try(false ? 1 / 0 : 2, 5)") == 2


def test_can_tells_whether_it_works() -> None:
    assert known("can(o.a)", {"o": made({"a": 1})}) is True
    assert known("can(o.b)", {"o": made({"a": 1})}) is False
    assert run("can(u)", {"u": missing("var.u")}).value.type is BOOL
    assert run("can(1, 2)").messages == ["`can` takes 1 argument."]


def test_secrets_come_through() -> None:
    assert run("try(s, 1)", {"s": hidden()}).value.secret is SECRET
    assert run("convert(s, number)", {"s": hidden("5")}).value.secret is SECRET


def test_convert_takes_a_type() -> None:
    assert known('convert("5", number)') == 5
    assert known("convert([1], list(string))") == ["1"]
    assert run("convert(null, number)").value.type is NUMBER


def test_convert_says_what_is_wrong() -> None:
    assert run('convert("x", number)').messages == [
        "In `convert`: a number is needed, and this text is not one."
    ]
    assert run("convert(1)").problems[0].hint == 'convert("5", number)'
    assert run("convert(1, strin)").places == ["strin"]
    assert run("convert({}, object({ a = optional(string, 1) }))").places == ["1"]
