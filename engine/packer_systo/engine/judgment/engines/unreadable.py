"""Rules that cannot be read: found when their bundle is loaded, also where no template of a run has
what they look at. An engine would say it only when it is asked.

They are read in a worker, within limits: the reader of the embedded engine takes twice as long for each
level of brackets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.models import Obstacle, Rule
from packer_systo.engine.judgment.engines.limited import Limited, StoppedError
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

_SHOWN_AS = "rule.rego"
_HINT = "mend the rule; `systo-policy bundle lint DIR` looks the whole bundle over"
_TOO_LONG = "exceeds maximum"
"""What regorus says of lines of more than 1,024 characters, and of files of more than 20,000 lines."""
_SHORTEN = (
    "write it on several lines (`concat`), or judge by `--engine opa`, which has no such limit"
)

_UNBOUND = "a negation with `[_]` does not say for which of them: write `some one in …` before it, or `every`"
"""OPA refuses it, too: the variable is unsafe."""


class _Text(msgspec.Struct, frozen=True):
    """What is to be read: Rego, unless it is empty, and CEL expressions, each with its key."""

    rego: str = ""
    expressions: tuple[tuple[str, str], ...] = ()


class _Problem(msgspec.Struct, frozen=True):
    """Why it cannot be read; `line` is of the Rego, 0 for an expression."""

    message: str
    line: int = 0
    stopped: bool = False


_texts = msgspec.json.Decoder(list[_Text])
_problems = msgspec.json.Decoder(list[list[_Problem]])


class ReadingRules(msgspec.Struct, frozen=True):
    """Replies to a list of texts with what is wrong with each."""

    def start(self) -> Callable[[bytes], bytes]:
        return lambda request: msgspec.json.encode(
            [[*_of_rego(one.rego), *_of_cel(one.expressions)] for one in _texts.decode(request)]
        )


def unreadable(
    rules: Iterable[Rule],
    libraries: Iterable[tuple[str, str]] = (),
    known: Container[str] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> list[Obstacle]:
    """What cannot be read of the rules, in their order, and of the libraries for each rule that
    names their package.

    `known` are the full names of rules with functions or syntax that the embedded engine lacks: only
    an exact engine can tell of these.
    """
    from packer_systo.engine.judgment.engines.preflight import package_of

    read = [rule for rule in rules if rule.language == "rego" or rule.expressions()]
    shared = [(package_of(text), name, text) for name, text in libraries]
    texts = [
        _Text(rule.rego if rule.full_name not in known else "", rule.expressions()) for rule in read
    ]
    texts += [_Text(text) for _, _, text in shared]
    problems = _read(texts, limits)
    found = [
        _obstacle(rule, one, rule.file)
        for rule, theirs in zip(read, problems, strict=False)
        for one in theirs
    ]
    for (package, name, _), theirs in zip(shared, problems[len(read) :], strict=True):
        found += [
            _obstacle(rule, one, name)
            for one in theirs
            for rule in read
            if f"data.{package}" in rule.rego and rule.full_name not in known
        ]
    return found


def read_rego(texts: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """For each Rego text why the embedded engine cannot read it, with the line; empty if it can."""
    return [
        f"{theirs[0].message} (line {theirs[0].line})" if theirs else ""
        for theirs in _read([_Text(text) for text in texts], limits)
    ]


def _read(texts: list[_Text], limits: Limits) -> list[list[_Problem]]:
    """What is wrong with each: all at once and, where that does not end, one by one."""
    if not texts:
        return []
    reader = Limited(ReadingRules(), limits)
    try:
        return _problems.decode(reader.answer(msgspec.json.encode(texts)))
    except StoppedError as error:
        if len(texts) == 1:
            return [[_Problem(f"reading it was stopped: {error}", 1, stopped=True)]]
        return [problems for text in texts for problems in _read([text], limits)]
    finally:
        reader.close()


def _obstacle(rule: Rule, problem: _Problem, file: str) -> Obstacle:
    """CEL is evaluated inside the program, whatever evaluates Rego."""
    what = "rule" if file == rule.file else "library"
    message = problem.message
    hint = _SHORTEN if _TOO_LONG in message else _HINT
    if problem.line:
        message = f"the embedded engine cannot read the {what}: {message}"
    return Obstacle(
        rule.full_name,
        max(problem.line, 1),
        message,
        file,
        everywhere=not problem.line,
        hint=hint if what == "rule" else hint.replace("rule", "library", 1),
        unread=True,
        stopped=problem.stopped,
    )


def _of_rego(text: str) -> Iterator[_Problem]:
    if not text:
        return
    from packer_systo.engine.judgment.engines.embedded import in_words
    from packer_systo.engine.judgment.engines.guarded import GuardedEngine

    engine = GuardedEngine()
    try:
        engine.add_policy(_SHOWN_AS, text)
    except RuntimeError as error:
        message, _ = in_words(error)
        words, _, place = message.partition(f" ({_SHOWN_AS}:")
        line = place.partition(":")[0]
        yield _Problem(words, int(line) if line.isdigit() else 1)
        return
    if "[_]" in text and "not" in text:
        from packer_systo.engine.judgment.engines.rego_negations import unbound

        for line_of in unbound(msgspec.json.decode(engine.get_ast_as_json())):
            yield _Problem(_UNBOUND, line_of)


def _of_cel(expressions: Iterable[tuple[str, str]]) -> Iterator[_Problem]:
    from packer_systo.engine.judgment.cel.choice import cel_engine
    from packer_systo.engine.judgment.cel.interface import CelError

    engine = cel_engine()
    for key, expression in expressions:
        try:
            engine.check(expression)
        except CelError as error:
            yield _Problem(f"`{key}` cannot be read: {error}")
