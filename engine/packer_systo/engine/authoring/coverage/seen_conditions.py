"""Which operands of a rule's CEL conditions were seen true, and which false."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.coverage.cel_operands import Operand, operand, truth
from packer_systo.engine.authoring.coverage.models import FileCoverage, Unreached
from packer_systo.engine.judgment.cel.interface import CelError

if TYPE_CHECKING:
    from packer_systo.engine.authoring.rule_lines import RuleLines
    from packer_systo.engine.bundle.models import Rule
    from packer_systo.engine.judgment.cel.interface import CelDocument
    from packer_systo.engine.template.sourcemap import Path

_KEYS = {"when": ("custom", "when"), "assert": ("assert",)}


class SeenConditions:
    """Of one rule: `when`, and for CEL `assert`. `lines` says where the two stand."""

    def __init__(self, rule: Rule, lines: RuleLines, location: str) -> None:
        self._rule = rule
        self._lines = lines
        self._location = location
        written = {"when": rule.metadata.judges.when}
        if rule.cel is not None:
            written["assert"] = rule.cel.assertion
        self._conditions: dict[str, Operand] = {
            part: operand(text) for part, text in written.items() if text.strip()
        }
        self._seen: set[tuple[str, str, bool]] = set()
        self._asserted = False

    def look(self, part: str, subject: Path, document: CelDocument) -> bool:
        """Evaluate `when` or `assert` for a subject; whether it holds, as far as that is known."""
        condition = self._conditions.get(part)
        if condition is None:
            return True
        self._asserted = self._asserted or part == "assert"

        def evaluate(text: str) -> bool | None:
            try:
                result = document.evaluate(text, subject)
            except CelError:
                return None  # what is not there; the engine that gives the verdict says so
            if not isinstance(result, bool):
                return None
            self._seen.add((part, text, result))
            return result

        return truth(condition, evaluate) is True

    def coverage(self) -> FileCoverage:
        sides = [
            (part, text, side)
            for part, condition in self._conditions.items()
            for text in dict.fromkeys(condition.leaves())
            for side in (True, False)
        ]
        missed = tuple(
            Unreached(
                f"{self._location}/{self._rule.file}",
                self._lines.line(*_KEYS[part]),
                f"`{part}`: `{' '.join(text.split())}` is never {'true' if side else 'false'}",
            )
            for part, text, side in sides
            if (part, text, side) not in self._seen
        )
        return FileCoverage(
            f"{self._location}/{self._rule.file}",
            len(sides),
            missed,
            rule=self._rule.full_name,
            reached=self._asserted or self._rule.cel is None,
        )
