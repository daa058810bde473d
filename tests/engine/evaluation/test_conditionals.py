from __future__ import annotations

from evaluating import SECRET, hidden, known, made, missing, run
from packer_systo.engine.values.types import BOOL, NUMBER, STRING
from packer_systo.engine.values.value import Unknown

DIFFERENT = "The two results of this condition have different types"


def test_the_branch_that_is_not_taken_may_have_problems() -> None:
    assert known("true ? 1 : nothing") == 1
    assert run("false ? 1 : nothing").places == ["nothing"]


def test_the_result_has_the_type_that_both_have_in_common() -> None:
    assert known('true ? 1 : "a"') == "1"
    assert known("false ? [1] : []") == []
    assert run("true ? null : 5").value.type is NUMBER


def test_an_unknown_condition_gives_an_unknown_of_that_type() -> None:
    value = run('u ? 1 : "a"', {"u": missing("var.u", BOOL)}).value
    assert value.type is STRING
    assert isinstance(value.data, Unknown)
    assert [reason.expression for reason in value.data.reasons] == ["var.u"]


def test_types_that_do_not_go_together_are_described() -> None:
    assert run("true ? 1 : [1]").messages == [f"{DIFFERENT}: a number if true, a tuple if false."]
    assert run("true ? { a = 1, b = [] } : { a = 1 }").messages == [
        f"{DIFFERENT}: only the first has the attribute `b`."
    ]
    assert run("true ? { a = 1 } : { a = [] }").messages == [
        f"{DIFFERENT}: the attribute `a` is a number if true, a tuple if false."
    ]


def test_the_condition_must_be_one() -> None:
    assert run("null ? 1 : 2").messages == ["A condition is true or false, and this is null."]
    assert run('"yes" ? 1 : 2').messages == ["A condition is true or false, and this is a string."]
    assert known('"true" ? 1 : 2') == 1


def test_a_text_that_does_not_fit_the_other_type_is_a_problem_where_it_is_taken() -> None:
    names = {"l": made([1, 2])}
    assert run("true ? l : [1, 2]", names).problems == []


def test_a_secret_condition_makes_the_result_secret() -> None:
    assert run('s == "x" ? 1 : 2', {"s": hidden()}).value.secret is SECRET


def test_a_check_for_emptiness_does_not() -> None:
    value = run('s == "" ? 1 : 2', {"s": hidden()}).value
    assert value.secret is None
    assert value.data == 2


def test_the_selected_branch_is_secret_only_when_it_is_itself() -> None:
    names = {"s": hidden()}
    assert run('true ? "a" : s', names).value.secret is None
    assert run('false ? "a" : s', names).value.secret is SECRET
