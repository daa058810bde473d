"""Expressions evaluated by HashiCorp's HCL (tests/go/hcleval) and by us, in one notation.

`python tests/hcl_evaluation.py` (with `engine` and `tests` on PYTHONPATH) asks the Go program for
all cases of tests/hcl_evaluation_cases.py and rewrites the recorded answers.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.evaluation.scope import Scope
from packer_systo.engine.functions.context import FunctionContext
from packer_systo.engine.functions.reading import FileReader
from packer_systo.engine.source.text import SourceText
from packer_systo.engine.syntax.hcl.parser import parse_expression, parse_template
from packer_systo.engine.values.constructors import unknown
from packer_systo.engine.values.convert import convert
from packer_systo.engine.values.display import type_constraint
from packer_systo.engine.values.equality import is_known, known_text
from packer_systo.engine.values.number import format_number
from packer_systo.engine.values.types import ANY, Type
from packer_systo.engine.values.value import PartialString, Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TESTS = Path(__file__).resolve().parent
RECORDED = TESTS / "engine" / "evaluation" / "recorded"
NamesAsWritten = dict[str, tuple[str, str | None]]


class Answer(msgspec.Struct, frozen=True):
    """A value and its type, both as text; `errors` instead, when it could not be evaluated."""

    type: str = ""
    value: str = ""
    errors: list[str] = []


class GoMissing(Exception):  # noqa: N818 - a reason to skip, not an error
    """Go or its modules are not here; the text says what is missing."""


def build(into: Path) -> Path:
    """Build the Go program. GoMissing where it cannot be built."""
    if shutil.which("go") is None:
        raise GoMissing("Go is not here (no `go` on PATH)")
    program = into / "hcleval"
    done = subprocess.run(
        ["go", "build", "-o", str(program), "."],
        cwd=TESTS / "go" / "hcleval",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise GoMissing(f"the Go program cannot be built: {done.stderr.strip()[-300:]}")
    return program


def go_answers(
    program: Path, expressions: Iterable[str], names: NamesAsWritten, *, template: bool = False
) -> list[Answer]:
    """HashiCorp's answers, in order."""
    shared = {
        name: {"type": type} if value is None else {"type": type, "value": value}
        for name, (type, value) in names.items()
    }
    requests = b"".join(
        msgspec.json.encode({"expression": one, "names": shared, "template": template}) + b"\n"
        for one in expressions
    )
    done = subprocess.run([str(program)], input=requests, capture_output=True, check=True)
    decoder = msgspec.json.Decoder(Answer)
    return [decoder.decode(line) for line in done.stdout.splitlines()]


def our_answer(expression: str, names: Mapping[str, Value], *, template: bool = False) -> Answer:
    """What we make of it; our messages as errors."""
    node, diagnostics = (parse_template if template else parse_expression)(expression)
    if diagnostics:
        return Answer(errors=[one.message for one in diagnostics])
    scope = Scope(SourceText("expression.hcl", expression), names, functions())
    value = evaluate(node, scope)
    if scope.problems:
        return Answer(errors=[problem.message for problem in scope.problems])
    return Answer(type_constraint(value.type).replace(", ", ","), notation(value))


def our_names(names: NamesAsWritten) -> dict[str, Value]:
    """The names of the cases as values."""
    made: dict[str, Value] = {}
    for name, (written_type, written) in names.items():
        type = read_type(written_type)
        if written is None:
            made[name] = unknown(type, UnknownReason(name, "variable without a value"))
            continue
        node, diagnostics = parse_expression(written)
        assert not diagnostics
        scope = Scope(SourceText(name, written), {}, functions())
        made[name] = convert(evaluate(node, scope), type)
        assert not scope.problems
    return made


def read_type(written: str) -> Type:
    """A type constraint."""
    from packer_systo.engine.template.type_constraint import read_constraint

    node, diagnostics = parse_expression(written)
    assert not diagnostics
    return read_constraint(node, lambda _: Value(ANY, None)).type


def functions() -> FunctionContext:
    """A world without files that matter."""
    return FunctionContext(FileReader(str(TESTS)), working_directory=str(TESTS), environment={})


def notation(value: Value) -> str:
    """The notation of hcleval's `write`."""
    data = value.data
    if data is None:
        return "null"
    if isinstance(data, Unknown) or not is_known(value):
        return "unknown"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, (str, PartialString)):
        return msgspec.json.encode(known_text(data)).decode()
    if isinstance(data, tuple):
        return f"[{','.join(notation(element) for element in data)}]"
    if isinstance(data, dict):
        pairs = [
            f"{msgspec.json.encode(key).decode()}:{notation(element)}"
            for key, element in data.items()
        ]
        return f"{{{','.join(pairs)}}}"
    return format_number(data)


def record() -> None:
    """Rewrite the recorded answers."""
    from hcl_evaluation_cases import CASES, NAMES, TEMPLATES

    with tempfile.TemporaryDirectory() as folder:
        program = build(Path(folder))
        for group, expressions in {**CASES, "whole-templates": TEMPLATES}.items():
            template = group == "whole-templates"
            answers = go_answers(program, expressions, NAMES, template=template)
            found = dict(zip(expressions, answers, strict=True))
            encoded = msgspec.json.format(msgspec.json.encode(found), indent=1)
            (RECORDED / f"{group}.json").write_bytes(encoded + b"\n")
            sys.stdout.write(f"{group}: {len(found)}\n")


if __name__ == "__main__":
    record()
