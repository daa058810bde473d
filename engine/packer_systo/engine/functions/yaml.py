"""`yamldecode` and `yamlencode`. Semantics: github.com/zclconf/go-cty-yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.functions.models import Function, Parameter, text_of
from packer_systo.engine.values.constructors import string
from packer_systo.engine.values.equality import is_known, wholly_known
from packer_systo.engine.values.types import ANY, STRING, Kind, Type

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value


def _decoded_type(arguments: tuple[Value, ...]) -> Type:
    from packer_systo.engine.functions.yaml_text import read

    return read(text_of(arguments[0])).type if is_known(arguments[0]) else ANY


def _decode(call: Call) -> Value:
    from packer_systo.engine.functions.yaml_text import read

    # go-cty-yaml does not go on with a null that has no type.
    return call.undecided() if call.result_type.kind is Kind.ANY else read(call.text(0))


def _encode(call: Call) -> Value:
    from packer_systo.engine.functions.yaml_writing import write

    if not wholly_known(call.arguments[0]):
        return call.undecided()
    return string(write(call.arguments[0]))


FUNCTIONS = (
    Function("yamldecode", (Parameter("src", STRING),), _decoded_type, _decode),
    Function(
        "yamlencode",
        (Parameter("value", ANY, allow_null=True, allow_dynamic=True),),
        STRING,
        _encode,
    ),
)
