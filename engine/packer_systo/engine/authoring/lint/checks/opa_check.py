"""`opa check --strict`, with the schema of our documents so that it checks types.

OPA's compiler finds what no other check here can: unused variables and imports, paths of `input`
that are not there, values compared with what they cannot be.
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.lint.interface import LintFinding, Skipped
from packer_systo.engine.authoring.lint.program import run_program
from packer_systo.engine.errors import EngineError
from packer_systo.engine.schemas import template_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted

NAME = "opa-check"
PROGRAM = "opa"
MOST_ERRORS = 1000


class _Location(msgspec.Struct, frozen=True):
    file: str = ""
    row: int = 1


class _Details(msgspec.Struct):
    one_of: list[str] = msgspec.field(default=[], name="oneOf")


class _Error(msgspec.Struct):
    message: str
    location: _Location = _Location()
    details: msgspec.Raw = msgspec.Raw(b"{}")


class _Errors(msgspec.Struct):
    errors: list[_Error]


def check(linted: Linted) -> Iterator[LintFinding]:
    if not any(name.endswith(".rego") for name in linted.contents):
        return
    if not linted.folder:
        raise Skipped("the bundle is no folder")
    with tempfile.TemporaryDirectory(prefix="systo-lint-") as scratch:
        arguments = ["check", "--strict", "--bundle", "--format", "json"]
        arguments += ["--max-errors", str(MOST_ERRORS), "."]
        if set(linted.bundle.metadata.judges) == {"template"}:
            schema = os.path.join(scratch, "input.json")
            with open(schema, "wb") as stream:
                stream.write(msgspec.json.encode(template_schema()))
            arguments += ["--schema", schema]
        code, printed, said = run_program(PROGRAM, arguments, linted.folder)
    if code == 0:
        return
    try:
        errors = msgspec.json.decode(printed.strip() or said, type=_Errors).errors
    except msgspec.DecodeError:
        message = said.decode("utf-8", "replace").strip().split("\n")[0]
        raise EngineError(f"it ends with {code}: {message[:300]}", where="opa check") from None
    rules = {rule.file: rule.full_name for rule in linted.bundle.rules}
    for error in errors:
        name = error.location.file.removeprefix("./").lstrip("/")
        yield LintFinding(
            NAME,
            linted.place(name or "."),
            error.location.row,
            error.message,
            _hint(error.details),
            rules.get(name, ""),
        )


def _hint(details: msgspec.Raw) -> str:
    """What OPA would have taken instead, where it says so."""
    try:
        wanted = msgspec.json.decode(details, type=_Details).one_of
    except msgspec.DecodeError:
        return ""
    return f"there are {', '.join(wanted)}" if wanted else ""
