"""Functions whose result lies outside of the template: secrets' stores, the clock, chance.

Their arguments are checked as Packer checks them; the result is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import Function, FunctionError, Parameter
from packer_systo.engine.values.types import NUMBER, STRING

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value

REASON = "function of the outside world"


def _outside(call: Call) -> Value:
    return call.outside(REASON)


def _at_most_one(call: Call) -> Value:
    if len(call.arguments) > 1:
        raise FunctionError("only one format can be given", 1)
    return call.outside(REASON)


def _bcrypt(call: Call) -> Value:
    """The salt is random. A cost below 4 stands for 10; text beyond 72 bytes is refused."""
    if len(call.arguments) > 1 and call.integer(1) > 31:
        raise FunctionError("the cost must be at most 31", 1)
    if len(call.arguments) > 2:
        raise FunctionError("bcrypt takes no more than two arguments", 2)
    if len(call.text(0).encode()) > 72:
        raise FunctionError("the text must not be longer than 72 bytes", 0)
    return call.outside(REASON)


_FORMAT = Parameter("format", STRING)

FUNCTIONS = (
    Function(
        "aws_secretsmanager",
        (Parameter("name", STRING), Parameter("key", STRING, allow_null=True)),
        STRING,
        _outside,
    ),
    Function("aws_secretsmanager_raw", (Parameter("name", STRING),), STRING, _outside),
    Function("bcrypt", (Parameter("str", STRING),), STRING, _bcrypt, Parameter("cost", NUMBER)),
    Function("consul_key", (Parameter("key", STRING),), STRING, _outside),
    Function("legacy_isotime", (), STRING, _at_most_one, _FORMAT),
    Function("legacy_strftime", (), STRING, _at_most_one, _FORMAT),
    Function("timestamp", (), STRING, _outside),
    Function("uuidv4", (), STRING, _outside),
    Function("vault", (Parameter("path", STRING), Parameter("key", STRING)), STRING, _outside),
)
