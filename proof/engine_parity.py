"""Every rule of every bundle, on every template of the corpus: are the engines of one mind?

Rego: what each rule denies, on the embedded engine and by the program `opa`, before anything is left
out as undecided. CEL: the findings by cel-expr-python and by cel-python. Printed are the shares that
are equal, and each difference.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from typing import TYPE_CHECKING

import msgspec

from corpus_questions import all_bundles, templates
from packer_systo.engine.judgment.cel.cel_python import CelPythonEngine
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.judgment.engines.interface import Question
from packer_systo.engine.judgment.engines.opa import OpaEngine
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.judgment.selection import Selection
from shared_corpus import corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.judgment.engines.interface import RuleEngine, RuleResult

MOST_SHOWN = 20
SEED = 20261126


def main() -> int:
    """Compare on all templates, or on a seeded share. Exit code 1 for any difference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0)
    share: float = parser.parse_args().share
    root = corpus()
    if root is None:
        print("skipped: the corpus is not here (set SYSTO_SHARED)")
        return 0
    bundles = all_bundles()
    return max(_rego(str(root), bundles, share), _cel(str(root), bundles, share))


def _rego(root: str, bundles: Sequence[Bundle], share: float) -> int:
    if shutil.which("opa") is None:
        print("skipped: Rego, since opa is not on PATH")
        return 0
    rules = tuple(rule for bundle in bundles for rule in bundle.rules if rule.language == "rego")
    asked = [
        Question(number, loaded.document.path, msgspec.json.encode(loaded.document).decode(), rules)
        for number, loaded in enumerate(templates(root, bundles, share, SEED))
    ]
    ours = _answered(EmbeddedEngine(bundles), asked)
    theirs = _answered(OpaEngine(bundles), asked)
    equal = 0
    denied = 0
    different: list[str] = []
    for one in asked:
        pairs = zip(rules, ours[one.key], theirs[one.key], strict=True)
        for rule, left, right in pairs:
            same = not isinstance(left, Exception) and left == right
            equal += same
            denied += len(left) if same and isinstance(left, tuple) else 0
            if not same:
                different.append(_difference(rule, one.name, left, right))
    return _told("Rego, embedded against opa", equal, len(asked) * len(rules), denied, different)


def _answered(engine: RuleEngine, asked: Sequence[Question]) -> dict[int, tuple[RuleResult, ...]]:
    began = time.monotonic()
    answers = {answer.key: answer.results for answer in engine.answer(asked)}
    print(f"  {engine.name}: {len(asked)} documents in {time.monotonic() - began:.1f} s")
    return answers


def _difference(rule: Rule, document: str, left: RuleResult, right: RuleResult) -> str:
    return f"{rule.full_name} on {document}: {str(left)[:200]} against {str(right)[:200]}"


def _cel(root: str, bundles: Sequence[Bundle], share: float) -> int:
    try:
        from packer_systo.engine.judgment.cel.cel_expr import CelExprEngine
    except ImportError:
        print("skipped: CEL, since cel-expr-python has no wheel here")
        return 0
    only = Selection(
        only=tuple(
            rule.full_name for bundle in bundles for rule in bundle.rules if rule.language == "cel"
        )
    )
    fast = Judge(bundles, selection=only, cel=CelExprEngine())
    slow = Judge(bundles, selection=only, cel=CelPythonEngine())
    equal = 0
    compared = 0
    found = 0
    different: list[str] = []
    for loaded in templates(root, bundles, share, SEED):
        # Whole verdicts: findings, what is undecided and why, and what cannot be evaluated.
        (left,) = fast.verdicts([loaded])
        (right,) = slow.verdicts([loaded])
        compared += 1
        same = left.findings == right.findings and not left.errors and not right.errors
        equal += same
        found += len(left.findings)
        if not same:
            different.append(f"{loaded.document.path}: {left.errors or right.errors or 'findings'}")
    what = f"CEL, {len(only.only)} rules by cel-expr-python against cel-python, templates"
    return _told(what, equal, compared, found, different)


def _told(what: str, equal: int, compared: int, denied: int, different: Sequence[str]) -> int:
    rate = equal / compared if compared else 1.0
    word = "reached" if equal == compared else "MISSED"
    print(f"  {what}: {equal} of {compared} equal ({rate:.2%}), {denied} found")
    print(f"    to reach: 100 %: {word}")
    for one in different[:MOST_SHOWN]:
        print(f"    differs: {one}")
    return 0 if equal == compared and denied else 1


if __name__ == "__main__":
    sys.exit(main())
