"""What is decided about a rule on a document before an engine for Rego is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from packer_systo.engine.judgment.outcome import FixRequest
from packer_systo.engine.template.sourcemap import Path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from packer_systo.engine.errors import EngineError
    from packer_systo.engine.judgment.patterns import Pattern
    from packer_systo.engine.judgment.prepared import PreparedRule


class Said(msgspec.Struct, frozen=True):
    """What the rule says of one place; see `Outcome`."""

    status: Literal["fail", "undecided"]
    path: Path
    message: str
    reason: str = ""
    fix: FixRequest | None = None
    line: int = 0


class Decision(msgspec.Struct, frozen=True):
    """`judged` are the subjects about which the rule decides. For a rule in CEL, what it says of
    them is in `said`; what cannot be decided is there for either language.

    With an `error` (what happened, where, what to do) nothing is decided.
    """

    said: tuple[Said, ...] = ()
    judged: tuple[Path, ...] = ()
    error: tuple[str, str, str] | None = None


def failed(error: EngineError) -> Decision:
    return Decision(error=(error.message, error.where, error.hint))


class Decider(Protocol):
    def decisions(
        self,
        name: str,
        document: str,
        rules: Sequence[PreparedRule],
        subjects: Callable[[Pattern], int],
    ) -> Mapping[str, Decision]:
        """By full name, for those of the rules that are not to be decided in this process.

        `subjects` says how many places of the document a pattern leads to.
        """
        ...
