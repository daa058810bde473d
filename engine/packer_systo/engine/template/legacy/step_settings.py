"""What Packer itself reads of a provisioner: durations and how often it is tried."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.syntax.json.nodes import JsonInvalid, JsonNull, JsonString
from packer_systo.engine.template.durations import is_duration
from packer_systo.engine.template.legacy.rendering import Surroundings
from packer_systo.engine.template.legacy.values import ValueReader
from packer_systo.engine.template.weak_conversion import weakly
from packer_systo.engine.values.constructors import string
from packer_systo.engine.values.convert import ConversionError
from packer_systo.engine.values.types import NUMBER
from packer_systo.engine.values.value import PartialString, Unknown

if TYPE_CHECKING:
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.legacy.rendering import Renderer
    from packer_systo.engine.template.legacy.structure import Member, Reader
    from packer_systo.engine.template.sourcemap import Path
    from packer_systo.engine.values.value import Value

Settings = dict[str, "tuple[Value, Span]"]

_WHOLE = re.compile(r"[+-]?[0-9]{1,30}\Z")


def read_step_settings(
    reader: Reader, renderer: Renderer, by_name: dict[str, Member], path: Path
) -> Settings:
    """`pause_before`, `timeout` and `max_retries`, as far as they are set."""
    values = ValueReader(reader.source, renderer, Surroundings())
    found: Settings = {}
    for name in ("pause_before", "timeout", "max_retries"):
        member = by_name.get(name)
        if member is None or isinstance(member.value, (JsonNull, JsonInvalid)):
            continue
        value = values.value(member.value, (*path, name))
        read = _retries if name == "max_retries" else _duration
        converted = read(reader, name, member, value, path)
        if converted is not None:
            found[name] = converted, reader.span(member.value)
    return found


def _duration(reader: Reader, name: str, member: Member, value: Value, path: Path) -> Value:
    data = value.data
    if data is not None and not isinstance(data, (str, tuple, dict, PartialString, Unknown)):
        # A bare number counts nanoseconds, and true is 1.
        return string(f"{int(data)}ns", origin=value.origin)
    message = ""
    if isinstance(member.value, JsonString) and "{{" in member.value.value:
        message = f'"{name}" is read before {{{{ … }}}} is: it takes a duration alone.'
    elif not isinstance(data, str) or not is_duration(data):
        message = f'"{name}" is no duration: it needs a unit, such as s, m or h.'
    if message:
        reader.problem("invalid-value", message, member.value, path, f'"{name}": "10s"')
    return value


def _retries(reader: Reader, name: str, member: Member, value: Value, path: Path) -> Value | None:
    data = value.data
    try:
        converted = weakly(value, NUMBER)
    except ConversionError as error:
        message = f'"{name}": {error.message}.'
        reader.problem("wrong-type", message, member.value, path, f'"{name}": 2')
        return None
    number = converted.data if converted is not None else None
    if number is None or isinstance(number, (str, tuple, dict, PartialString, Unknown)):
        return converted
    is_written_so = not isinstance(data, str) or _WHOLE.match(data) is not None
    if not is_written_so or number.denominator != 1 or not _fits(number.numerator):
        message = f'"{name}" is no whole number.'
        reader.problem("wrong-type", message, member.value, path, f'"{name}": 2')
    return converted


def _fits(number: int) -> bool:
    """Into what Go calls an int."""
    return -(1 << 63) <= number < 1 << 63
