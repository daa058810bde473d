"""Real conftest, given a bundle's folder and normalised documents, denies what our engine denies.

conftest knows nothing of what is undecided, so compared is `deny` before that is taken out; what a user
sees is that set without the undecided subjects, whoever evaluated it.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from corpus_questions import templates
from packer_systo.engine.bundle.builtin import builtin_bundles, checkout_policies
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.judgment.engines.interface import Question
from shared_data import corpus_path

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle

pytestmark = [pytest.mark.parity, pytest.mark.slow]

SHARE = 0.06


class Metadata(msgspec.Struct):
    path: list[str | int]
    line: int = 0


class Failure(msgspec.Struct):
    msg: str
    metadata: Metadata


class Result(msgspec.Struct):
    """What `conftest test --output json` says of one file and one package."""

    filename: str
    namespace: str
    failures: list[Failure] = []


@pytest.mark.parametrize("bundle", builtin_bundles(), ids=lambda bundle: bundle.metadata.name)
def test_conftest_denies_what_we_deny(tmp_path: Path, bundle: Bundle) -> None:
    program = shutil.which("conftest")
    if program is None or checkout_policies() is None:
        pytest.skip("conftest is not on PATH, or the bundles are in a wheel")
    rules = tuple(rule for rule in bundle.rules if rule.language == "rego")
    if not rules:
        pytest.skip("the bundle has no rules in Rego")
    asked: list[Question] = []
    for number, loaded in enumerate(
        templates(str(corpus_path("repos")), [bundle], SHARE, 20261127)
    ):
        text = msgspec.json.encode(loaded.document).decode()
        asked.append(Question(number, f"{number:05}.json", text, rules))
        (tmp_path / f"{number:05}.json").write_text(text, encoding="utf-8")
    ours: set[tuple[str, str, str, str, int]] = set()
    for one, answer in zip(asked, EmbeddedEngine([bundle]).answer(asked), strict=True):
        for rule, result in zip(rules, answer.results, strict=True):
            assert isinstance(result, tuple), result
            ours |= {
                (one.name, rule.package, denial.message, str(list(denial.path)), denial.line)
                for denial in result
            }
    ran = subprocess.run(
        [
            program, "test", "--all-namespaces", "--no-color", "--output", "json",
            "--policy", bundle.location, "--data", f"{bundle.location}/data.json",
            *(one.name for one in asked),
        ],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert ran.returncode in {0, 1}, ran.stderr.decode()
    theirs = {
        (result.filename, result.namespace, one.msg, str(one.metadata.path), one.metadata.line)
        for result in msgspec.json.decode(ran.stdout, type=list[Result])
        for one in result.failures
    }
    assert theirs == ours
    assert ours
