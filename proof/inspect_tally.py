"""What was compared with Packer's own words, and for which reasons it may differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

ALLOWED = {
    "outside world": "a function whose result only the run knows: a time, a random id, a vault",
    "data source": "what a data source finds is only known when it runs",
    "build value": "build.* and packer.* are only known when Packer runs",
    "short circuit": "we know the result without the unknown part, Packer does not look",
    "header": "Packer names the line of an expression, we that of its block's header, just above",
    "packer version": "whether the installed Packer is new enough is not the template's mistake",
    "unknown number": "a dynamic block over something unknown, which Packer takes for one block",
    "name as written": "Packer prints a builder's name before it is rendered, we render it",
    "not printed": "Packer could not evaluate it without plugins and prints nothing",
    "stricter": "we report a mistake that Packer meets only later, when it validates or builds",
}


@dataclass
class Tally:
    """What was compared and how it came out."""

    equal: Counter[str] = field(default_factory=Counter[str])
    allowed: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    different: list[str] = field(default_factory=list[str])

    def same(self, kind: str) -> None:
        self.equal[kind] += 1

    def differs(self, kind: str, where: str, reason: str = "") -> None:
        """A difference: allowed for a reason, else wrong."""
        if reason:
            assert reason in ALLOWED, reason
            self.allowed[kind, reason] += 1
        else:
            self.different.append(f"{kind}: {where}")
