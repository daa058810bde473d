"""Rules that can be read, and that the embedded engine refuses all the same once it is asked.

What it looks at only then, as OPA does when it loads a policy: variables that nothing binds, functions
that are not there. So each rule is asked about a document of nothing, within limits; what it answers to
that is not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.interface import Question
from packer_systo.engine.judgment.engines.supervised import SupervisedEngine

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Bundle, Rule

_SIGNS = ("is unsafe", "there is no function ")


def uncompilable(bundle: Bundle) -> list[tuple[Rule, EngineError]]:
    """The bundle's Rego rules that no engine takes, and why. Those that need an exact engine, or that
    nobody can read, are told of elsewhere.
    """
    known = {one.rule for one in bundle.obstacles}
    rules = tuple(
        rule for rule in bundle.rules if rule.language == "rego" and rule.full_name not in known
    )
    if not rules:
        return []
    engine = SupervisedEngine([bundle])
    try:
        (answer,) = engine.answer([Question(0, "a document of nothing", "{}", rules)])
    finally:
        engine.close()
    return [
        (rule, result)
        for rule, result in zip(rules, answer.results, strict=True)
        if isinstance(result, EngineError) and any(sign in result.message for sign in _SIGNS)
    ]
