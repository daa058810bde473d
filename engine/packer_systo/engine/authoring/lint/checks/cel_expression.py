"""CEL that one of the two engines cannot read, or takes for something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.judgment.cel.cel_python import CelPythonEngine
from packer_systo.engine.judgment.cel.choice import cel_engine
from packer_systo.engine.judgment.cel.interface import CelError
from packer_systo.engine.judgment.cel.portable import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted, LintFinding
    from packer_systo.engine.judgment.cel.interface import CelEngine

NAME = "cel-expression"

_HINT = "each machine takes the one of the two engines that it has"


def check(linted: Linted) -> Iterator[LintFinding]:
    engines: dict[str, CelEngine] = {}
    for engine in (cel_engine(), CelPythonEngine()):
        engines.setdefault(engine.name, engine)
    for rule in linted.bundle.rules:
        expressions: list[tuple[tuple[str, ...], str]] = [
            (("custom", "when"), rule.metadata.judges.when)
        ]
        if rule.cel is not None:
            expressions += [(("assert",), rule.cel.assertion), (("message",), rule.cel.message)]
            expressions += [(("fix",), one) for one in rule.cel.computed()]
        for path, expression in expressions:
            if not expression:
                continue
            readable = True
            for name, engine in engines.items():
                try:
                    engine.check(expression)
                except CelError as error:
                    readable = False
                    message = f"`{path[-1]}` cannot be read by {name}: {error}"
                    yield linted.at_rule(NAME, rule, path, message, _HINT)
            if readable:
                for one in differences(expression):
                    place = f", column {one.column}" if one.column else ""
                    message = f"`{path[-1]}`{place}: {one.message}"
                    yield linted.at_rule(NAME, rule, path, message, _HINT)
