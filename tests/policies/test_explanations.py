"""`why` agrees with the judgment on every case of every built-in rule: what it shows as holding
leads to the outcome that it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_files
from packer_systo.engine.bundle.cases import read_cases
from packer_systo.engine.explanation.models import Said
from packer_systo.engine.explanation.subjects import RuleOnDocument
from packer_systo.engine.judgment.case_run import load_case
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.explanation.models import RegoBody
    from packer_systo.engine.judgment.findings import Outcome
    from packer_systo.engine.judgment.placing import Placer

RULES = [(bundle, rule) for bundle in builtin_bundles() for rule in bundle.rules]


@pytest.mark.slow
@pytest.mark.parametrize(("bundle", "rule"), RULES, ids=[rule.full_name for _, rule in RULES])
def test_why_agrees_with_the_judgment(bundle: Bundle, rule: Rule, tmp_path: Path) -> None:
    files = builtin_files(bundle.metadata.name)
    cases = read_cases(files[f"{rule.file.rpartition('/')[0]}/cases.md"].decode(), "cases.md").cases
    detector = Detector(secret_patterns([bundle.data]))
    failed = 0
    for number, case in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        loaded = load_case(case, str(folder), detector)
        explanation = RuleOnDocument(bundle, rule, loaded, _said).explanation()
        assert not explanation.error
        for subject in explanation.subjects:
            assert not subject.untraced
            for body in subject.bodies:
                _agrees(body)
            if subject.outcome not in {"fail", "pass"}:
                continue
            failed += subject.outcome == "fail"
            if subject.assertion is not None:
                holds = subject.assertion.result == "true"
            else:
                holds = all(body.stopped_at is not None for body in subject.bodies)
            assert holds == (subject.outcome == "pass"), f"{case.title}: {subject.path}"
    assert failed, "a bad case fails"


def _agrees(body: RegoBody) -> None:
    """What each statement asks came to what its bodies say."""
    for call in (call for step in body.steps for call in step.calls):
        if call.text.startswith("every ") and not any(one.steps[0].held for one in call.bodies):
            continue  # there is nothing that it could fail for
        ends = [one.stopped_at is None for one in call.bodies]
        if call.held is False and call.value != "false":
            assert not any(ends), call.text
        if call.held and call.bodies and not call.value.startswith(("a ", "[]", "{}", "set")):
            assert any(ends), call.text
        for inner in call.bodies:
            _agrees(inner)


def _said(outcome: Outcome, placer: Placer) -> Said:
    place = placer.place(outcome.path, None).place
    return Said(outcome.status, outcome.message, place, outcome.reason)
