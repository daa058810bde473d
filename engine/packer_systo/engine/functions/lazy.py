"""`try`, `can` and `convert` take expressions, not values: evaluation does them itself.

The entries here say that the functions exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import Function, Parameter
from packer_systo.engine.values.types import ANY, BOOL

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value


def _never(_: Call) -> Value:
    raise AssertionError("evaluation handles this function before its arguments are values")


FUNCTIONS = (
    Function(
        "can",
        (Parameter("expression", ANY, allow_null=True, allow_unknown=True, allow_dynamic=True),),
        BOOL,
        _never,
        lazy=True,
    ),
    Function(
        "convert",
        (
            Parameter("value", ANY, allow_null=True, allow_unknown=True, allow_dynamic=True),
            Parameter("type", ANY),
        ),
        ANY,
        _never,
        lazy=True,
    ),
    Function(
        "try",
        (),
        ANY,
        _never,
        Parameter("expressions", ANY, allow_null=True, allow_unknown=True, allow_dynamic=True),
        lazy=True,
    ),
)
