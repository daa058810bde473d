"""A value: its type, its data, what is secret or unknown about it, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.values.types import Type

if TYPE_CHECKING:
    # `fractions` costs 5 ms of start-up, and few templates have a number that is not integral.
    from fractions import Fraction
    from typing import TypeAlias

    Data: TypeAlias = (
        str
        | int
        | Fraction
        | bool
        | "PartialString"
        | "Unknown"
        | tuple["Value", ...]
        | dict[str, "Value"]
        | None
    )


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where a value comes from: a place, and the places that it was made from.

    `label` says what stands there, for a person: `local.name`, `var.checksum default`,
    `set by debian.auto.pkrvars.hcl`. `span` is absent for what no file holds (the environment,
    `--var`). A reference `local.x` yields Origin(span of the reference, "local.x", parents=(origin
    of local.x's value,)). A string put together from several references has several parents, and
    `pieces` says where in it each of them is; what no piece covers is written in the string itself.
    Without `pieces` (None) nobody knows how it was put together.
    """

    span: Span | None
    label: str = ""
    parents: tuple[Origin, ...] = ()
    pieces: tuple[Piece, ...] | None = None


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A stretch of a string, as offsets, that is the text of another value, and where that is from."""

    start: int
    end: int
    origin: Origin | None


class UnknownReason(msgspec.Struct, frozen=True, gc=False):
    """Why something cannot be known: the expression as written, and a sentence's end.

    `reason` starts with one of: `variable without a value`, `data source`, `build value`,
    `function of the outside world`, `plugin template`, `file not readable`, `in error`.
    """

    expression: str
    reason: str
    derived: bool = False
    """Whether a function or an operator makes something else of it."""


class Unknown(msgspec.Struct, frozen=True, gc=False):
    """The data of a value that is wholly unknown."""

    reasons: tuple[UnknownReason, ...]


class Secret(msgspec.Struct, frozen=True, gc=False):
    """Why a value is secret.

    `kind`: `sensitive-variable`, `secret-attribute`, or a detector pattern's name.
    `origin`: `literal`, `variable-default`, `var-file`, `environment`, `command-line`, `local`.
    """

    kind: str
    origin: str


class SecretText(msgspec.Struct, frozen=True, gc=False):
    """A secret part of a string. The text is kept for functions; it never leaves the values."""

    text: str
    secret: Secret


class PartialString(msgspec.Struct, frozen=True, gc=False):
    """The data of a string of which a part is unknown or secret: its parts in order."""

    parts: tuple[str | Unknown | SecretText, ...]


class Value(msgspec.Struct, frozen=True, gc=False):
    """One value.

    `data` by kind of type: str or PartialString; int or (not integral) Fraction for numbers; bool;
    a tuple of Values for list, tuple and set (a set without repeats, in go-cty's order); a dict in
    sorted key order for map and object; None for null of any type; Unknown for unknown of any type.
    Numbers are binary floats of 512 bits, as in go-cty: a Fraction here is always dyadic.

    `secret` marks the whole value; what is derived from it by anything but concatenation is
    marked too.
    """

    type: Type
    data: Data
    secret: Secret | None = None
    origin: Origin | None = None
