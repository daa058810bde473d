"""The configuration of one component between reading and the document: settings with places."""

from __future__ import annotations

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.values.value import UnknownReason, Value


class Nested(msgspec.Struct, frozen=True):
    """Nested blocks of one name, in order.

    The document has an object for it when it is `single`, else an array: what the attribute table
    says, and an array where it says nothing, so that a rule finds one shape.
    """

    blocks: tuple[Configuration, ...]
    single: bool = False


class Setting(msgspec.Struct, frozen=True):
    """What one name is set to. `name` is where the name stands, of blocks the first header."""

    value: Value | Nested
    name: Span | None = None


class Configuration(msgspec.Struct, frozen=True):
    """A component's body, or a nested block's. `header` is where the block's header stands.

    `unknown` gives, by block type, why nobody knows how many such blocks there are.
    """

    settings: dict[str, Setting]
    header: Span | None = None
    unknown: dict[str, tuple[UnknownReason, ...]] = {}
