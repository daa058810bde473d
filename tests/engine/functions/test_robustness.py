"""No call crashes, and none makes a result without bound."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from function_cases import context
from packer_systo.engine.functions.calling import call
from packer_systo.engine.functions.limits import MAXIMUM_CHARACTERS
from packer_systo.engine.functions.models import FunctionError
from packer_systo.engine.functions.table import NAMES, find
from packer_systo.engine.values.constructors import (
    boolean,
    list_value,
    map_value,
    null,
    number,
    object_value,
    set_value,
    string,
    tuple_value,
    unknown,
)
from packer_systo.engine.values.types import ANY, BOOL, NUMBER, STRING, list_of, map_of
from packer_systo.engine.values.value import Secret, Unknown, UnknownReason, Value

REASON = UnknownReason("x", "data source")
EAGER = sorted(name for name in NAMES if name not in ("can", "convert", "try"))

texts = st.one_of(
    st.text(max_size=20),
    st.text("%[]{}().*+?|\\^$:-,#!&'\"\n\t 0123456789abcdefxXsdveE", max_size=20),
    st.sampled_from(["10.0.0.0/8", "2020-01-01T00:00:00Z", "{}", "a: 1", "plain.txt", "UTF-8"]),
).filter(lambda text: not any("\ud800" <= one <= "\udfff" for one in text))
numbers = st.one_of(st.integers(-300, 300), st.integers(-(10**30), 10**30), st.just(10**1200))
leaves = st.one_of(
    texts.map(string),
    numbers.map(number),
    st.booleans().map(boolean),
    st.sampled_from(
        [
            null(),
            null(STRING),
            *[unknown(type, REASON) for type in (ANY, STRING, NUMBER, BOOL, list_of(STRING))],
            unknown(map_of(ANY), REASON),
            string("hidden", secret=Secret("x", "literal")),
        ]
    ),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple_value),
        st.lists(texts.map(string), max_size=4).map(lambda found: list_value(found, STRING)),
        st.lists(texts.map(string), max_size=4).map(lambda found: set_value(found, STRING)),
        st.dictionaries(texts, inner, max_size=4).map(object_value),
        st.dictionaries(texts, numbers.map(number), max_size=4).map(
            lambda found: map_value(found, NUMBER)
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(EAGER), st.lists(values, max_size=4))
def test_any_call_gives_a_value_or_a_function_error(name: str, arguments: list[Value]) -> None:
    found = answer(name, *arguments)
    if isinstance(found, str):
        assert found
        assert "hidden" not in found
    else:
        assert isinstance(found, Value)


def answer(name: str, *arguments: Value) -> Value | str:
    """The result of a call, or the message of its error."""
    try:
        return result(name, *arguments)
    except FunctionError as error:
        return error.message


def result(name: str, *arguments: Value) -> Value:
    function = find(name)
    assert function is not None
    return call(function, arguments, context())


LONG = string("ab" * 100_000)
MANY = list_value([string(str(place)) for place in range(1100)])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("format", (string("%1000000000d"), number(1))),
        ("format", (string("%.1000000000d"), number(1))),
        ("format", (string("%999999999s"), string("a"))),
        ("format", (string("%.99999999f"), number(1))),
        ("format", (string("%s" * 200), *[LONG] * 200)),
        ("indent", (number(10**9), string("a\nb"))),
        ("replace", (LONG, string(""), LONG)),
        ("regex_replace", (LONG, string(""), LONG)),
        ("join", (LONG, MANY)),
        ("setproduct", (MANY, MANY)),
        ("setproduct", (tuple_value([number(n) for n in range(10)]),) * 12),
        ("range", (number(10**9),)),
        ("base64encode", (string("a" * MAXIMUM_CHARACTERS),)),
        ("parseint", (string("9" * 100_000), number(10))),
        ("jsondecode", (string("[" * 100_000),)),
        ("yamldecode", (string("[" * 10_000),)),
        ("yamldecode", (string("- " * 10_000),)),
        ("pow", (number(10**1000), number(2))),
    ],
)
def test_results_are_bounded(name: str, arguments: tuple[Value, ...]) -> None:
    started = time.monotonic()
    found = answer(name, *arguments)
    # A value here is Go's own complaint about a field that is too wide.
    text = found if isinstance(found, str) else found.data
    assert isinstance(text, str)
    assert len(text) < 200
    assert time.monotonic() - started < 10


def test_aliases_of_aliases_do_not_grow_without_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(FunctionError, match="aliases counted each"):
        result("yamldecode", string("\n".join(lines)))


def test_what_would_take_seconds_is_unknown() -> None:
    found = result("base64gzip", string("x" * (128 * 1024 + 1)))
    assert isinstance(found.data, Unknown)
    assert "too long" in found.data.reasons[0].reason


def test_many_matches_in_a_long_text_are_refused() -> None:
    with pytest.raises(FunctionError, match="too much work"):
        result("regexall", string("b|$"), string("b" * 300_000))


def test_all_calls_of_a_template_together_are_bounded() -> None:
    world = context()
    world.allowance.left = 100_000
    function = find("yamldecode")
    assert function is not None
    text = string("a: " + "b" * 3000)
    call(function, [text], world)
    call(function, [text], world.within_template_file())
    with pytest.raises(FunctionError, match="too much work"):
        call(function, [text], world)
