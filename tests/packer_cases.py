"""Small odd templates with what Packer 1.16 said of them: `engine/template/packer_verdicts.jsonl`.

One JSON object a line. `tools/packer_verdicts.py` writes what Packer said; the test of the same name
and `proof/odd_templates.py` compare.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from inspect_output import read_hcl
from inspect_parity import compare_builds
from inspect_parity_json import sections
from inspect_tally import Tally
from inspect_values import compare_values
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.diagnostics import rule_of
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.legacy.resolve import resolve_legacy_files
from packer_systo.engine.template.load import load, read_files, resolve_files

if TYPE_CHECKING:
    from collections.abc import Generator

    from packer_systo.engine.template.problem import Problem

CASES = Path(__file__).parent / "engine" / "template" / "packer_verdicts.jsonl"
COUNTING = frozenset({"critical", "high", "medium"})
"""The severities of what Packer refuses."""


class Case(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A template, what it is called with, and what Packer said.

    `arguments` are `-var name=value` and `-var-file=name`. `refused` is of `packer validate`, `line`
    the first that it names (0: none); what it names in the text of a message is nearer than the
    block that the message is about. `printed` is the output of `packer inspect`. `differs` says why
    our verdict is another one.
    """

    name: str
    files: dict[str, str]
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = {}
    refused: bool = False
    line: int = 0
    printed: str = ""
    differs: str = ""

    @property
    def target(self) -> str:
        """What Packer is called with."""
        return "." if any(".pkr." in name for name in self.files) else "main.json"

    def write(self, folder: Path) -> None:
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")

    def inputs(self) -> Inputs:
        variables: list[tuple[str, str]] = []
        var_files: list[str] = []
        words = iter(self.arguments)
        for word in words:
            if word == "-var":
                name, _, value = next(words).partition("=")
                variables.append((name, value))
            else:
                var_files.append(word.removeprefix("-var-file="))
        return Inputs(
            environment=self.environment,
            variables=tuple(variables),
            var_files=tuple(var_files),
        )


class Outcome(msgspec.Struct):
    """What we say of a case: the mistakes that count, and where values are not Packer's."""

    mistakes: list[tuple[str, int, str]]
    tally: Tally

    @property
    def refused(self) -> bool:
        return bool(self.mistakes)


def read_cases(file: Path = CASES) -> list[Case]:
    return [msgspec.json.decode(line, type=Case) for line in file.read_bytes().splitlines()]


def write_cases(cases: list[Case]) -> None:
    lines = [msgspec.json.encode(case) + b"\n" for case in cases]
    CASES.write_bytes(b"".join(lines))


_PLACE = re.compile(r"^  on \S+ line (\d+)", re.MULTILINE)
_NEARER = re.compile(r"^\S+\.(?:hcl|json):(\d+),\d+-", re.MULTILINE)
"""`main.pkr.hcl:7,28-37: Unsupported attribute`, in the text of a message about a block."""


def ask(packer: str, case: Case) -> Case:
    """The case with what a Packer says, without plugins, in an empty configuration, offline."""
    code, output, errors = _run(packer, "validate", case)
    said = output + errors
    place = _NEARER.search(said) or _PLACE.search(said)
    inspected, printed, _ = _run(packer, "inspect", case)
    return msgspec.structs.replace(
        case,
        refused=code != 0,
        line=int(place[1]) if code != 0 and place is not None else 0,
        printed=printed if inspected == 0 else "",
    )


def _run(packer: str, verb: str, case: Case) -> tuple[int, str, str]:
    """The exit code and the outputs of one call on a case."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as home:
        case.write(Path(folder))
        ran = subprocess.run(
            [Path(packer).absolute(), verb, *case.arguments, case.target],
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": home,
                "PACKER_CONFIG_DIR": home,
                "PACKER_PLUGIN_PATH": str(Path(home, "plugins")),
                "PACKER_NO_COLOR": "1",
                "CHECKPOINT_DISABLE": "1",
                **case.environment,
            },
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    return ran.returncode, ran.stdout, ran.stderr


def judge(case: Case, folder: Path) -> Outcome:
    """Read a case in an empty folder, and compare what it holds with what Packer printed."""
    case.write(folder)
    tally = Tally()
    with _inside(folder):
        (target,) = find_templates([case.target]).targets
        loaded = load(target, case.inputs())
        mistakes = [
            (one.code, _line(one), one.message)
            for one in loaded.problems
            if rule_of(one.code).severity in COUNTING
        ]
        problems: list[Problem] = []
        files = read_files(target, case.inputs(), problems)
        if not case.printed or (target.format == "json" and case.arguments):
            # Of a legacy template Packer prints the defaults, whatever is given.
            return Outcome(mistakes, tally)
        if target.format == "json":
            legacy = resolve_legacy_files(target, files, case.inputs(), problems).resolved
            for name, (ours, theirs) in sections(legacy, case.printed).items():
                if ours == theirs:
                    tally.same(name)
                else:
                    tally.differs(name, case.name)
            return Outcome(mistakes, tally)
        resolved, *_ = resolve_files(target, files, case.inputs(), problems)
        printed = read_hcl(case.printed)
        compare_values(case.name, printed, resolved, tally)
        compare_builds(case.name, printed, resolved, problems, tally)
    return Outcome(mistakes, tally)


def _line(problem: Problem) -> int:
    span = problem.span
    return span.source.position(span.start).line if span is not None else 0


@contextlib.contextmanager
def _inside(folder: Path) -> Generator[None, None, None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
