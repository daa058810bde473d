"""The Rego rules give the same on the embedded engine and on real OPA, denial by denial.

Compared is what `deny` holds, before undecided subjects are taken out: on the documents of every
case, and on those of the corpus.
"""

from __future__ import annotations

import os
import random
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from opa_program import opa_program
from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_files, checkout_policies
from packer_systo.engine.bundle.cases import DOCUMENT, read_cases
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.judgment.engines.interface import Question
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.load import load
from shared_data import corpus_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


pytestmark = [pytest.mark.parity, pytest.mark.slow]

BUNDLE = next(one for one in builtin_bundles() if one.metadata.name == "packer-baseline")
RULES = tuple(rule for rule in BUNDLE.rules if rule.language == "rego")
BATCH = 100


class Denied(msgspec.Struct, frozen=True):
    """What reports show of a denial."""

    msg: str
    path: list[str | int]
    line: int = 0


class Expression(msgspec.Struct):
    value: list[list[list[Denied]]]


class Result(msgspec.Struct):
    expressions: list[Expression]


class Answer(msgspec.Struct):
    """What `opa eval --format json` prints."""

    result: list[Result]


@pytest.fixture(scope="module")
def opa() -> str:
    found = opa_program()
    if checkout_policies() is None:
        pytest.skip("the bundle is inside a wheel, where opa cannot read it")
    return found


def documents(root: Path) -> Iterator[str]:
    detector = Detector(secret_patterns([BUNDLE.data]))
    for target in find_templates([str(root)]).targets:
        loaded = load(target, Inputs(now="2026-01-01T00:00:00Z"), detector)
        yield msgspec.json.encode(loaded.document).decode()


def case_documents(root: Path) -> Iterator[str]:
    for name, content in builtin_files("packer-baseline").items():
        if not name.endswith("cases.md"):
            continue
        for number, case in enumerate(read_cases(content.decode(), name).cases):
            if case.files[0][0] == DOCUMENT:
                continue
            folder = root / os.path.dirname(name) / str(number)
            for file, text in case.files:
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_text(text, encoding="utf-8")
            yield from documents(folder)


def denied_by_opa(opa: str, texts: list[str], folder: Path) -> list[list[list[Denied]]]:
    """For each document and rule, what OPA finds denied."""
    found: list[list[list[Denied]]] = []
    query = "\n".join(
        [
            "package systo_parity",
            "import rego.v1",
            "found[i] := [",
            *(
                f"\t[one | some one in data.{rule.package}.deny with input as document],"
                for rule in RULES
            ),
            "] if some i, document in input.documents",
        ]
    )
    (folder / "query.rego").write_text(query, encoding="utf-8")
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        (folder / "input.json").write_text(
            f'{{"documents": [{",".join(batch)}]}}', encoding="utf-8"
        )
        ran = subprocess.run(
            [
                opa, "eval", "--format", "json", "--bundle", BUNDLE.location, "--strict-builtin-errors",
                "--data", str(folder / "query.rego"), "--input", str(folder / "input.json"),
                "[x | some i; x := data.systo_parity.found[i]]",
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr or ran.stdout
        found.extend(msgspec.json.decode(ran.stdout, type=Answer).result[0].expressions[0].value)
    return found


def assert_equal(texts: list[str], opa: str, folder: Path) -> None:
    theirs = denied_by_opa(opa, texts, folder)
    assert len(theirs) == len(texts)
    engine = EmbeddedEngine([BUNDLE])
    questions = [Question(number, str(number), text, RULES) for number, text in enumerate(texts)]
    ours = {answer.key: answer.results for answer in engine.answer(questions)}
    compared = 0
    for number, text in enumerate(texts):
        for rule, own, other in zip(RULES, ours[number], theirs[number], strict=True):
            assert not isinstance(own, EngineError), own
            # The sets of the engines have no order.
            left = sorted((Denied(one.message, list(one.path), one.line) for one in own), key=str)
            right = sorted(other, key=str)
            assert left == right, f"{rule.full_name} on {text[:200]}"
            compared += 1
    assert compared == len(texts) * len(RULES)


def test_on_every_case(opa: str, tmp_path: Path) -> None:
    texts = list(case_documents(tmp_path / "cases"))
    assert len(texts) > 100
    assert_equal(texts, opa, tmp_path)


def test_on_the_corpus(opa: str, tmp_path: Path) -> None:
    root = corpus_path("repos")
    texts = list(documents(root))
    share = random.Random(20261123).sample(texts, len(texts) // 4)
    assert_equal(share, opa, tmp_path)
