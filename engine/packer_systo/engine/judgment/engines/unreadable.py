"""Rules that cannot be read: found when their bundle is loaded, also where no template of a run has
what they look at. An engine would say it only when it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.models import Obstacle

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from packer_systo.engine.bundle.models import Rule

_SHOWN_AS = "rule.rego"
_HINT = "mend the rule; `systo-policy bundle lint DIR` looks the whole bundle over"


def unreadable(rules: Iterable[Rule], known: Container[str] = ()) -> list[Obstacle]:
    """What cannot be read of the rules, in their order.

    `known` are the full names of rules with functions or syntax that the embedded engine lacks: only
    an exact engine can tell of these.
    """
    found: list[Obstacle] = []
    for rule in rules:
        if rule.language == "rego" and rule.full_name not in known:
            found += unreadable_rego(rule)
        found += _unreadable_cel(rule)
    return found


def unreadable_rego(rule: Rule) -> Iterator[Obstacle]:
    import regorus

    from packer_systo.engine.judgment.engines.embedded import in_words

    engine = regorus.Engine()
    engine.set_rego_v0(False)
    try:
        engine.add_policy(_SHOWN_AS, rule.rego)
    except RuntimeError as error:
        message, _ = in_words(error)
        words, _, place = message.partition(f" ({_SHOWN_AS}:")
        line = place.partition(":")[0]
        yield Obstacle(
            rule.full_name,
            int(line) if line.isdigit() else 1,
            f"the embedded engine cannot read the rule: {words}",
            rule.file,
            hint=_HINT,
        )


def _unreadable_cel(rule: Rule) -> Iterator[Obstacle]:
    """CEL is evaluated inside the program, whatever evaluates Rego."""
    from packer_systo.engine.judgment.cel.choice import cel_engine
    from packer_systo.engine.judgment.cel.interface import CelError

    engine = cel_engine()
    for key, expression in rule.expressions():
        try:
            engine.check(expression)
        except CelError as error:
            message = f"`{key}` cannot be read: {error}"
            yield Obstacle(rule.full_name, 1, message, rule.file, everywhere=True, hint=_HINT)
