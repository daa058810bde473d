from __future__ import annotations

from evaluating import SECRET, hidden, known, made, missing, plain, run
from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.evaluation.scope import Scope
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.hcl.nodes import Invalid
from packer_systo.engine.values.types import ANY, NUMBER, tuple_of
from packer_systo.engine.values.value import Unknown, UnknownReason


def test_elements_have_their_own_types() -> None:
    outcome = run('[1, null, "a"]')
    assert outcome.value.type.elements[1] is ANY
    assert plain(outcome.value) == [1, None, "a"]


def test_keys_are_names_numbers_or_computed() -> None:
    assert known('{ b = 1, "a c" : 2, (k) = 3, 4 = 5 }', {"k": made("x")}) == {
        "4": 5,
        "a c": 2,
        "b": 1,
        "x": 3,
    }


def test_an_object_with_an_unknown_key_is_unknown_for_the_reason_of_the_key() -> None:
    outcome = run('{ (k) = 1, b = "x" }', {"k": missing("var.k")})
    reason = UnknownReason("var.k", "variable without a value", derived=True)
    assert outcome.value.data == Unknown((reason,))
    assert outcome.problems == []


def test_a_secret_key_makes_the_object_secret() -> None:
    assert run("{ (k) = 1 }", {"k": hidden()}).value.secret is SECRET


def test_a_key_that_could_be_a_reference_is_asked_about() -> None:
    outcome = run("{ a.b = 1 }")
    assert outcome.places == ["a.b"]
    assert outcome.problems[0].hint == "(a.b) = …"


def test_keys_that_cannot_be_keys() -> None:
    assert run("{ (null) = 1 }").messages == ["The key of an object must not be null."]
    assert run("{ ([1]) = 1 }").messages == [
        "This cannot be the key of an object: a string is needed, and this is a list."
    ]


def test_every_problem_of_an_expression_is_collected() -> None:
    outcome = run('[nothing, 1 + "a", upper()]')
    assert [problem.code for problem in outcome.problems] == [
        "unknown-reference",
        "wrong-type",
        "expression-error",
    ]
    assert outcome.value.type == tuple_of(ANY, NUMBER, ANY)


def test_what_could_not_be_evaluated_is_unknown_in_error() -> None:
    data = run("nothing").value.data
    assert data == Unknown((UnknownReason("nothing", "in error"),))


def test_a_number_that_is_too_large_is_a_problem() -> None:
    outcome = run("1e9999")
    assert outcome.messages == ["The number's exponent is too large."]
    assert outcome.value.type is NUMBER


def test_what_the_parser_could_not_read_is_not_reported_twice() -> None:
    scope = Scope(SourceText("a", "???"), {})
    value = evaluate(Invalid(0, 3), scope)
    assert scope.problems == []
    assert scope.log.errors == 1
    assert isinstance(value.data, Unknown)


def test_names_in_nfc() -> None:
    assert known('{ "e\u0301" = 1 }') == {"é": 1}
