"""`regal lint`, the linter for Rego, with what does not hold for bundles left out.

The form of its JSON: `violations`, each with `title`, `description`, `category`, `level` and a
`location` of `file` and `row` (regal's `pkg/report/report.go`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.lint.interface import LintFinding, Skipped
from packer_systo.engine.authoring.lint.program import run_program
from packer_systo.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted

NAME = "regal"

LEFT_OUT = {
    "directory-package-mismatch": "a rule's folder is kebab-case, its package cannot be",
    "external-reference": "functions read the document and the bundle's data on purpose",
    "line-length": "messages stay whole, so that they can be searched for",
    "no-defined-entrypoint": "the engine asks each rule for `deny`",
}
"""regal's rules that do not hold here, and why."""


class _Location(msgspec.Struct, frozen=True):
    file: str = ""
    row: int = 1


class _Violation(msgspec.Struct):
    title: str
    description: str = ""
    category: str = ""
    location: _Location = _Location()


class _Report(msgspec.Struct):
    violations: list[_Violation] | None = None


def check(linted: Linted) -> Iterator[LintFinding]:
    if not any(name.endswith(".rego") for name in linted.contents):
        return
    if not linted.folder:
        raise Skipped("the bundle is no folder")
    arguments = ["lint", "--format", "json"]
    for name in sorted(LEFT_OUT):
        arguments += ["--disable", name]
    code, printed, said = run_program("regal", [*arguments, "."], linted.folder)
    try:
        report = msgspec.json.decode(printed, type=_Report)
    except msgspec.DecodeError:
        message = said.decode("utf-8", "replace").strip().split("\n")[0]
        raise EngineError(f"it ends with {code}: {message[:300]}", where="regal lint") from None
    rules = {rule.file: rule.full_name for rule in linted.bundle.rules}
    for one in report.violations or []:
        name = one.location.file.removeprefix("./").removeprefix(f"{linted.folder}/")
        yield LintFinding(
            NAME,
            linted.place(name),
            max(one.location.row, 1),
            f"{one.description} ({one.category}/{one.title})",
            rule=rules.get(name, ""),
        )
