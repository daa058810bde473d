from __future__ import annotations

import pytest

from evaluating import HIDDEN, SECRET, hidden, known, made, missing, plain, run
from packer_systo.engine.values.constructors import string_from_parts
from packer_systo.engine.values.types import BOOL, STRING, list_of
from packer_systo.engine.values.value import SecretText, Unknown, UnknownReason, Value

PART = Unknown((UnknownReason("var.x", "variable without a value"),))


def test_a_single_interpolation_keeps_the_type() -> None:
    assert known('"${[1, 2]}"') == [1, 2]
    assert run('"${s}"', {"s": hidden()}).value.secret is SECRET


def test_unknown_parts_stay_parts() -> None:
    value = run('"a-${u}-b"', {"u": missing("var.u")}).value
    assert value.type is STRING
    assert plain(value) == ("a-", "?", "-b")


def test_secret_parts_stay_parts() -> None:
    value = run('"user:${s}@host"', {"s": hidden()}).value
    assert plain(value) == ("user:", f"<{HIDDEN}>", "@host")
    assert value.secret is None


def test_secret_numbers_are_secret_parts() -> None:
    number = run("n + 0", {"n": hidden("5")}).value
    assert plain(run('"pin ${n}"', {"n": number}).value) == ("pin ", "<5>")


def test_an_empty_secret_is_a_part_too() -> None:
    assert plain(run('"a${s}"', {"s": hidden("")}).value) == ("a", "<>")


def test_parts_of_parts_are_taken_apart() -> None:
    inner = string_from_parts(["x", PART, SecretText("y", SECRET)])
    assert plain(run('"(${i})"', {"i": inner}).value) == ("(x", "?", "<y>", ")")
    wholly = Value(inner.type, inner.data, SECRET)
    assert plain(run('"(${i})"', {"i": wholly}).value) == ("(", "<x>", "?", "<y>", ")")


def test_reasons_of_neighbours_are_joined() -> None:
    value = run('"${a}${b}!"', {"a": missing("var.a"), "b": missing("var.b")}).value
    assert plain(value) == ("?", "!")


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ('"a${null}"', "This is null, which cannot be a part of a text.", "null"),
        (
            '"a${[1]}"',
            "Only text, a number or a bool can be a part of a text; this is a tuple.",
            "[1]",
        ),
        ('"%{ if null }a%{ endif }"', "A condition is true or false, and this is null.", "null"),
        (
            '"%{ for x in 5 }a%{ endfor }"',
            "`for` goes over a list, map or object, and this is a number.",
            "5",
        ),
    ],
)
def test_problems_in_words(text: str, message: str, place: str) -> None:
    outcome = run(text)
    assert outcome.messages == [message]
    assert outcome.places == [place]
    assert "?" in str(plain(outcome.value))


def test_a_directive_evaluates_the_selected_branch_only() -> None:
    assert known('"%{ if true }a%{ else }${nothing}%{ endif }"') == "a"


def test_unknown_directives_are_unknown_parts() -> None:
    names = {"u": missing("var.u", BOOL), "l": missing("var.l", list_of(STRING))}
    assert plain(run('"a%{ if u }b%{ endif }c"', names).value) == ("a", "?", "c")
    assert plain(run('"a%{ for x in l }b%{ endfor }c"', names).value) == ("a", "?", "c")


def test_what_depends_on_a_secret_is_a_secret_part() -> None:
    names = {"s": hidden()}
    value = run('"a%{ if s == "x" }b%{ else }c%{ endif }"', names).value
    assert plain(value) == ("a", "<c>")
    marked = Value(made(["x"]).type, made(["x"]).data, SECRET)
    value = run('"a%{ for x in l }.%{ endfor }"', {"l": marked}).value
    assert plain(value) == ("a", "<.>")


def test_loop_names_hide_others_and_end_with_the_loop() -> None:
    text = '"%{ for x in [1, 2] }${x}%{ for x in ["a"] }${x}%{ endfor }%{ endfor }${x}"'
    assert known(text, {"x": made("outer")}) == "1a2aouter"


def test_unicode_is_normalised_across_parts() -> None:
    assert known('"e${"\u0301"}"') == "é"
