"""Where values come from, in words for people and in the words of `secrets[].origin`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.values.value import Origin

if TYPE_CHECKING:
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.values.value import Value

LITERAL = "literal"
LOCAL = "local"
VARIABLE_DEFAULT = "variable-default"
VAR_FILE = "var-file"
ENVIRONMENT = "environment"
COMMAND_LINE = "command-line"

_ENVIRONMENT_LABEL = " in the environment"
_COMMAND_LINE_LABEL = " on the command line"
_DEFAULT_LABEL = "default of var."
_VAR_FILE_LABEL = "set by "


def default_origin(name: str, span: Span) -> Origin:
    """The `default` of a variable."""
    return Origin(span, f"{_DEFAULT_LABEL}{name}")


def in_default(value: Value, name: str) -> Value:
    """A value within the default of a variable, at any depth: an element that is taken out of a
    list or an object is of the default still.
    """
    data = value.data
    if isinstance(data, tuple):
        data = tuple([in_default(one, name) for one in data])
    elif isinstance(data, dict):
        data = {key: in_default(one, name) for key, one in data.items()}
    origin = value.origin
    if origin is not None and origin.span is not None:
        origin = default_origin(name, origin.span)
    return msgspec.structs.replace(value, data=data, origin=origin)


def var_file_origin(shown_path: str, span: Span) -> Origin:
    return Origin(span, f"{_VAR_FILE_LABEL}{shown_path}")


def environment_origin(variable: str) -> Origin:
    """`variable` as the environment has it, with the prefix."""
    return Origin(None, f"{variable}{_ENVIRONMENT_LABEL}")


def command_line_origin(name: str) -> Origin:
    return Origin(None, f"--var {name}{_COMMAND_LINE_LABEL}")


def kind_of_origin(origin: Origin | None) -> str:
    """The word of `secrets[].origin` for a value with this origin.

    The nearest place outside the expressions counts: what a var file sets is of the var file, what
    only locals pass on is of the local.
    """
    through_local = False
    seen = 0
    pending = [origin] if origin is not None else []
    while pending and seen < _LONGEST_SEARCH:
        seen += 1
        one = pending.pop()
        kind = own_kind(one)
        if kind != LITERAL:
            return kind
        through_local = through_local or is_local(one)
        pending.extend(one.parents)
    return LOCAL if through_local else LITERAL


def own_kind(origin: Origin) -> str:
    """The word for what stands at the place itself, whatever it is made from."""
    label = origin.label
    if label.startswith(_DEFAULT_LABEL):
        return VARIABLE_DEFAULT
    if label.startswith(_VAR_FILE_LABEL):
        return VAR_FILE
    if origin.span is None:
        if label.endswith(_ENVIRONMENT_LABEL):
            return ENVIRONMENT
        if label.endswith(_COMMAND_LINE_LABEL):
            return COMMAND_LINE
    return LITERAL


def given_outside(origin: Origin | None) -> str:
    """Which environment variable or option gave a value, to stand after the name of what it is the
    value of: ` (PKR_VAR_x in the environment)`. Empty for a value that stands in a file.
    """
    if origin is None or own_kind(origin) not in {ENVIRONMENT, COMMAND_LINE}:
        return ""
    return f" ({origin.label})"


def is_local(origin: Origin) -> bool:
    """Whether it is a reference to a local."""
    return origin.label.startswith("local.")


_LONGEST_SEARCH = 64
"""Origins looked at: a long chain of locals is cut there, and is then `local`."""
