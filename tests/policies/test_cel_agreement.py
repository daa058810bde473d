"""Both CEL engines give the same findings for every case of the rules that are written in CEL."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_files
from packer_systo.engine.bundle.cases import read_cases
from packer_systo.engine.judgment.case_run import load_case
from packer_systo.engine.judgment.cel.cel_python import CelPythonEngine
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.judgment.selection import Selection
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle, Rule

cel_expr = pytest.importorskip(
    "packer_systo.engine.judgment.cel.cel_expr", reason="cel-expr-python has no wheel here"
)

RULES = [
    pytest.param(bundle, rule, id=rule.full_name)
    for bundle in builtin_bundles()
    for rule in bundle.rules
    if rule.language == "cel"
]


@pytest.mark.parametrize(("bundle", "rule"), RULES)
def test_both_engines_give_the_same_findings(tmp_path: Path, bundle: Bundle, rule: Rule) -> None:
    selection = Selection(only=(rule.full_name,))
    fast = Judge([bundle], selection=selection, cel=cel_expr.CelExprEngine())
    everywhere = Judge([bundle], selection=selection, cel=CelPythonEngine())
    detector = Detector(secret_patterns([bundle.data]))
    file = f"{os.path.dirname(rule.file)}/cases.md"
    cases = read_cases(builtin_files(bundle.metadata.name)[file].decode(), file).cases
    assert cases
    for number, case in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        loaded = load_case(case, str(folder), detector)
        assert fast.judge(loaded) == everywhere.judge(loaded), case.title
