"""Whatever the expression: no crash, the same result again, and no secret in what is said."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluating import HIDDEN, SECRET, hidden, plain, run
from hcl_evaluation import our_names
from hcl_evaluation_cases import NAMES
from packer_systo.engine.values.constructors import string_from_parts
from packer_systo.engine.values.value import PartialString, SecretText, Unknown, Value
from random_expressions import random_expressions

VALUES = our_names(NAMES)


def _expression(seed: int) -> str:
    return random_expressions(seed, 1, depth=random.Random(seed).randrange(1, 5))[0]


expressions = st.integers(0, 2**32).map(_expression)


@given(expressions)
@settings(max_examples=300, deadline=None)
def test_the_same_expression_gives_the_same_value(expression: str) -> None:
    first, second = run(expression, VALUES), run(expression, VALUES)
    assert plain(first.value) == plain(second.value)
    assert first.messages == second.messages
    assert first.value.type == second.value.type


@given(expressions)
@settings(max_examples=300, deadline=None)
def test_the_type_is_the_type_of_the_data(expression: str) -> None:
    check_types(run(expression, VALUES).value)


def check_types(value: Value) -> None:
    type = value.type
    if isinstance(value.data, tuple):
        assert len(type.elements) == len(value.data) or type.element is not None
        for at, element in enumerate(value.data):
            wanted = type.elements[at] if type.element is None else type.element
            assert element.type == wanted or element.data is None or type.element is not None
            check_types(element)
    elif isinstance(value.data, dict):
        assert list(value.data) == sorted(value.data)
        if type.element is None:
            assert [name for name, _ in type.attributes] == list(value.data)
        for element in value.data.values():
            check_types(element)
    elif isinstance(value.data, Unknown):
        assert len(value.data.reasons) <= 8


@given(expressions)
@settings(max_examples=400, deadline=None)
def test_no_message_holds_a_secret_and_no_plain_data_does(expression: str) -> None:
    names = {
        **VALUES,
        "s": hidden(),
        "map": type(VALUES["map"])(VALUES["map"].type, {"k": hidden(), "l l": hidden()}),
        "digits": string_from_parts([SecretText(HIDDEN, SECRET), "7"]),
    }
    outcome = run(expression, names)
    assert all(HIDDEN not in message for message in outcome.messages)
    assert all(HIDDEN not in problem.hint for problem in outcome.problems)
    assert not shows(outcome.value)


def shows(value: Value) -> bool:
    """Whether the secret stands in data that is not marked."""
    data = value.data
    if value.secret is not None:
        return False
    if isinstance(data, str):
        return HIDDEN in data
    if isinstance(data, PartialString):
        return any(HIDDEN in part for part in data.parts if isinstance(part, str))
    if isinstance(data, tuple):
        return any(shows(element) for element in data)
    if isinstance(data, dict):
        return any(HIDDEN in key or shows(element) for key, element in data.items())
    if isinstance(data, Unknown):
        return any(HIDDEN in reason.expression for reason in data.reasons)
    return False
