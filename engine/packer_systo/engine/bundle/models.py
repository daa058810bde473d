"""What a bundle and its rules say about themselves."""

from __future__ import annotations

from typing import Literal

import msgspec

from packer_systo.engine.bundle.profiles import Profile
from packer_systo.engine.finding.models import Category, Impact, Recovery, Severity
from packer_systo.engine.judgment.conditions import Condition
from packer_systo.engine.template.document import JSON

SETTINGS = "settings"
"""The key of a bundle's data below which its settings are."""


class RelatedResource(msgspec.Struct, frozen=True):
    ref: str
    description: str = ""


class Judged(msgspec.Struct, frozen=True):
    """What a rule judges.

    `subject`: a path pattern of the document such as `/builds/*/sources/*` (`/` is the whole
    document). `when`: a CEL condition on the subject (`self`, `doc`, `data`), empty for always.
    `inputs`: path patterns below the subject (`config/iso_checksum`, `config/*/name`) that decide;
    one that starts with `/` is below the document. `partial: judge` is for rules that only look
    for something present: they also read what is partly unknown.
    """

    subject: str
    when: str = ""
    inputs: tuple[str, ...] = ()
    partial: Literal["undecided", "judge"] = "undecided"


class RuleMetadata(msgspec.Struct, frozen=True):
    """The same in both rule languages. `name` is the folder's, without the bundle's."""

    name: str
    title: str
    description: str
    severity: Severity
    category: Category
    impact: Impact
    why: str
    recovery: Recovery
    remediation: str
    judges: Judged
    confidence: float = 1.0
    controls: tuple[str, ...] = ()
    related_resources: tuple[RelatedResource, ...] = ()
    waivable: bool = True
    waiver_days: int | None = None
    """The longest time that a waiver may run; None for no limit."""
    since: str = ""
    """The version that had the rule first: of the bundle, or of packer-systo for its own; or empty."""


class CelRule(msgspec.Struct, frozen=True, rename={"assertion": "assert"}):
    """The expressions of a CEL rule. In scope: `self`, `doc`, `data`, `now`.

    `assertion` is what must hold. `message` is CEL too, giving a string. `path` is relative to the
    subject.
    """

    assertion: str
    message: str
    path: str = ""
    fix: dict[str, JSON] | None = None

    def computed(self) -> tuple[str, ...]:
        """The expressions that give the values of its fix."""
        steps = (self.fix or {}).get("set")
        if not isinstance(steps, list):
            return ()
        found = [one.get("computed") for one in steps if isinstance(one, dict)]
        return tuple([one for one in found if isinstance(one, str)])


class Rule(msgspec.Struct, frozen=True):
    """A rule as loaded. `language` says which of `rego` and `cel` is set."""

    bundle: str
    metadata: RuleMetadata
    language: Literal["rego", "cel"]
    rego: str = ""
    package: str = ""
    """The Rego package, `packer_baseline.security.unverified_iso`."""
    cel: CelRule | None = None
    file: str = ""
    """Where it was read from, relative to the bundle."""

    @property
    def full_name(self) -> str:
        return f"{self.bundle}/{self.metadata.name}"

    def expressions(self) -> tuple[tuple[str, str], ...]:
        """Its CEL, each with its key: `when` of a rule in either language, `assert`, `message`,
        `fix`.
        """
        when = self.metadata.judges.when
        found = (("when", when),) if when else ()
        if self.cel is None:
            return found
        computed = (("fix", expression) for expression in self.cel.computed())
        return (
            *found,
            ("assert", self.cel.assertion),
            ("message", self.cel.message),
            *computed,
        )


class BundleMetadata(msgspec.Struct, frozen=True):
    """`metadata` of `.manifest`."""

    name: str
    title: str
    judges: dict[str, list[str]]
    """Document kind to the versions of it, `{"template": ["1"]}`."""
    description: str = ""
    settings: dict[str, JSON] | None = None
    """The JSON Schema of what users of the bundle may set; None where they may set nothing."""
    profiles: dict[str, Profile] = {}
    platforms: dict[str, tuple[str, ...]] = {}
    """The rules that are about one platform, by its name; all others are about every one."""


class Obstacle(msgspec.Struct, frozen=True):
    """Why a rule cannot run on the embedded engine or, with `everywhere`, may not run at all.

    `file` and `line` are where the function is called, in the rule or in a library that it uses, or
    where reading ends. `hint` is what to do, where that is not another engine.
    """

    rule: str
    line: int
    message: str
    file: str = ""
    everywhere: bool = False
    hint: str = ""
    unread: bool = False
    """Nobody can read it, or nobody did: `stopped`."""
    stopped: bool = False
    """Reading took too long or too much memory here; elsewhere, or another time, it may not."""


class Bundle(msgspec.Struct, frozen=True):
    """A loaded bundle. `digest` is over every file of it; `data` is `data.json`."""

    metadata: BundleMetadata
    version: str
    digest: str
    rules: tuple[Rule, ...]
    data: dict[str, JSON]
    libraries: tuple[tuple[str, str], ...] = ()
    """Rego files that are not rules (shared helpers): name and text."""
    location: str = ""
    conditions: dict[str, tuple[Condition, ...]] = {}
    """What `when` and `assert` of its rules say, by their text: the parts and what they read."""
    growth: dict[str, int] = {}
    """How the time of its rules' CEL grows with the document: full names, and powers of its size."""
    obstacles: tuple[Obstacle, ...] = ()
    """What its rules use that an engine lacks, and what cannot be read; found when it was loaded."""
    heads: dict[str, tuple[tuple[int, int, str], ...]] = {}
    """What the embedded engine is given in place of parts of a Rego file, by the file's name: see
    `judgment/engines/rego_heads.py`."""
