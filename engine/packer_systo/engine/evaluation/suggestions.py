"""'Did you mean …?', within the budget: a hostile template has many names, all misspelt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from packer_systo.engine.evaluation.budget import Budget

MAXIMUM_NAMES = 2000


def did_you_mean(name: str, known: Collection[str], budget: Budget, prefix: str = "") -> str:
    """The sentence to add to a message, with a leading space; empty without a near name.

    `prefix` goes before the suggested name: `var.`.
    """
    if not known or len(known) > MAXIMUM_NAMES or budget.suggestions <= 0:
        return ""
    from packer_systo.engine.spelling import nearest

    budget.suggestions -= 1
    near = nearest(name, known)
    return "" if near is None else f" Did you mean `{prefix}{near}`?"
