from __future__ import annotations

from evaluating import Outcome, made, namespace, run
from packer_systo.engine.source.text import SourceText, Span
from packer_systo.engine.values.constructors import string
from packer_systo.engine.values.value import Origin, Value

ELSEWHERE = SourceText("variables.pkr.hcl", 'default = "none"')
DEFAULT = Origin(Span(ELSEWHERE, 10, 16), "default of var.checksum")
NAMES = {
    "var": namespace("variable", checksum=string("none", origin=DEFAULT)),
    "local": namespace("local", a=made("x"), all=made({"deep": ["e"]})),
}


def place(outcome: Outcome, origin: Origin | None) -> str:
    assert origin is not None
    assert origin.span is not None
    return outcome.text[origin.span.start : origin.span.end]


def elements(value: Value) -> tuple[Value, ...]:
    assert isinstance(value.data, (tuple, dict))
    return value.data if isinstance(value.data, tuple) else tuple(value.data.values())


def test_a_literal_comes_from_its_place() -> None:
    for text in ('"a"', "1", "true", "null", "[1]", "{ a = 1 }", '"a${1}"'):
        outcome = run(text)
        assert place(outcome, outcome.value.origin) == text
        assert outcome.value.origin is not None
        assert outcome.value.origin.parents == ()


def test_a_reference_comes_from_where_its_value_does() -> None:
    outcome = run("[var.checksum]", NAMES)
    (element,) = elements(outcome.value)
    assert element.origin == Origin(
        Span(element.origin.span.source, 1, 13) if element.origin and element.origin.span else None,
        "var.checksum",
        (DEFAULT,),
    )


def test_a_single_interpolation_is_the_reference() -> None:
    outcome = run('"${var.checksum}"', NAMES)
    assert place(outcome, outcome.value.origin) == "var.checksum"


def test_a_composite_has_the_references_as_parents() -> None:
    outcome = run('"${var.checksum}-${upper(local.a)}-${1}"', NAMES)
    origin = outcome.value.origin
    assert place(outcome, origin) == outcome.text
    assert origin is not None
    assert [parent.label for parent in origin.parents] == ["var.checksum", "local.a"]


def test_parents_are_at_most_eight() -> None:
    outcome = run(f"[{', '.join(['local.a'] * 20)}]", NAMES)
    assert outcome.value.origin is not None
    assert len(outcome.value.origin.parents) == 8


def test_elements_have_their_own_origins() -> None:
    outcome = run('{ a = "x", b = [1, var.checksum] }', NAMES)
    first, second = elements(outcome.value)
    assert place(outcome, first.origin) == '"x"'
    assert [place(outcome, one.origin) for one in elements(second)] == ["1", "var.checksum"]


def test_a_conditional_comes_from_the_selected_branch() -> None:
    outcome = run('var.checksum == "" ? "a" : "b"', NAMES)
    assert place(outcome, outcome.value.origin) == '"b"'


def test_a_function_result_has_the_arguments_as_parents() -> None:
    outcome = run("upper(var.checksum)", NAMES)
    origin = outcome.value.origin
    assert place(outcome, origin) == "upper(var.checksum)"
    assert origin is not None
    assert [parent.label for parent in origin.parents] == ["var.checksum"]


def test_labels_name_the_chain() -> None:
    outcome = run("local.all.deep[0]", NAMES)
    assert outcome.value.origin is not None
    assert outcome.value.origin.label == "local.all.deep.0"
    assert place(outcome, outcome.value.origin) == "local.all.deep[0]"
