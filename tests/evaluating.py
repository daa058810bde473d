"""Evaluating texts in tests: names go in as values, the value and the problems come out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.evaluation.problems import Problem
from packer_systo.engine.evaluation.scope import Namespace, Scope
from packer_systo.engine.functions.context import FunctionContext
from packer_systo.engine.functions.reading import FileReader
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.hcl.parser import parse_expression
from packer_systo.engine.values.constructors import (
    boolean,
    null,
    number,
    object_value,
    string,
    tuple_value,
    unknown,
)
from packer_systo.engine.values.types import ANY, Type
from packer_systo.engine.values.value import PartialString, Secret, SecretText, UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.evaluation.budget import Budget
    from packer_systo.engine.evaluation.scope import Root

SECRET = Secret("sensitive-variable", "variable-default")
HIDDEN = "s3cr3t-canary"


class Outcome(msgspec.Struct, frozen=True):
    value: Value
    problems: list[Problem]
    text: str

    @property
    def messages(self) -> list[str]:
        return [problem.message for problem in self.problems]

    @property
    def places(self) -> list[str]:
        """The texts that the problems are about."""
        return [self.text[one.span.start : one.span.end] for one in self.problems]


def world(folder: str = os.curdir) -> FunctionContext:
    return FunctionContext(FileReader(folder), working_directory=folder, environment={})


def run(
    text: str, names: Mapping[str, Root] | None = None, budget: Budget | None = None
) -> Outcome:
    """Evaluate an expression that is well-formed."""
    node, diagnostics = parse_expression(text)
    assert not diagnostics, diagnostics
    scope = Scope(SourceText("main.pkr.hcl", text), names or {}, world(), budget=budget)
    value = evaluate(node, scope)
    return Outcome(value, scope.problems, text)


def known(text: str, names: Mapping[str, Root] | None = None) -> object:
    """The plain data of an expression without problems."""
    outcome = run(text, names)
    assert outcome.problems == []
    return plain(outcome.value)


def plain(value: Value) -> object:
    """Lists and dicts of data; parts of a string as a tuple, secret ones in brackets."""
    data = value.data
    if isinstance(data, tuple):
        return [plain(element) for element in data]
    if isinstance(data, dict):
        return {key: plain(element) for key, element in data.items()}
    if isinstance(data, PartialString):
        return tuple(
            part
            if isinstance(part, str)
            else (f"<{part.text}>" if isinstance(part, SecretText) else "?")
            for part in data.parts
        )
    return data


def made(data: object) -> Value:
    """A value from plain Python data."""
    if data is None:
        return null()
    if isinstance(data, bool):
        return boolean(data)
    if isinstance(data, int):
        return number(data)
    if isinstance(data, str):
        return string(data)
    if isinstance(data, list):
        return tuple_value([made(one) for one in data])  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - plain data
    assert isinstance(data, dict)
    return object_value({str(key): made(one) for key, one in data.items()})  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - plain data


def missing(expression: str, type: Type = ANY) -> Value:
    """An unknown value."""
    return unknown(type, UnknownReason(expression, "variable without a value"))


def hidden(text: str = HIDDEN) -> Value:
    """A secret string."""
    return string(text, secret=SECRET)


def namespace(word: str, **values: Value) -> Namespace:
    return Namespace(word, dict(values))
