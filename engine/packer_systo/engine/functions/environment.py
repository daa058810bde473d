"""`env`, which exists only where the default of a variable is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import Function, Parameter
from packer_systo.engine.secrets.environment import environment_secret
from packer_systo.engine.values.constructors import string
from packer_systo.engine.values.types import STRING

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value


def _environment(call: Call) -> Value:
    # A variable that is not set is an empty string, as in Packer.
    name = call.text(0)
    text = call.context.variable(name) or ""
    return string(text, secret=environment_secret(text, name, call.context.finder))


FUNCTIONS = (Function("env", (Parameter("key", STRING),), STRING, _environment),)
