from __future__ import annotations

import re
from pathlib import Path

from packer_systo.engine.template import diagnostics

TEMPLATE = Path(diagnostics.__file__).parent


def test_every_code_that_a_problem_can_have_is_described() -> None:
    known = {rule.name for rule in diagnostics.RULES}
    emitted: set[str] = set()
    for file in TEMPLATE.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        emitted.update(re.findall(r'\b(?:P|_p|p)roblem(?:_at)?\(\s*"([a-z-]+)"', text))
    assert len(emitted) > 15
    assert emitted <= known, emitted - known


def test_the_rules_are_in_the_order_of_their_names() -> None:
    names = [rule.name for rule in diagnostics.RULES]
    assert names == sorted(set(names))
