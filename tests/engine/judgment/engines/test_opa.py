"""The engine `opa`: the same answers as the embedded one, and each error with its rule and document."""

from __future__ import annotations

import socket
import stat
from typing import TYPE_CHECKING

import msgspec
import pytest

from engine.judgment.templates import bundle, rego_rule
from opa_program import opa_program
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines import opa as opa_engine
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.judgment.engines.interface import Question
from packer_systo.engine.judgment.engines.limits import Limits
from packer_systo.engine.judgment.engines.opa import OpaEngine
from packer_systo.engine.judgment.engines.preflight import preflight

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.judgment.engines.interface import RuleEngine, RuleResult
    from packer_systo.engine.judgment.outcome import Denial

WORDS = rego_rule(
    "words", 'deny contains {"msg": word, "path": ["words", i]} if some i, word in input.words'
)
NUMBER = rego_rule("number", 'deny contains {"msg": "x", "path": []} if to_number(input.n) == 1')


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opa_engine, "MOST_DOCUMENTS", 4)


@pytest.fixture
def program() -> None:
    opa_program()


def asked(engine: RuleEngine, judged: Bundle, documents: Sequence[str]) -> list[list[RuleResult]]:
    questions = [
        Question(number, f"document {number}", text, judged.rules)
        for number, text in enumerate(documents)
    ]
    answers = {answer.key: list(answer.results) for answer in engine.answer(questions)}
    return [answers[number] for number in range(len(documents))]


def errors(answers: list[list[RuleResult]]) -> set[str]:
    return {str(one) for results in answers for one in results if isinstance(one, EngineError)}


@pytest.mark.parity
@pytest.mark.usefixtures("program")
class TestOpa:
    def test_many_documents_are_answered_as_by_the_embedded_engine(self) -> None:
        judged = bundle(WORDS, NUMBER)
        documents = [f'{{"words": ["a{n}", "é", "b"], "n": "{n}"}}' for n in range(11)]
        theirs = asked(OpaEngine([judged]), judged, documents)
        assert theirs == asked(EmbeddedEngine([judged]), judged, documents)
        assert len(theirs) == 11
        assert not errors(theirs)

    def test_a_document_larger_than_a_batch_goes_by_itself(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(opa_engine, "MOST_CHARACTERS", 100)
        judged = bundle(WORDS)
        documents = ['{"words": ["a"]}', f'{{"words": ["{"x" * 500}"]}}', '{"words": []}']
        assert [len(denied(one)) for (one,) in asked(OpaEngine([judged]), judged, documents)] == [
            1,
            1,
            0,
        ]

    def test_an_error_names_rule_document_and_cause_and_leaves_other_rules_alone(self) -> None:
        judged = bundle(WORDS, NUMBER)
        documents = [f'{{"words": ["a"], "n": "{n}"}}' for n in (1, 2, "many", 4, 5, 6, 7)]
        answers = asked(OpaEngine([judged]), judged, documents)
        (told,) = errors(answers)
        assert told.startswith(
            "small/number on document 2: the rule cannot be evaluated: to_number"
        )
        assert "security/number/number.rego:17" in told
        # `number` comes first of the two; it is asked no more, and is nowhere a pass.
        assert [isinstance(one[0], EngineError) for one in answers] == [True] * 7
        assert [len(denied(one[1])) for one in answers] == [1] * 7

    def test_an_error_in_a_library_names_the_rule_that_calls_it(self) -> None:
        judged = bundle(
            rego_rule(
                "calls", 'deny contains {"msg": "x", "path": []} if data.small.lib.n(input.n)'
            ),
            WORDS,
            **{"lib/n.rego": "package small.lib\n\nimport rego.v1\n\nn(x) if to_number(x) > 0\n"},
        )
        answers = asked(OpaEngine([judged]), judged, ['{"n": "x", "words": ["a"]}'])
        assert isinstance(answers[0][0], EngineError)
        assert answers[0][0].where == "small/calls on document 0"
        assert len(denied(answers[0][1])) == 1

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            ("deny contains x if {", "cannot be read"),
            ('deny contains {"msg": nope(1), "path": []}', "undefined function nope"),
            ('denied contains "x"', "the rule has no `deny`"),
            ('deny := "x"', "has not the right form"),
            ('deny contains "x"', "has not the right form"),
            ('deny contains {"msg": "x", "path": ["\\u0000", {}]}', "has not the right form"),
            ("deny := 1 if true\ndeny := 2 if true", "eval_conflict|conflict|must not produce"),
        ],
    )
    def test_a_rule_that_is_wrong_is_an_error_of_its_own(self, body: str, says: str) -> None:
        judged = bundle(WORDS, rego_rule("wrong", body))
        (results,) = asked(OpaEngine([judged]), judged, ['{"words": ["a"]}'])
        words, wrong = results
        assert len(denied(words)) == 1
        assert isinstance(wrong, EngineError)
        assert wrong.where.startswith("small/wrong")
        with pytest.raises(EngineError, match=says):
            raise wrong

    def test_what_no_engine_may_run_is_not_run(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0.5)
            port = listener.getsockname()[1]
            send = rego_rule(
                "send",
                'deny contains {"msg": "x", "path": []} if '
                f'http.send({{"method": "GET", "url": "http://127.0.0.1:{port}/"}}).status_code',
            )
            judged = bundle(WORDS, send)
            judged = msgspec.structs.replace(judged, obstacles=tuple(preflight(judged.rules)))
            (results,) = asked(OpaEngine([judged]), judged, ['{"words": ["a"]}'])
            with pytest.raises(TimeoutError):
                listener.accept()
        by_name = dict(zip([rule.full_name for rule in judged.rules], results, strict=True))
        assert len(denied(by_name["small/words"])) == 1
        refused = by_name["small/send"]
        assert isinstance(refused, EngineError)
        assert "http.send" in refused.message

    def test_a_rule_that_loops_is_stopped_and_named(self) -> None:
        loop = rego_rule(
            "loop",
            "deny contains x if {\n\tinput.loop\n\tsome x in numbers.range(1, 100000)\n"
            "\tsome y in numbers.range(1, 100000)\n\tx + y == 0\n}",
        )
        judged = bundle(loop, WORDS)
        documents = ['{"words": ["a"]}', '{"words": ["b"], "loop": true}', '{"words": ["c"]}']
        answers = asked(OpaEngine([judged], Limits(seconds=0.7)), judged, documents)
        (told,) = errors(answers)
        assert told.startswith("small/loop on document 1: the rule was stopped")
        assert "0.7 s" in told
        assert [len(denied(one[1])) for one in answers] == [1, 1, 1]

    def test_a_rule_that_takes_all_memory_is_stopped_and_named(self) -> None:
        grows = rego_rule(
            "grows",
            'deny contains {"msg": "x", "path": []} if {\n\tinput.grow\n'
            "\tcount([[x, y] | some x in numbers.range(1, 3000); some y in numbers.range(1, 3000)]) == 0\n}",
        )
        judged = bundle(grows, WORDS)
        documents = ['{"words": ["a"]}', '{"words": ["b"], "grow": true}']
        limits = Limits(seconds=20, memory=200 * 1024 * 1024)
        answers = asked(OpaEngine([judged], limits), judged, documents)
        (told,) = errors(answers)
        assert told.startswith("small/grows on document 1: the rule was stopped")
        assert [len(denied(one[1])) for one in answers] == [1, 1]

    def test_two_bundles_of_one_root_do_not_meet(self) -> None:
        first = bundle(WORDS)
        answers = asked(OpaEngine([first]), first, ['{"words": ["a"]}'])
        assert len(denied(answers[0][0])) == 1

    def test_settings_of_the_bundle_are_its_data(self) -> None:
        rule = rego_rule("rule", 'deny contains {"msg": data.small.settings.word, "path": []}')
        judged = bundle(rule, data='{"small": {"settings": {"word": "from data"}}}')
        ((result,),) = asked(OpaEngine([judged]), judged, ["{}"])
        assert denied(result)[0].message == "from data"

    def test_prints_of_a_rule_disturb_nothing(self) -> None:
        judged = bundle(
            rego_rule("rule", 'deny contains {"msg": "x", "path": []} if print("hello")')
        )
        ((result,),) = asked(OpaEngine([judged]), judged, ["{}"])
        assert len(denied(result)) == 1


