"""Both CEL engines give the same verdicts on a seeded share of the corpus: findings and reasons."""

from __future__ import annotations

import pytest

from corpus_questions import all_bundles, templates
from packer_systo.engine.judgment.cel.cel_python import CelPythonEngine
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.judgment.selection import Selection
from shared_data import corpus_path

pytestmark = [pytest.mark.parity, pytest.mark.slow]

SHARE = 0.1


def test_the_engines_give_the_same_verdicts() -> None:
    module = pytest.importorskip(
        "packer_systo.engine.judgment.cel.cel_expr",
        reason="cel-expr-python has no wheel here",
        exc_type=ImportError,
    )
    root = corpus_path("repos")
    bundles = all_bundles()
    rules = [rule for bundle in bundles for rule in bundle.rules if rule.language == "cel"]
    only = Selection(only=tuple(rule.full_name for rule in rules))
    fast = Judge(bundles, selection=only, cel=module.CelExprEngine())
    slow = Judge(bundles, selection=only, cel=CelPythonEngine())
    found = 0
    for loaded in templates(str(root), bundles, SHARE, 20261126):
        (left,) = fast.verdicts([loaded])
        (right,) = slow.verdicts([loaded])
        assert (left.findings, left.errors) == (right.findings, ()), loaded.document.path
        assert not right.errors
        found += len(left.findings)
    assert found > 100
