"""The objects of a `deny` set, read strictly: every engine gives the same ones."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import msgspec

from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.interface import kept
from packer_systo.engine.judgment.outcome import Denial, FixRequest

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Rule
    from packer_systo.engine.judgment.engines.interface import RuleResult
    from packer_systo.engine.template.sourcemap import Path


class _Object(msgspec.Struct):
    msg: str
    path: list[str | int]
    fix: FixRequest | None = None
    line: Annotated[int, msgspec.Meta(ge=0)] = 0


_decoder = msgspec.json.Decoder(list[_Object])


def read_denials(content: bytes | str, rule: Rule, document: str) -> tuple[Denial, ...]:
    """The set as JSON, sorted by place and message. Raises EngineError."""
    try:
        objects = _decoder.decode(content)
    except msgspec.DecodeError as error:
        raise EngineError(
            f"what the rule adds to `deny` has not the right form: {error}",
            where=f"{rule.full_name} on {document}",
            hint="add objects with `msg` (a text) and `path` (an array from the document's root)",
        ) from None
    denials = [Denial(one.msg, tuple(one.path), one.fix, one.line) for one in objects]
    if len(denials) > 1:
        denials.sort(key=lambda one: (_order(one.path), one.line, one.message))
    return tuple(denials)


def denied(content: str | EngineError, rule: Rule, document: str) -> RuleResult:
    """What a rule's `deny` says, read strictly."""
    if isinstance(content, EngineError):
        return content
    if content == "[]":
        return ()
    try:
        return read_denials(content, rule, document)
    except EngineError as error:
        return kept(error)


def _order(path: Path) -> list[tuple[int, str]]:
    """A key that sorts indexes as numbers, before names."""
    return [(part, "") if isinstance(part, int) else (sys.maxsize, part) for part in path]
