"""'Did you mean …?' within limits: a hostile template has many names, all misspelt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sized

MOST_PROBLEMS = 100
MOST_NAMES = 2000


def suggestion(name: str, known: Collection[str], problems: Sized) -> str:
    """The sentence to add to a message, with a leading space; empty without a near name.

    A template that has many problems already gets no more suggestions: each compares a name with
    all known ones.
    """
    if not known or len(known) > MOST_NAMES or len(problems) > MOST_PROBLEMS:
        return ""
    from packer_systo.engine.spelling import did_you_mean

    return did_you_mean(name, known)
