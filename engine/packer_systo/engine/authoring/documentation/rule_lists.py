"""Lists of rules: a table a category, the most severe ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.documentation.markdown import table
from packer_systo.engine.finding.models import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from packer_systo.engine.checking.rule_pages import RulePage

ORDER = ("security", "build", "architectural", "syntax", "compliance", "performance")
"""Of the categories."""

_FIXES = {"none": "", "safe": "`--fix`", "unsafe": "`--fix --unsafe`"}


def lists_by_category(rules: Sequence[RulePage], href: Callable[[RulePage], str]) -> list[str]:
    """Headings and tables. `href` gives the address of a rule's page."""
    parts: list[str] = []
    for category in ORDER:
        own = [one for one in rules if one.metadata.category == category]
        if own:
            parts.append(f"### {category.capitalize()}")
            parts.append(rule_list(own, href))
    return parts


def rule_list(rules: Sequence[RulePage], href: Callable[[RulePage], str]) -> str:
    """One table."""
    ordered = sorted(rules, key=lambda one: (SEVERITIES.index(one.metadata.severity), one.name))
    rows = [
        (
            f"[{one.metadata.name}]({href(one)})",
            one.metadata.severity,
            one.metadata.title,
            _FIXES[one.fix],
        )
        for one in ordered
    ]
    return table(("rule", "severity", "what is wrong", "fix"), rows)
