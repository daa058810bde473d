"""The embedded engine: the same answers whatever it was asked before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.judgment.templates import bundle, rego_rule
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine
from packer_systo.engine.judgment.engines.interface import Question

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Rule
    from packer_systo.engine.judgment.engines.interface import RuleResult
    from packer_systo.engine.judgment.outcome import Denial


def messages(engine: EmbeddedEngine, document: str, *rules: Rule) -> list[list[str]]:
    (answer,) = engine.answer([Question(0, "a document", document, rules)])
    return [[denial.message for denial in denied(result)] for result in answer.results]


def denied(result: RuleResult) -> tuple[Denial, ...]:
    if isinstance(result, EngineError):
        raise result
    return result


def test_a_document_does_not_see_the_one_before_it() -> None:
    judged = bundle(
        rego_rule(
            "rule",
            'deny contains {"msg": word, "path": []} if some word in words\n\nwords contains word if some word in input.words',
        ),
    )
    engine = EmbeddedEngine([judged])
    assert messages(engine, '{"words": ["a", "b"]}', *judged.rules) == [["a", "b"]]
    assert messages(engine, '{"words": ["c"]}', *judged.rules) == [["c"]]
    assert messages(engine, "{}", *judged.rules) == [[]]


def test_a_rule_that_was_not_asked_before_is_added() -> None:
    judged = bundle(
        rego_rule("first", 'deny contains {"msg": "1", "path": []}'),
        rego_rule("second", 'deny contains {"msg": "2", "path": []}'),
    )
    engine = EmbeddedEngine([judged])
    first, second = judged.rules
    assert messages(engine, "{}", first) == [["1"]]
    assert messages(engine, "{}", second, first) == [["2"], ["1"]]


def test_one_rule_that_fails_leaves_the_others_alone() -> None:
    judged = bundle(
        rego_rule("fails", 'deny contains {"msg": nope(1), "path": []}'),
        rego_rule("works", 'deny contains {"msg": "2", "path": []}'),
    )
    engine = EmbeddedEngine([judged])
    fails, works = judged.rules
    with pytest.raises(EngineError, match="nope"):
        messages(engine, "{}", fails)
    assert messages(engine, "{}", works) == [["2"]]
    (answer,) = engine.answer([Question(0, "d", "{}", judged.rules)])
    assert [isinstance(result, EngineError) for result in answer.results] == [True, False]


def test_a_rule_that_cannot_be_read_leaves_the_others_alone() -> None:
    judged = bundle(
        rego_rule("broken", "deny contains x if {"),
        rego_rule("works", 'deny contains {"msg": "2", "path": []}'),
    )
    (answer,) = EmbeddedEngine([judged]).answer([Question(0, "d", "{}", judged.rules)])
    broken, works = answer.results
    assert isinstance(broken, EngineError)
    assert broken.where == "small/broken"
    assert [one.message for one in denied(works)] == ["2"]


def test_denials_come_in_the_order_of_their_places() -> None:
    judged = bundle(
        rego_rule(
            "rule", 'deny contains {"msg": "x", "path": ["a", i]} if some i in [10, 9, 2, "b", "a"]'
        ),
    )
    (answer,) = EmbeddedEngine([judged]).answer([Question(0, "d", "{}", judged.rules)])
    assert [denial.path[1] for denial in denied(answer.results[0])] == [2, 9, 10, "a", "b"]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^a+$", "aaa", True),
        ("b", "abc", True),
        (r"^\w+$", "é", False),  # as in Go: \w is ASCII
        (r"(?i)SELECT", "select", True),
        ("(a+)+$", "a" * 5000 + "!", False),
    ],
)
def test_regular_expressions_are_those_of_go(pattern: str, text: str, *, found: bool) -> None:
    judged = bundle(
        rego_rule(
            "rule", 'deny contains {"msg": "x", "path": []} if regex.match(input.p, input.t)'
        ),
    )
    document = f'{{"p": {_json(pattern)}, "t": {_json(text)}}}'
    assert messages(EmbeddedEngine([judged]), document, *judged.rules) == [["x"] if found else []]


@pytest.mark.parametrize(
    ("call", "gives"),
    [
        (r"regex.replace(input.t, `\bcurl`, `got`)", "\u00e9got\u00a0-x"),
        (r"concat(`|`, regex.split(`\s`, input.t))", "\u00e9curl\u00a0-x"),
        (r"concat(`|`, regex.find_n(`\w+`, input.t, -1))", "curl|x"),
        (r"regex.replace(input.t, `(?P<first>c)(z)?`, `<${first}$2$$>`)", "\u00e9<c$>url\u00a0-x"),
        ("lower(upper(`stra\u00dfe`))", "stra\u00dfe"),
    ],
)
def test_letters_and_spaces_of_functions_are_those_of_go(call: str, gives: str) -> None:
    judged = bundle(rego_rule("rule", f'deny contains {{"msg": {call}, "path": []}}'))
    document = '{"t": "\u00e9curl\u00a0-x"}'
    assert messages(EmbeddedEngine([judged]), document, *judged.rules) == [[gives]]


@pytest.mark.parametrize("call", ['regex.split(input.p, "a")', 'regex.find_n("a", "a", input.n)'])
def test_what_a_function_does_not_take_is_an_error(call: str) -> None:
    judged = bundle(rego_rule("rule", f'deny contains {{"msg": "x", "path": {call}}}'))
    with pytest.raises(EngineError, match="cannot be evaluated"):
        messages(EmbeddedEngine([judged]), '{"p": "(", "n": 1.5}', *judged.rules)


def test_prints_do_not_reach_the_report(capfd: pytest.CaptureFixture[str]) -> None:
    judged = bundle(rego_rule("rule", 'deny contains {"msg": "x", "path": []} if print("hello")'))
    messages(EmbeddedEngine([judged]), "{}", *judged.rules)
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""


def _json(text: str) -> str:
    return '"' + text.replace("\\", "\\\\") + '"'
