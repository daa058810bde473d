"""The corpus as the judge asks engines about it: loaded templates, and the Rego questions of each."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_names
from packer_systo.engine.judgment.engines.interface import Answer
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.judgment.engines.interface import Question
    from packer_systo.engine.template.loaded import LoadedTemplate

NOW = "2026-01-01T00:00:00Z"


def all_bundles() -> tuple[Bundle, ...]:
    """Every bundle of the repository."""
    return builtin_bundles(builtin_names())


def templates(
    root: str, bundles: Sequence[Bundle], share: float, seed: int
) -> Iterator[LoadedTemplate]:
    """The templates of the corpus, or a seeded share of them, read one by one."""
    targets = list(find_templates([root]).targets)
    if share < 1:
        targets = random.Random(seed).sample(targets, max(1, int(len(targets) * share)))
    detector = Detector(secret_patterns(bundle.data for bundle in bundles))
    for target in targets:
        yield load(target, Inputs(now=NOW), detector)


def questions(loaded: Iterable[LoadedTemplate], bundles: Sequence[Bundle]) -> list[Question]:
    """What an engine is asked: each document with the rules that have a subject in it."""
    engine = _Recording()
    for _ in Judge(bundles, engine=engine).judge_all(loaded):
        pass
    return engine.asked


class _Recording:
    name = "recording"
    notes = ()

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def answer(self, questions: Iterable[Question]) -> Iterator[Answer]:
        for question in questions:
            self.asked.append(question)
            yield Answer(question.key, tuple(() for _ in question.rules))
