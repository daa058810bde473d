"""`env`, which exists only where the default of a variable is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import Function, Parameter
from packer_systo.engine.values.constructors import string
from packer_systo.engine.values.types import STRING

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value


def _environment(call: Call) -> Value:
    # A variable that is not set is an empty string, as in Packer.
    return string(call.context.variable(call.text(0)) or "")


FUNCTIONS = (Function("env", (Parameter("key", STRING),), STRING, _environment),)
