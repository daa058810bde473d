"""The embedded engine within its limits: the same answers, and what does not end is named."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from engine.judgment.templates import bundle, rego_rule
from packer_systo.engine.bundle.builtin import builtin_bundles, is_builtin
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines import worker
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.judgment.engines.interface import Question
from packer_systo.engine.judgment.engines.limits import Limits
from packer_systo.engine.judgment.engines.supervised import SupervisedEngine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.judgment.engines.interface import RuleEngine, RuleResult

WORDS = rego_rule(
    "words", 'deny contains {"msg": word, "path": ["words", i]} if some i, word in input.words'
)
LOOPS = rego_rule(
    "loops",
    'deny contains {"msg": "x", "path": []} if {\n\tinput.loop\n'
    "\tsome x in numbers.range(1, 100000)\n\tsome y in numbers.range(1, 100000)\n\tx + y == 0\n}",
)
GROWS = rego_rule(
    "grows",
    'deny contains {"msg": "x", "path": []} if {\n\tinput.grow\n'
    "\tcount(numbers.range(1, 100000000)) == 0\n}",
)
PANICS = rego_rule(
    "panics", 'deny contains {"msg": "x", "path": []} if time.parse_ns(input.time, "-1h") == 0'
)
FAILS = rego_rule("fails", 'deny contains {"msg": nope(1), "path": []}')


@pytest.fixture(autouse=True, params=["forked", "started"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    way: str = request.param
    monkeypatch.setattr(worker, "may_fork", lambda: way == "forked")
    return way


def asked(engine: RuleEngine, judged: Bundle, documents: Sequence[str]) -> list[list[RuleResult]]:
    questions = [
        Question(number, f"document {number}", text, judged.rules)
        for number, text in enumerate(documents)
    ]
    answers = {answer.key: list(answer.results) for answer in engine.answer(questions)}
    return [answers[number] for number in range(len(documents))]


def shown(answers: list[list[RuleResult]]) -> list[list[str]]:
    return [[str(one) for one in results] for results in answers]


def test_the_answers_are_those_of_the_engine_in_the_process() -> None:
    judged = bundle(WORDS, FAILS, rego_rule("wrong", 'deny contains "x"'))
    documents = ['{"words": ["a", "é"]}', "{}", f'{{"words": ["{"x" * 300_000}"]}}']
    ours = asked(SupervisedEngine([judged]), judged, documents)
    assert shown(ours) == shown(asked(EmbeddedEngine([judged]), judged, documents))
    assert any(isinstance(one, EngineError) for one in ours[0])


def test_a_rule_that_loops_is_stopped_and_named_and_asked_no_more() -> None:
    judged = bundle(WORDS, LOOPS)
    documents = ['{"words": ["a"]}', '{"words": ["b"], "loop": true}'] + ['{"words": ["c"]}'] * 3
    began = time.monotonic()
    answers = asked(SupervisedEngine([judged], Limits(seconds=1.5)), judged, documents)
    assert time.monotonic() - began < 20
    assert [isinstance(one[0], EngineError) for one in answers] == [False, True, True, True, True]
    assert {str(one[0]) for one in answers[1:]} == {
        "small/loops on document 1: the rule was stopped: it took more than 1.5 s"
    }
    assert all(len(list_of(one[1])) == 1 for one in answers)


def test_a_rule_that_takes_all_memory_is_stopped_and_named() -> None:
    judged = bundle(WORDS, GROWS)
    documents = ['{"words": ["a"]}', '{"words": ["b"], "grow": true}', '{"words": ["c"]}']
    limits = Limits(seconds=20, memory=400 * 2**20)
    answers = asked(SupervisedEngine([judged], limits), judged, documents)
    grows = [one[0] for one in answers]
    assert [isinstance(one, EngineError) for one in grows] == [False, True, True]
    assert str(grows[1]).startswith("small/grows on document 1: the rule was stopped: it took more")
    assert all(len(list_of(one[1])) == 1 for one in answers)


def test_a_worker_that_is_killed_is_replaced() -> None:
    judged = bundle(WORDS)
    engine = SupervisedEngine([judged])
    assert len(list_of(asked(engine, judged, ['{"words": ["a"]}'])[0][0])) == 1
    process = engine.worker
    assert process is not None
    os.kill(process.process, 9)
    time.sleep(0.05)
    assert len(list_of(asked(engine, judged, ['{"words": ["a"]}'])[0][0])) == 1


def test_no_worker_is_left_behind() -> None:
    judged = bundle(WORDS)
    engine = SupervisedEngine([judged])
    asked(engine, judged, ["{}"])
    process = engine.worker
    assert process is not None
    number = process.process
    del process, engine
    end = time.monotonic() + 10
    while number in worker.ended and time.monotonic() < end:
        worker.reap()
        time.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_it_works_beside_other_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert not worker.may_fork()
    finally:
        end.set()
        thread.join()


def test_known_rules_take_a_process_for_large_documents_alone() -> None:
    judged = bundle(WORDS)
    engine = SupervisedEngine([judged], known=["small"])
    large = f'{{"words": ["{"x" * 200_000}"]}}'
    assert len(list_of(asked(engine, judged, ['{"words": ["a"]}'])[0][0])) == 1
    assert engine.worker is None
    assert len(list_of(asked(engine, judged, [large, "{}", large])[2][0])) == 1
    assert engine.worker is not None


def test_only_what_came_with_the_program_is_known(tmp_path: Path) -> None:
    (own, *_) = builtin_bundles()
    assert is_builtin(own)
    assert not is_builtin(msgspec.structs.replace(own, location=str(tmp_path / "packer-baseline")))


def list_of(result: RuleResult) -> tuple[object, ...]:
    assert not isinstance(result, EngineError), result
    return result


def test_a_rule_that_is_asked_alone_takes_its_time_once() -> None:
    judged = bundle(LOOPS)
    began = time.monotonic()
    answers = asked(SupervisedEngine([judged], Limits(seconds=3)), judged, ['{"loop": true}'])
    assert 3 <= time.monotonic() - began < 5.9
    assert str(answers[0][0]) == (
        "small/loops on document 0: the rule was stopped: it took more than 3 s"
    )


def test_a_panic_of_the_engine_is_an_error_of_its_rule_alone() -> None:
    judged = bundle(WORDS, PANICS)
    documents = ['{"time": "ä", "words": ["a"]}', '{"words": ["b"]}']
    answers = asked(SupervisedEngine([judged]), judged, documents)
    panics = [str(one[0]) for one in answers]
    assert panics[0].startswith(
        "small/panics on document 0: the rule cannot be evaluated: the embedded engine failed on "
        "it, by a defect of its own: end byte index 1 is not a char boundary"
    )
    assert panics[1] == "()"
    assert [len(list_of(one[1])) for one in answers] == [1, 1]
    assert shown(answers) == shown(asked(EmbeddedEngine([judged]), judged, documents))
