"""A framework, its controls, and what a run says of each."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from packer_systo.engine.finding.models import Finding, Report

State: TypeAlias = Literal["failed", "accepted", "passed", "not judged"]
"""`accepted`: it fails, and all that fails is waived or in the baseline."""

STATES: tuple[State, ...] = ("failed", "accepted", "passed", "not judged")


class Control(msgspec.Struct, frozen=True):
    """A control by its id, and the full names of the rules that give evidence for it."""

    id: str
    rules: tuple[str, ...]


class Framework(msgspec.Struct, frozen=True):
    """A benchmark as a bundle maps it. `without_rules` are controls that no rule says anything of.

    `sources` are the types of sources that it is about, `amazon-*` for all that begin so; empty for
    every template. `searches` are the rules that look through a whole template, and the types of
    sources for which they do: where there is nothing of what they look for, they have judged it all
    the same. `bundle` is where the mapping comes from, as `cis-mapped 1.0.0`.
    """

    id: str
    title: str
    version: str
    about: str
    bundle: str
    controls: tuple[Control, ...]
    without_rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    searches: dict[str, tuple[str, ...]] = {}


class RuleEvidence(msgspec.Struct, frozen=True):
    """What a rule says of a control. `findings` decide; `reason` says why it is not judged."""

    rule: str
    state: State
    reason: str = ""
    findings: tuple[Finding, ...] = ()


class ControlResult(msgspec.Struct, frozen=True):
    """A control with its evidence. Without rules there is none, and it is not judged."""

    id: str
    state: State
    rules: tuple[RuleEvidence, ...] = ()


class Assessment(msgspec.Struct, frozen=True):
    """What a run says of a framework: each control once, in the framework's order.

    `report` is the run's: its templates, notes, errors, and the findings of the rules that count.
    """

    framework: Framework
    controls: tuple[ControlResult, ...]
    report: Report

    def count(self, state: State, *, covered: bool = True) -> int:
        """How many controls are in a state, those with rules or those without."""
        return sum(one.state == state and bool(one.rules) is covered for one in self.controls)

    @property
    def covered(self) -> int:
        """How many controls have a rule that gives evidence."""
        return sum(bool(one.rules) for one in self.controls)
