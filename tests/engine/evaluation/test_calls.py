from __future__ import annotations

from evaluating import HIDDEN, SECRET, hidden, known, made, missing, plain, run
from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.evaluation.scope import Scope
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.hcl.parser import parse_expression
from packer_systo.engine.values.value import Unknown


def test_the_last_argument_may_be_a_list() -> None:
    assert known("max(l...)", {"l": made([1, 5, 3])}) == 5
    assert known("max(9, l...)", {"l": made([1, 5, 3])}) == 9


def test_what_cannot_be_expanded() -> None:
    assert run("max(null...)").messages == ["This is null, and `...` makes arguments of a list."]
    assert run("max({}...)").messages == ["`...` makes arguments of a list, and this is an object."]


def test_an_unknown_list_of_arguments_gives_an_unknown_result() -> None:
    data = run("max(l...)", {"l": missing("var.l")}).value.data
    assert isinstance(data, Unknown)
    assert [reason.expression for reason in data.reasons] == ["var.l"]


def test_an_unknown_function_gets_a_suggestion() -> None:
    outcome = run('[uper("a")]')
    assert outcome.messages == ["There is no function `uper`. Did you mean `upper`?"]
    assert outcome.places == ["uper"]
    assert outcome.problems[0].code == "unknown-function"


def test_a_wrong_argument_is_where_the_problem_is() -> None:
    outcome = run('pow(2, "x")')
    assert outcome.places == ['"x"']
    assert outcome.messages[0].startswith("In `pow`: a number is needed")


def test_too_few_and_too_many_arguments() -> None:
    assert run("upper()").places == ["upper()"]
    assert run('upper("a", "b")').places == ['"b"']


def test_the_number_of_arguments_comes_before_what_they_are() -> None:
    outcome = run("upper(nothing, nowhere)")
    assert len(outcome.problems) == 1
    assert outcome.problems[0].code == "expression-error"


def test_a_call_with_a_problem_in_an_argument_is_not_made() -> None:
    assert run("upper(nothing)").places == ["nothing"]


def test_results_of_secrets_are_secret() -> None:
    value = run("upper(s)", {"s": hidden()}).value
    assert value.secret is SECRET
    assert plain(value) == HIDDEN.upper()


def test_functions_can_be_forbidden() -> None:
    node, _ = parse_expression('upper("a")')
    scope = Scope(SourceText("a", 'upper("a")'), {})
    evaluate(node, scope)
    assert [one.message for one in scope.problems] == ["Functions cannot be called here."]
