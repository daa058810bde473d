"""Null, unknown and secret arguments: decided in one place."""

from __future__ import annotations

import msgspec
import pytest

from function_cases import all_cases, context, make_result
from packer_systo.engine.functions.calling import call
from packer_systo.engine.functions.models import FunctionError
from packer_systo.engine.functions.table import find
from packer_systo.engine.values.constructors import (
    list_value,
    map_value,
    null,
    number,
    object_value,
    string,
    string_from_parts,
    tuple_value,
    unknown,
)
from packer_systo.engine.values.types import ANY, NUMBER, STRING, list_of
from packer_systo.engine.values.value import (
    PartialString,
    Secret,
    SecretText,
    Unknown,
    UnknownReason,
    Value,
)

SECRET = Secret("sensitive-variable", "variable-default")
OTHER = Secret("github-token", "literal")
REASON = UnknownReason("var.name", "variable without a value")
MADE_OF_IT = UnknownReason("var.name", "variable without a value", derived=True)
HIDDEN = string("hunter2", secret=SECRET)


def result(name: str, *arguments: Value, expression: str = "") -> Value:
    function = find(name)
    assert function is not None
    return call(function, arguments, context(), expression)


def test_arguments_are_converted() -> None:
    assert result("upper", number(12)).data == "12"
    assert result("abs", string("-5")).data == 5


@pytest.mark.parametrize(
    ("name", "arguments", "message", "index"),
    [
        ("upper", (), "upper takes 1 argument; str is missing", None),
        ("upper", (string("a"), string("b")), "upper takes only 1 argument", 1),
        ("timestamp", (string("a"),), "timestamp takes only no arguments", 0),
        ("join", (), "join takes at least 1 argument; separator is missing", None),
        ("upper", (null(),), "the value must not be null", 0),
        ("replace", (string("a"), string("b"), null(STRING)), "the value must not be null", 2),
    ],
)
def test_wrong_calls_say_what_is_wrong(
    name: str, arguments: tuple[Value, ...], message: str, index: int | None
) -> None:
    with pytest.raises(FunctionError) as caught:
        result(name, *arguments)
    assert caught.value.message == message
    assert caught.value.argument_index == index


def test_an_argument_that_cannot_be_converted_is_named() -> None:
    with pytest.raises(FunctionError, match="a number is needed") as caught:
        result("pow", number(2), string("not a number"))
    assert caught.value.argument_index == 1
    assert "not a number" not in caught.value.message.replace("a number is needed", "")


def test_messages_do_not_quote_arguments() -> None:
    for case in all_cases():
        found = make_result(case)
        if not isinstance(found, dict) or list(found) != ["error"]:
            continue
        # An expression is quoted by evaluation; templatefile names the file that is wrong.
        if not isinstance(case.arguments, list) or case.function == "templatefile":
            continue
        for argument in case.arguments:
            if isinstance(argument, str) and len(argument) > 5:
                assert argument not in str(found["error"]), case.line


def test_an_unknown_argument_makes_the_result_unknown_for_its_reason() -> None:
    found = result("upper", unknown(STRING, REASON))
    assert found.type == STRING
    assert found.data == Unknown((MADE_OF_IT,))


def test_a_partly_unknown_string_counts_as_unknown() -> None:
    partial = string_from_parts(["debian-", Unknown((REASON,))])
    assert result("upper", partial).data == Unknown((MADE_OF_IT,))


def test_what_is_only_put_into_a_text_stands_there_as_it_is() -> None:
    found = result("format", string("debian-%s"), unknown(STRING, REASON))
    assert found.data == PartialString(("debian-", Unknown((REASON,))))


def test_reasons_of_several_arguments_are_all_told() -> None:
    other = UnknownReason("data.http.x", "data source")
    found = result("replace", unknown(STRING, REASON), string("a"), unknown(STRING, other))
    assert found.data == Unknown((MADE_OF_IT, msgspec.structs.replace(other, derived=True)))


def test_what_the_world_decides_names_the_call() -> None:
    found = result("uuidv4", expression="uuidv4()")
    assert found.data == Unknown((UnknownReason("uuidv4()", "function of the outside world"),))
    assert result("vault", string("a"), string("b")).type == STRING


def test_a_secret_argument_marks_the_result() -> None:
    found = result("upper", HIDDEN)
    assert found.data == "HUNTER2"
    assert found.secret == SECRET


def test_a_secret_within_an_argument_marks_what_is_made_from_it() -> None:
    partial = string_from_parts(["user:", SecretText("hunter2", SECRET)])
    for name in ("base64encode", "sha256", "upper", "length"):
        assert result(name, partial).secret == SECRET, name
    assert result("base64encode", partial).data == "dXNlcjpodW50ZXIy"
    assert result("contains", list_value([partial]), string("x")).secret == SECRET


def test_the_first_secret_counts() -> None:
    second = string("x", secret=OTHER)
    assert result("replace", string("abc"), HIDDEN, second).secret == SECRET


def test_secrets_inside_move_with_their_elements() -> None:
    merged = result("merge", object_value({"password": HIDDEN}), object_value({"a": string("b")}))
    assert merged.secret is None
    assert isinstance(merged.data, dict)
    assert merged.data["password"].secret == SECRET
    assert merged.data["a"].secret is None
    picked = result("lookup", map_value({"a": string("b"), "p": HIDDEN}), string("a"), string(""))
    assert picked.secret is None
    assert result("element", tuple_value([string("a"), HIDDEN]), number(1)).secret == SECRET
    assert result("keys", merged).secret is None
    assert result("length", tuple_value([HIDDEN])).secret is None


def test_a_secret_container_marks_all_that_comes_out_of_it() -> None:
    container = Value(list_of(STRING), (string("a"), string("b")), SECRET)
    assert result("element", container, number(0)).secret == SECRET
    assert result("concat", container, tuple_value([number(1)])).secret == SECRET
    joined = result("join", string(","), container).data
    assert joined == PartialString(
        (SecretText("a", SECRET), ",", SecretText("b", SECRET)),
    )


def test_of_several_values_only_the_chosen_one_counts() -> None:
    assert result("coalesce", string("a"), HIDDEN).secret is None
    assert result("coalesce", string(""), HIDDEN).secret == SECRET


def test_unknown_and_secret_at_once_hides_and_stays_unknown() -> None:
    found = result("format", string("%d"), unknown(NUMBER, REASON, secret=SECRET))
    assert found.data == Unknown((REASON,))
    hidden = result("replace", HIDDEN, string("a"), unknown(STRING, REASON))
    assert hidden.data == Unknown((MADE_OF_IT,))
    assert hidden.secret == SECRET


def test_a_null_without_a_type_makes_some_results_unknown_as_in_packer() -> None:
    found = result("format", string("%s"), null(), expression='format("%s", null)')
    assert found.type == ANY
    assert isinstance(found.data, Unknown)
    assert found.data.reasons[0].expression == 'format("%s", null)'
