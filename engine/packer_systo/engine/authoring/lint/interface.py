"""What a check of `bundle lint` is, and what it looks at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

import msgspec

from packer_systo.engine.authoring.rule_lines import RuleLines
from packer_systo.engine.bundle.cases import read_cases
from packer_systo.engine.bundle.layout import CASES
from packer_systo.engine.errors import BundleError
from packer_systo.engine.explanation.rego_module import RegoModule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from packer_systo.engine.bundle.cases import CaseFile
    from packer_systo.engine.bundle.models import Bundle, Rule


_REGO = ".rego"
_DATA = "data.json"


class LintFinding(msgspec.Struct, frozen=True):
    """Something to mend. `check` is the check's name; `rule` is empty for what is the bundle's."""

    check: str
    file: str
    line: int
    message: str
    hint: str = ""
    rule: str = ""


class Linted:
    """A loaded bundle with its files by name. `folder` is its place on the disk, or empty."""

    def __init__(
        self,
        bundle: Bundle,
        contents: Mapping[str, bytes],
        folder: str,
        mistakes: Iterable[BundleError] = (),
    ) -> None:
        self.bundle = bundle
        self.mistakes = list(mistakes)
        self.contents = contents
        self.folder = folder
        self._loaded = {
            **dict(bundle.libraries),
            **{rule.file: rule.rego for rule in bundle.rules if rule.language == "rego"},
        }
        self._lines: dict[str, RuleLines] = {}
        self._cases: dict[str, CaseFile | None] = {}
        self._modules: dict[str, RegoModule | None] = {}

    def place(self, name: str) -> str:
        """A file of the bundle as people are shown it."""
        return f"{self.bundle.location}/{name}"

    def needs_data(self) -> None:
        """Raises Skipped where the bundle's data cannot be read: nothing can be said of them then."""
        if any(one.where == self.place(_DATA) for one in self.mistakes):
            raise Skipped(f"{_DATA} cannot be read")

    def cases_name(self, rule: Rule) -> str:
        return f"{os.path.dirname(rule.file)}/{CASES}"

    def cases(self, rule: Rule) -> CaseFile | None:
        """The rule's cases, or None where it has none, or they cannot be read: then that is among
        the mistakes.
        """
        if rule.full_name not in self._cases:
            name = self.cases_name(rule)
            content = self.contents.get(name)
            read = None
            if content is not None:
                try:
                    read = read_cases(content.decode("utf-8", "replace"), self.place(name))
                except BundleError as mistake:
                    self.mistakes.append(mistake)
            self._cases[rule.full_name] = read
        return self._cases[rule.full_name]

    def module(self, file: str) -> RegoModule | None:
        """A Rego file as a tree; None for what is no Rego, or what the embedded engine cannot read."""
        if not file.endswith(_REGO):
            return None
        if file not in self._modules:
            self._modules[file] = self._read(file)
        return self._modules[file]

    def _read(self, file: str) -> RegoModule | None:
        # Reading some of these does not end: that was found in a worker.
        if file not in self._loaded or any(
            one.unread and one.file == file for one in self.bundle.obstacles
        ):
            return None
        try:
            return RegoModule(self._loaded[file])
        except RuntimeError:
            return None

    def line(self, rule: Rule, *path: str | int) -> int:
        """Where a key of the rule's metadata stands."""
        lines = self._lines.get(rule.full_name)
        if lines is None:
            lines = self._lines[rule.full_name] = RuleLines(rule, self.contents)
        return lines.line(*path)

    def at_rule(
        self, check: str, rule: Rule, path: tuple[str | int, ...], message: str, hint: str = ""
    ) -> LintFinding:
        """A finding at a key of a rule's metadata."""
        line = self.line(rule, *path)
        return LintFinding(check, self.place(rule.file), line, message, hint, rule.full_name)


class Check(Protocol):
    """One check: goes through the bundle and tells what is to be mended.

    What keeps it from looking, such as a program that is not there, is said by `Skipped`.
    """

    def __call__(self, linted: Linted) -> Iterator[LintFinding]: ...


class Skipped(Exception):  # noqa: N818 - no error: a check that cannot look here, and why
    """Raised by a check that cannot look; the text says why."""
