"""The cases `engine-` of tests/engine/template/packer_verdicts.jsonl say the same with Packer's own words."""

from __future__ import annotations

import pytest

from packer_systo.engine.template.legacy.call_checks import check_call
from packer_systo.engine.template.legacy.functions import Argument, FunctionError
from packer_systo.engine.values.constructors import string, unknown
from packer_systo.engine.values.types import STRING
from packer_systo.engine.values.value import UnknownReason


def _arguments(*values: str | int | None) -> list[Argument]:
    """None is a text that is not known."""
    nobody_knows = unknown(STRING, UnknownReason("x", "y"))
    return [
        Argument(None, one)
        if isinstance(one, int)
        else Argument(nobody_knows if one is None else string(one))
        for one in values
    ]


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("strftime", (), "the function strftime takes 1 argument, not 0"),
        ("strftime", ("a", "b"), "the function strftime takes 1 argument, not 2"),
        ("isotime", ("a", "b"), "the function isotime takes 0 to 1 arguments, not 2"),
        ("isotime", (1,), "the function isotime needs a text here, not a number"),
        ("uuid", (1,), "the function uuid takes no arguments, not 1"),
        ("vault", ("a",), "the function vault takes 2 arguments, not 1"),
        ("aws_secretsmanager", (), "the function aws_secretsmanager takes 1 to 2 arguments, not 0"),
        ("eq", (1,), "the function eq takes at least 2 arguments, not 1"),
        ("ge", (1, "a"), "the function ge cannot compare a text with a number"),
        ("ne", (None, 1), "the function ne cannot compare a text with a number"),
        ("call", (None,), "the function call needs a function, and Packer gives it none"),
        ("printf", (1,), "the function printf needs a text here, not a number"),
        ("len", (3,), "the function len needs a text here, not a number"),
        ("index", ("abc", "a"), "the function index needs a whole number here"),
        ("index", ("abc", 1, 1), "the function index finds only a number at a place of a text"),
        ("index", ("abc", 3), "the function index names a place that the text does not have"),
        ("slice", ("abc", 2, 1), "the function slice names a place that the text does not have"),
        ("slice", ("abc", 1, 2, 3), "the function slice takes 1 to 3 arguments, not 4"),
    ],
)
def test_what_go_refuses_is_said_in_words(
    name: str, values: tuple[str | int | None, ...], message: str
) -> None:
    with pytest.raises(FunctionError) as refused:
        check_call(name, _arguments(*values))
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("eq", (1, 1, "a")),
        ("index", (1,)),
        ("index", (None, 99)),
        ("slice", ("abc", 3)),
        ("slice", ("é", 2)),
        ("isotime", ()),
        ("and", (1, "a")),
        ("print", ()),
        ("of_a_plugin", (1, 2, 3)),
    ],
)
def test_what_go_takes(name: str, values: tuple[str | int | None, ...]) -> None:
    check_call(name, _arguments(*values))
