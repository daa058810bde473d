"""Corrections, their counts, and the store that holds them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

Verdict: TypeAlias = Literal["correct", "false-positive"]

MOST_CORRECTIONS = 50_000
MOST_ORIGINS = 1_000
MOST_GROUPS = 20_000
MOST_FACTS = 100
MOST_COUNTED = 1_000_000
"""Findings that one team can have looked at: what is more is no count but an attack."""

LONGEST_REASON = 500

Hex: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]+$", min_length=16, max_length=64)]
RuleName: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$", max_length=170)
]
Fact: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[a-z]+=[A-Za-z0-9_/*.-]{1,160}(=(true|false))?$", max_length=200)
]
"""What is known of a finding's surroundings: `component=qemu`, `set=headless`."""

Facts: TypeAlias = Annotated[tuple[Fact, ...], msgspec.Meta(max_length=MOST_FACTS)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=MOST_COUNTED)]
Sequence: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Version: TypeAlias = Annotated[str, msgspec.Meta(max_length=256, pattern=r"^[0-9A-Za-z.+-]+$")]


class Correction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody here said of one finding.

    `finding` is its fingerprint, hashed with the store's key. `code` is the digest of what decides
    in the rule, `bundle_version` says of which release it was.
    """

    rule: RuleName
    bundle_version: Version
    code: Hex
    verdict: Verdict
    finding: Hex
    facts: Facts
    day: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    reason: Annotated[str, msgspec.Meta(max_length=LONGEST_REASON)] = ""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many findings of a rule, alike in all facts, were said to be right and wrong."""

    rule: RuleName
    bundle_version: Version
    code: Hex
    facts: Facts
    correct: Count
    false_positive: Count


class Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All counts of one origin, as they were after its `sequence`-th change."""

    sequence: Sequence
    groups: Annotated[tuple[Group, ...], msgspec.Meta(max_length=MOST_GROUPS)]


Origins: TypeAlias = Annotated[dict[Hex, Snapshot], msgspec.Meta(max_length=MOST_ORIGINS)]


class Store(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A team's own corrections, and the counts that it has from others.

    `origin` names the team without saying who it is. `key` hashes fingerprints; it and the
    corrections never leave.
    """

    origin: Hex
    key: Hex
    sequence: Sequence = 0
    corrections: Annotated[tuple[Correction, ...], msgspec.Meta(max_length=MOST_CORRECTIONS)] = ()
    imported: Origins = {}
    version: Literal["1"] = "1"


class Exported(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What leaves: counts by origin. No finding, no reason, no file, no value."""

    origins: Origins
    kind: Literal["feedback"] = "feedback"
    version: Literal["1"] = "1"


class Counts(msgspec.Struct, frozen=True):
    """What was said of a rule, by everybody."""

    correct: int = 0
    false_positive: int = 0
