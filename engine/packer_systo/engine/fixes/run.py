"""Fix a template: edit, read it again, and keep only what has done what it was meant to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.finding.models import Finding
from packer_systo.engine.fixes.apply import apply_changes, without_overlaps
from packer_systo.engine.source.text import SourceText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from packer_systo.engine.fixes.change import Change

MOST_ROUNDS = 10
"""A fix may uncover another; one that still brings up others after so many is not going to end."""

MOST_TRIES = 64
"""Fixes of one template that are tried one by one: each is a judgment of the whole template."""


class JudgedTexts(msgspec.Struct, frozen=True):
    """A template judged with certain texts: all its findings, its files, what is secret in them."""

    findings: tuple[Finding, ...]
    texts: dict[str, SourceText]
    secrets: dict[str, list[tuple[int, int]]]


class Unfixed(msgspec.Struct, frozen=True):
    """A finding whose fix was tried and taken back, and why."""

    finding: Finding
    reason: str


class Fixed(msgspec.Struct, frozen=True):
    """What fixing a template came to. Nothing is written yet.

    `before` and `after` are the changed texts by the path that reports show; the spans are what
    is secret in them. `findings` is what is left, judged with the new texts.
    """

    fixed: tuple[Finding, ...]
    unfixed: tuple[Unfixed, ...]
    before: dict[str, str]
    after: dict[str, str]
    secrets_before: dict[str, list[tuple[int, int]]]
    secrets_after: dict[str, list[tuple[int, int]]]
    findings: tuple[Finding, ...]


def fix_texts(judge: Callable[[Mapping[str, str]], JudgedTexts], *, unsafe: bool = False) -> Fixed:
    """Fix what can be fixed; with `unsafe` also by fixes that can change what a build makes.

    `judge` judges the template with the given texts in place of those files' contents. It is
    asked once before anything, and again after each step: a step is kept only if its findings are
    gone and nothing else fails that did not.
    """
    first = judge({})
    run = _Run(judge, first, unsafe=unsafe)
    for _ in range(MOST_ROUNDS):
        if not run.step():
            break
    changed = sorted(run.texts)
    return Fixed(
        fixed=tuple(run.fixed),
        unfixed=tuple(run.unfixed),
        before={file: first.texts[file].text for file in changed},
        after={file: run.texts[file] for file in changed},
        secrets_before={file: first.secrets.get(file, []) for file in changed},
        secrets_after={file: run.now.secrets.get(file, []) for file in changed},
        findings=run.now.findings,
    )


class _Run:
    def __init__(
        self,
        judge: Callable[[Mapping[str, str]], JudgedTexts],
        first: JudgedTexts,
        *,
        unsafe: bool,
    ) -> None:
        self._judge = judge
        self._unsafe = unsafe
        self.now = first
        self.texts: dict[str, str] = {}
        self.fixed: list[Finding] = []
        self.unfixed: list[Unfixed] = []
        self._refused: set[_Identity] = set()
        self._tries = MOST_TRIES

    def step(self) -> bool:
        """Apply what does not overlap; False when there was nothing to do."""
        wanted = [finding for finding in self.now.findings if self._is_wanted(finding)]
        chosen, changes = without_overlaps(wanted, self.now.texts)
        if not chosen:
            return False
        harm = self._try(chosen, changes)
        if harm is None:
            return True
        if len(chosen) == 1:
            self._refuse(chosen[0], harm)
            return True
        for finding in chosen:  # together they do harm: one by one, each on the texts of then
            if not self._tries:
                self._refuse(
                    finding, "too many fixes of this template do harm together to try each"
                )
                continue
            same = [one for one in self.now.findings if _identity(one) == _identity(finding)]
            alone, changes = without_overlaps(same[:1], self.now.texts)
            if not alone:
                continue  # a fix before it has mended it too
            self._tries -= 1
            reason = self._try(alone, changes)
            if reason is not None:
                self._refuse(finding, reason)
        return True

    def _is_wanted(self, finding: Finding) -> bool:
        return (
            finding.status == "fail"
            and finding.fix is not None
            and (finding.fix.safe or self._unsafe)
            and _identity(finding) not in self._refused
        )

    def _refuse(self, finding: Finding, reason: str) -> None:
        self._refused.add(_identity(finding))
        self.unfixed.append(Unfixed(finding, reason))

    def _try(self, findings: list[Finding], changes: dict[str, list[Change]]) -> str | None:
        """Keep the changes and give None, or leave all as it is and say why."""
        texts = dict(self.texts)
        for file, wanted in changes.items():
            texts[file] = apply_changes(self.now.texts[file].text, wanted)
        after = self._judge(texts)
        failing = Counter(_alike(one) for one in after.findings if one.status == "fail")
        before = Counter(_alike(one) for one in self.now.findings if one.status == "fail")
        for alike, number in Counter(map(_alike, findings)).items():
            if failing[alike] > before[alike] - number:
                return "the finding is still there after it"
        new = failing - before
        if new:
            rules = sorted({rule for rule, *_ in new})
            return f"it brings up {', '.join(rules)}"
        self.now = after
        self.texts = texts
        self.fixed += findings
        return None


_Identity: TypeAlias = "tuple[str, str, tuple[str | int, ...], str]"
_Alike: TypeAlias = "tuple[str, str, tuple[str, ...]]"


def _identity(finding: Finding) -> _Identity:
    """Not the fingerprint: of findings that are alike it counts, so the second one becomes the
    first when the first is mended.
    """
    return finding.rule, finding.location.file, finding.path, finding.message


def _alike(finding: Finding) -> _Alike:
    """What findings share that differ in their block or element alone; edits may renumber those."""
    names = tuple(part for part in finding.path if isinstance(part, str))
    return finding.rule, finding.location.file, names
