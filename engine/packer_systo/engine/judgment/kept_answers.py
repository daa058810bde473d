"""Answers to conditions, kept from subject to subject and from template to template.

`self.type == "qemu"` is asked of every source of a run, and most sources are of a few types. Where
a condition looks at plain values alone, the same values have the same answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from packer_systo.engine.judgment.conditions import Condition
    from packer_systo.engine.template.document import JSON

MOST_KEPT = 20_000
LONGEST_KEPT = 200
"""Characters of a text that an answer is kept for: together that is a few megabytes."""

Seen: TypeAlias = tuple[object, ...]
"""The condition, and for each of its places what a subject has there."""

_ABSENT = object()


class KeptAnswers:
    """Belongs to one run. An answer that is an error is not kept."""

    def __init__(self) -> None:
        self._answers: dict[Seen, bool] = {}

    def get(self, seen: Seen) -> bool | None:
        return self._answers.get(seen)

    def add(self, seen: Seen, answer: bool) -> None:
        if len(self._answers) >= MOST_KEPT:
            self._answers.clear()
        self._answers[seen] = answer


def seen_by(condition: Condition, subject: JSON) -> Seen | None:
    """What a condition sees of a subject; None where that is more than short plain values."""
    if not condition.plain:
        return None
    seen: list[object] = [condition.expression]
    for read in condition.reads:
        here = subject
        for part in read.pattern[:-1]:
            if not isinstance(here, dict) or part not in here:
                return None
            here = here[part]
        if not isinstance(here, dict):
            return None
        value = here.get(read.pattern[-1], _ABSENT)
        if value is _ABSENT:
            seen.append(_ABSENT)
        elif read.inside == 0:
            seen.append(type(value))  # `has()` and `type()` see no more
        elif isinstance(value, str):
            if len(value) > LONGEST_KEPT:
                return None
            seen.append(value)
        elif isinstance(value, bool | int | float):
            # 1, 1.0 and true are equal in Python, and not in CEL.
            seen.append((type(value), value))
        else:
            return None
    return tuple(seen)
