"""A bundle and documents, and OPA servers asked about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.judgment.templates import bundle, rego_rule
from packer_systo.engine.judgment.engines.choice import rule_engine
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.judgment.engines.interface import Question
from packer_systo.engine.settings.engine import EngineSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.judgment.engines.interface import RuleResult

DATA = '{"small": {"settings": {"word": "bad"}}}'
RULES = [
    rego_rule(
        name,
        f'deny contains {{"msg": "{name}", "path": ["words", i]}} if {{\n'
        "\tsome i, word in input.words\n\tword == data.small.settings.word\n}",
    )
    for name in ("one", "two", "three", "four")
]
JUDGED = bundle(*RULES, data=DATA)
DOCUMENTS = [f'{{"words": ["bad", "é{number}", "bad"]}}' for number in range(40)]


def asked(
    judged: Bundle,
    *urls: str,
    documents: Sequence[str] = DOCUMENTS[:5],
    environment: Mapping[str, str] | None = None,
    seconds: float = 5,
    **settings: object,
) -> tuple[list[list[RuleResult]], tuple[str, ...]]:
    fields = {"name": "opa-server", "servers": urls, "answer_seconds": seconds, **settings}
    engine = rule_engine(msgspec.convert(fields, EngineSettings), [judged], environment or {})
    answers = {
        answer.key: list(answer.results) for answer in engine.answer(questions(judged, documents))
    }
    return [answers[number] for number in range(len(documents))], engine.notes


def questions(judged: Bundle, documents: Sequence[str]) -> Iterator[Question]:
    for number, text in enumerate(documents):
        yield Question(number, f"document {number}", text, judged.rules)


def expected(judged: Bundle, documents: Sequence[str] = DOCUMENTS[:5]) -> list[list[RuleResult]]:
    return [
        list(one.results) for one in EmbeddedEngine([judged]).answer(questions(judged, documents))
    ]
