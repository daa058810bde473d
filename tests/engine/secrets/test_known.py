from __future__ import annotations

from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.known import known_in
from packer_systo.engine.secrets.patterns import SecretName, SecretPattern, SecretPatterns
from packer_systo.engine.values.constructors import (
    boolean,
    number,
    object_value,
    string,
    string_from_parts,
    tuple_value,
    unknown,
)
from packer_systo.engine.values.types import STRING
from packer_systo.engine.values.value import Secret, SecretText, Unknown, UnknownReason, Value

DETECTOR = Detector(
    SecretPatterns(
        (SecretPattern("pin", "a pin", ("pin=",), r"pin=(\d+)"),),
        (SecretName("password", "a password", "password$"),),
    )
)
SENSITIVE = Secret("sensitive-variable", "variable-default")
REASON = UnknownReason("var.x", "variable without a value")


def known(value: Value, name: str = "") -> set[tuple[str, str]]:
    return set(known_in(value, DETECTOR, name))


def test_a_marked_text_is_known_and_an_unmarked_one_is_not() -> None:
    assert known(string("hunter2", secret=SENSITIVE)) == {("hunter2", "sensitive-variable")}
    assert known(string("hunter2")) == set()


def test_everything_within_a_marked_value_is_known() -> None:
    inner = object_value({"a": string("one"), "b": number(1234567), "c": boolean(True)})
    value = tuple_value([inner])
    marked = Value(value.type, value.data, SENSITIVE)
    assert {text for text, _ in known(marked)} == {"one", "1234567"}


def test_the_secret_part_of_a_text_is_known() -> None:
    value = string_from_parts(["user:", SecretText("hunter2", SENSITIVE), Unknown((REASON,))])
    assert known(value) == {("hunter2", "sensitive-variable")}


def test_what_the_detector_finds_is_known_by_look_and_by_name() -> None:
    value = object_value({"db_password": string("hunter2"), "args": string("pin=1234 x")})
    assert known(value) == {("hunter2", "password"), ("1234", "pin")}
    assert known(string("hunter2"), "password") == {("hunter2", "password")}


def test_what_is_unknown_has_no_text() -> None:
    assert known(unknown(STRING, REASON, secret=SENSITIVE)) == set()