def fake(folder: Path, script: str) -> None:
    file = folder / "opa"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("exit 1", "does not tell its version"),
        ("echo hello", "does not tell its version"),
        ("echo 'Version: 0.62.1'", "this is OPA 0.62.1; rules need 1.0.0 or newer"),
    ],
)
def test_a_program_that_will_not_do_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, says: str
) -> None:
    fake(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    judged = bundle(WORDS)
    with pytest.raises(EngineError, match=says):
        asked(OpaEngine([judged]), judged, ["{}"])


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("echo '{}'", "no answer"),
        ("echo garbage", "no answer"),
        ("exit 0", "no answer"),
        ("exit 9", "opa ended with code 9"),
        ("kill -9 $$", "opa ended with code -9"),
        ("sleep 60", "it was stopped after"),
    ],
)
def test_what_is_no_answer_is_an_error_and_no_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, says: str
) -> None:
    monkeypatch.setattr("packer_systo.engine.judgment.engines.opa_program.GRACE", 0.1)
    fake(tmp_path, f'if [ "$1" = version ]; then echo "Version: 1.22.2"; else {answer}; fi')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    judged = bundle(WORDS)
    answers = asked(OpaEngine([judged], Limits(seconds=0.3)), judged, ["{}", "{}"])
    assert all(isinstance(one, EngineError) for results in answers for one in results)
    assert says in " ".join(errors(answers))


def test_without_the_program_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    judged = bundle(WORDS)
    with pytest.raises(EngineError, match="no program `opa`") as caught:
        asked(OpaEngine([judged]), judged, ["{}"])
    assert "install opa" in caught.value.hint


def denied(result: RuleResult) -> tuple[Denial, ...]:
    assert not isinstance(result, EngineError), result
    return result
