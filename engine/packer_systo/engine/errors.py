"""The errors of packer-systo: one hierarchy.

Each error knows what happened (`message`), where (`where`, a file, an option, a rule) and what to
do about it (`hint`). The command line turns them into text and an exit code in one place,
`packer_systo.cli.main`; nothing below it prints or exits.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every verb."""

    PASSED = 0
    FINDINGS = 1
    ERROR = 2
    NOTHING_TO_JUDGE = 3
    REFUSED = 4
    UNREADABLE = 5
    DEFECT = 70
    INTERRUPTED = 130


class SystoError(Exception):
    """Anything that is not a finding: the run itself could not do what was asked."""

    exit_code: ExitCode = ExitCode.ERROR

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}"


class UsageError(SystoError):
    """An option or argument that cannot be followed."""


class SettingsError(SystoError):
    """`systo.toml` or `[tool.systo-policy]` is wrong."""


class BundleError(SystoError):
    """A policy bundle cannot be loaded."""


class RefusedError(BundleError):
    """A bundle is not what was signed, pinned or asked for."""

    exit_code: ExitCode = ExitCode.REFUSED


class KeyFileError(SystoError):
    """A key cannot be read or used. Never holds anything of a private one."""


class SourceError(SystoError):
    """A place that bundles come from cannot be reached, or does not answer as it should."""


class EngineError(SystoError):
    """A rule could not be evaluated. Never a pass."""


class ReadError(SystoError):
    """A file that the run needs cannot be read."""


class OutputError(SystoError):
    """Where results go cannot be written."""


class FeedbackError(SystoError):
    """The store of feedback, or another team's export, cannot be read or written."""


class FixError(SystoError):
    """A file could not be written; it is as it was."""


class NothingToJudgeError(SystoError):
    """No template was found where one was asked for."""

    exit_code = ExitCode.NOTHING_TO_JUDGE
