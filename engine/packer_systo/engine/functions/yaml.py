"""`yamldecode` and `yamlencode`. Semantics: github.com/zclconf/go-cty-yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import Function, Parameter
from packer_systo.engine.values.constructors import string
from packer_systo.engine.values.equality import wholly_known
from packer_systo.engine.values.types import ANY, STRING, Kind

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value


def _decode(call: Call) -> Value:
    from packer_systo.engine.functions.yaml_text import read

    text = call.text(0)
    call.spend(15 * len(text))
    value = read(text)
    # go-cty-yaml does not go on with a null that has no type.
    return call.undecided() if value.type.kind is Kind.ANY else value


def _encode(call: Call) -> Value:
    from packer_systo.engine.functions.yaml_writing import write

    if not wholly_known(call.arguments[0]):
        return call.undecided()
    text = write(call.arguments[0])
    call.spend(len(text))
    return string(text)


FUNCTIONS = (
    Function("yamldecode", (Parameter("src", STRING),), ANY, _decode),
    Function(
        "yamlencode",
        (Parameter("value", ANY, allow_null=True, allow_dynamic=True),),
        STRING,
        _encode,
    ),
)
