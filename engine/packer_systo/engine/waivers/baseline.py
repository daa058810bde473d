"""The baseline: what was found when a team began, so that only what is new fails.

A JSON file of fingerprints, sorted, with rule and file beside each for people who read the diff.
It holds no value and no line, so it stays right when code moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from packer_systo.engine.errors import SettingsError
from packer_systo.engine.waivers.findings import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from packer_systo.engine.finding.models import Finding
    from packer_systo.engine.waivers.terms import Terms

MAX_BYTES = 64 * 1024 * 1024


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A finding that was there. One that was undecided does not cover a failure later."""

    rule: str
    file: str
    fingerprint: str
    status: Literal["fail", "undecided"] = "fail"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal["1"]
    findings: list[Entry]


class Baseline:
    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {(one.fingerprint, one.rule, one.status) for one in entries}

    def __len__(self) -> int:
        return len(self._entries)

    def has(self, finding: Finding) -> bool:
        return (finding.fingerprint, finding.rule, finding.status) in self._entries


def apply_baseline(findings: Sequence[Finding], baseline: Baseline, terms: Terms) -> list[Finding]:
    """The findings, those that were there when the baseline was written marked so.

    What a bundle does not let be waived the baseline cannot cover either.
    """
    return [
        msgspec.structs.replace(finding, status="baseline")
        if finding.status in OPEN and baseline.has(finding) and terms.of(finding.rule).waivable
        else finding
        for finding in findings
    ]


def entries_of(findings: Iterable[Finding], terms: Terms) -> list[Entry]:
    """What a baseline of these findings holds, sorted."""
    entries = {
        Entry(
            finding.rule,
            finding.location.file,
            finding.fingerprint,
            "undecided" if finding.status == "undecided" else "fail",
        )
        for finding in findings
        if finding.status in OPEN and terms.of(finding.rule).waivable
    }
    return sorted(entries, key=lambda one: (one.file, one.rule, one.fingerprint, one.status))


def encode_baseline(entries: Sequence[Entry]) -> bytes:
    """The file's content: one finding a line, so that a diff shows what came and went."""
    lines = [msgspec.json.encode(entry).decode() for entry in entries]
    body = ",\n".join(f"    {line}" for line in lines)
    findings = f"[\n{body}\n  ]" if lines else "[]"
    return f'{{\n  "version": "1",\n  "findings": {findings}\n}}\n'.encode()


def write_baseline(path: str, findings: Iterable[Finding], terms: Terms) -> int:
    """Write a baseline of the findings as judged without one; how many it holds.

    Raises FixError when the file cannot be written; it is as it was, then.
    """
    from packer_systo.engine.fixes.writing import write_file

    entries = entries_of(findings, terms)
    write_file(path, encode_baseline(entries))
    return len(entries)


def read_baseline(path: str, shown_as: str = "") -> Baseline:
    """Read a baseline. Raises SettingsError."""
    where = shown_as or path
    try:
        with open(path, "rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise SettingsError(
            f"the baseline cannot be read: {error.strerror or error}",
            where=where,
            hint="`systo-policy baseline write` makes one",
        ) from None
    if len(content) > MAX_BYTES:
        raise SettingsError(
            f"the baseline is larger than {MAX_BYTES // 1024 // 1024} MiB", where=where
        )
    try:
        return Baseline(msgspec.json.decode(content, type=_File).findings)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"this is no baseline: {error}",
            where=where,
            hint="`systo-policy baseline write` makes one",
        ) from None
