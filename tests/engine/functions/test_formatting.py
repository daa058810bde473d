"""What is put together keeps its known parts: the rules can read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from function_cases import context
from packer_systo.engine.functions.calling import call
from packer_systo.engine.functions.models import FunctionError
from packer_systo.engine.functions.table import find
from packer_systo.engine.values.constructors import (
    list_value,
    number,
    object_value,
    string,
    tuple_value,
    unknown,
)
from packer_systo.engine.values.types import NUMBER, STRING
from packer_systo.engine.values.value import (
    PartialString,
    Secret,
    SecretText,
    Unknown,
    UnknownReason,
    Value,
)

SECRET = Secret("sensitive-variable", "environment")
REASON = UnknownReason("build.ID", "build value")
HIDDEN = string("hunter2", secret=SECRET)
OPEN = unknown(STRING, REASON)


def result(name: str, *arguments: Value) -> Value:
    function = find(name)
    assert function is not None
    return call(function, arguments, context())


def test_format_keeps_the_known_parts() -> None:
    found = result("format", string("image-%s-%s"), string("debian"), OPEN)
    assert found.data == PartialString(("image-debian-", Unknown((REASON,))))
    assert found.secret is None


def test_format_hides_only_the_secret_part() -> None:
    found = result("format", string("%s:%s@%d"), string("user"), HIDDEN, number(5))
    assert found.data == PartialString(("user:", SecretText("hunter2", SECRET), "@5"))
    assert found.secret is None


def test_format_of_a_wrong_call_with_something_unknown_is_unknown_as_in_packer() -> None:
    assert isinstance(result("format", string("%s %s"), OPEN).data, Unknown)
    assert isinstance(result("format", string("%z"), OPEN).data, Unknown)


def test_a_text_of_one_unknown_part_is_unknown() -> None:
    assert result("format", string("%s"), OPEN).data == Unknown((REASON,))
    assert result("join", string(","), list_value([OPEN])).data == Unknown((REASON,))


def test_formatlist_keeps_the_known_parts_of_each_row() -> None:
    found = result("formatlist", string("%s.img"), tuple_value([string("a"), OPEN]))
    assert isinstance(found.data, tuple)
    assert [one.data for one in found.data] == [
        "a.img",
        PartialString((Unknown((REASON,)), ".img")),
    ]


def test_join_keeps_the_known_parts() -> None:
    found = result("join", string("/"), tuple_value([string("a"), OPEN, HIDDEN]))
    assert found.data == PartialString(
        ("a/", Unknown((REASON,)), "/", SecretText("hunter2", SECRET))
    )


def test_jsonencode_keeps_the_known_parts() -> None:
    given_value = object_value(
        {"name": string("a<b"), "count": unknown(NUMBER, REASON), "password": HIDDEN}
    )
    found = result("jsonencode", given_value)
    assert found.data == PartialString(
        (
            '{"count":',
            Unknown((REASON,)),
            ',"name":"a\\u003cb","password":',
            SecretText('"hunter2"', SECRET),
            "}",
        )
    )


@pytest.mark.parametrize("text", ["%", "%5", "%z", "%[0]s", "%.", "%-"])
def test_incomplete_verbs_are_refused(text: str) -> None:
    with pytest.raises(FunctionError):
        result("format", string(text), string("a"))


@given(st.integers(-(10**40), 10**40), st.sampled_from(["d", "x", "o", "+d", "08d", "-8d", " d"]))
def test_whole_numbers_are_written_as_python_writes_them(value: int, verb: str) -> None:
    found = result("format", string(f"%{verb}"), number(value))
    assert found.data == f"%{verb}" % value


@given(st.floats(-1e15, 1e15), st.integers(0, 12), st.sampled_from("eEf"))
def test_decimals_are_written_as_python_writes_them(value: float, places: int, verb: str) -> None:
    from fractions import Fraction

    exact = Fraction(value) if value else 0
    found = result("format", string(f"%.{places}{verb}"), Value(NUMBER, exact))
    assert found.data == f"%.{places}{verb}" % (value or 0.0)
