"""Which rules there are to waive, and on what terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.spelling import did_you_mean
from packer_systo.engine.waivers.rules import BUNDLE, WAIVER_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from packer_systo.engine.bundle.models import Bundle

# A template that cannot be read is not judged by anything else: that is not to be lived with.
_NEVER = frozenset({"syntax-error"})


MOST_SUGGESTIONS = 200
"""How many misspelt names of a run are compared with all known ones."""


class RuleTerms(msgspec.Struct, frozen=True):
    """`days`: the longest time that a waiver may run from today on; None for no limit."""

    waivable: bool = True
    days: int | None = None


class Terms:
    """The terms of all rules of a run, those of the reader among them."""

    def __init__(
        self,
        bundles: Iterable[Bundle],
        template_rules: Iterable[str] | None = None,
        left_out: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        """`template_rules` are the names of the bundle `template`; by default the reader's own.

        `left_out` gives the full names of rules that exist and do not judge in this run. It is
        asked only about a name that is not known.
        """
        self._left_out = left_out
        self._elsewhere: frozenset[str] | None = None
        self._suggestions: dict[str, str] = {}
        if template_rules is None:
            from packer_systo.engine.template.diagnostics import RULES

            template_rules = [rule.name for rule in RULES]
        self._terms: dict[str, RuleTerms] = {
            f"{BUNDLE}/{name}": RuleTerms(waivable=name not in _NEVER) for name in template_rules
        }
        for own in WAIVER_RULES:
            self._terms[f"{BUNDLE}/{own.name}"] = RuleTerms(waivable=False)
        for bundle in bundles:
            for rule in bundle.rules:
                self._terms[rule.full_name] = RuleTerms(
                    rule.metadata.waivable, rule.metadata.waiver_days
                )
        self._by_short: dict[str, list[str]] = {}
        for name in self._terms:
            self._by_short.setdefault(name.rpartition("/")[2], []).append(name)

    def full_names(self, name: str) -> list[str]:
        """The rules that a full or a short name means; none when there is no such rule."""
        return [name] if name in self._terms else sorted(self._by_short.get(name, ()))

    def judges_elsewhere(self, name: str) -> bool:
        """Whether a full or a short name is a rule of a bundle that this run did not choose."""
        if self._elsewhere is None:
            others = self._left_out()
            self._elsewhere = others | {other.rpartition("/")[2] for other in others}
        return name in self._elsewhere

    def of(self, full_name: str) -> RuleTerms:
        """The terms of a rule; one that is not known here may not be waived."""
        return self._terms.get(full_name, RuleTerms(waivable=False))

    def suggestion(self, name: str) -> str:
        """` Did you mean …?`, or nothing; also nothing for the many names of a hostile file."""
        found = self._suggestions.get(name)
        if found is None and len(self._suggestions) < MOST_SUGGESTIONS:
            found = did_you_mean(name, self._terms if "/" in name else self._by_short)
            self._suggestions[name] = found
        return found or ""
