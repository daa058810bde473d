"""Lint a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.lint.interface import Linted, LintFinding, Skipped
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.bundle.load import load_sound
from packer_systo.engine.errors import ExitCode, SystoError, UsageError
from packer_systo.engine.finding.models import RunError
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


class BundleLintReport(msgspec.Struct, frozen=True):
    """Findings by file and line. `skipped` are checks that could not look, and why."""

    bundle: str
    version: str
    findings: tuple[LintFinding, ...]
    skipped: tuple[tuple[str, str], ...] = ()
    errors: tuple[RunError, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        if self.errors:
            return ExitCode.ERROR
        return ExitCode.FINDINGS if self.findings else ExitCode.PASSED


def check_names() -> tuple[str, ...]:
    """The names of all checks."""
    from packer_systo.engine.authoring.lint.checks.table import CHECKS

    return tuple(CHECKS)


def lint_bundle(folder: str, skip: Iterable[str] = ()) -> BundleLintReport:
    """Look over the bundle in a folder, without the checks in `skip`.

    Raises BundleError where its manifest cannot be read, UsageError for a check that is none. Rules
    that cannot be loaded are in the report's `errors`, as is a check that fails; the others still run.
    """
    from packer_systo.engine.authoring.lint.checks.table import CHECKS

    left_out = set(skip)
    for name in sorted(left_out - CHECKS.keys()):
        raise UsageError(
            f"there is no check `{name}`.{did_you_mean(name, CHECKS)}",
            hint=f"there are {', '.join(CHECKS)}",
        )
    contents = read_folder(folder)
    bundle, mistakes = load_sound(contents, folder)
    linted = Linted(bundle, contents, folder, mistakes)
    findings: list[LintFinding] = []
    skipped: list[tuple[str, str]] = []
    errors: list[RunError] = []
    for name, check in CHECKS.items():
        if name in left_out:
            continue
        try:
            findings += check(linted)
        except Skipped as reason:
            skipped.append((name, str(reason)))
        except SystoError as error:
            errors.append(RunError(error.message, error.where, error.hint))
    wrong = sorted(linted.mistakes, key=lambda one: one.where)
    errors[:0] = [RunError(one.message, one.where, one.hint) for one in wrong]
    findings.sort(key=lambda one: (one.file, one.line, one.check, one.message))
    return BundleLintReport(
        linted.bundle.metadata.name,
        linted.bundle.version,
        tuple(findings),
        tuple(skipped),
        tuple(dict.fromkeys(errors)),
    )
