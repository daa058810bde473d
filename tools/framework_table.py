"""Writes `policies/cis-mapped/data.json`: `python tools/framework_table.py [OUT]`.

Made of `tools/framework_evidence.toml`, which a person keeps, and of the rule ids of
ComplianceAsCode/content with their references (`scan-data/complianceascode-rules.json` of the shared
data): where a rule of ours asks what one of theirs asks, it gives evidence for the controls that
theirs refers to. Controls that no rule gives evidence for are listed by their ids, so that a report
can say so.
"""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = ROOT / "tools" / "framework_evidence.toml"
OUT = ROOT / "policies" / "cis-mapped" / "data.json"
RULES = Path("scan-data") / "complianceascode-rules.json"

ID_FORMS = {
    "nist": r"[A-Z]{2}-[0-9]+(\([0-9]+\))?(\([a-z]\))?",
    "pcidss": r"Req-[0-9]+(\.[0-9a-z]+)*",
    "cis@sle12": r"[0-9]+(\.[0-9]+)+",
    "cis@sle15": r"[0-9]+(\.[0-9]+)+",
    "stigid@ol7": r"OL07-00-[0-9]{6}",
    "stigid@ol8": r"OL08-00-[0-9]{6}",
}
"""What an id of each kind of reference looks like; what does not, such as a slip, is left out."""


class ForeignRule(msgspec.Struct):
    """A rule of ComplianceAsCode. `references` are lists parted by commas, by kind."""

    references: dict[str, str]


class Written(msgspec.Struct, forbid_unknown_fields=True):
    """A framework in the TOML."""

    title: str
    version: str
    about: str
    sources: list[str] = []
    references: str = ""
    controls: dict[str, list[str]] = {}


class Evidence(msgspec.Struct, forbid_unknown_fields=True):
    searches: dict[str, list[str]]
    complianceascode: dict[str, list[str]]
    frameworks: dict[str, Written]


class Control(msgspec.Struct):
    rules: list[str]


class Framework(msgspec.Struct, omit_defaults=True):
    title: str
    version: str
    about: str
    controls: dict[str, Control]
    sources: list[str] = []
    without_rules: list[str] = []


def main(arguments: list[str]) -> int:
    """Write the table; says what it holds."""
    shared = Path(os.environ.get("SYSTO_SHARED", ROOT.parent / "shared"))
    if not (shared / RULES).is_file():
        print(f"{RULES} is not below {shared}: set SYSTO_SHARED")
        return 1
    evidence = msgspec.toml.decode(EVIDENCE.read_bytes(), type=Evidence)
    foreign = msgspec.json.decode((shared / RULES).read_bytes(), type=dict[str, ForeignRule])
    made = {name: _framework(one, evidence, foreign) for name, one in _sorted(evidence.frameworks)}
    content = {
        "cis_mapped": {"searches": dict(sorted(evidence.searches.items())), "frameworks": made}
    }
    text = msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"
    out = Path(arguments[0]) if arguments else OUT
    out.write_bytes(text)
    for name, one in made.items():
        print(f"{name}: {len(one.controls)} controls with rules, {len(one.without_rules)} without")
    return 0


def _framework(
    written: Written, evidence: Evidence, foreign: Mapping[str, ForeignRule]
) -> Framework:
    rules: dict[str, set[str]] = defaultdict(set)
    every = set(written.controls)
    for control, own in written.controls.items():
        rules[control] |= set(own)
    if written.references:
        for rule in foreign.values():
            every |= set(_ids(rule, written.references))
        for own, theirs in evidence.complianceascode.items():
            for name in theirs:
                for control in _ids(foreign[name], written.references):
                    rules[control].add(own)
    covered = [control for control in sorted(every, key=natural) if rules[control]]
    return Framework(
        written.title,
        written.version,
        written.about,
        {control: Control(sorted(rules[control])) for control in covered},
        written.sources,
        [control for control in sorted(every, key=natural) if not rules[control]],
    )


def _ids(rule: ForeignRule, kind: str) -> Iterable[str]:
    form = re.compile(ID_FORMS[kind])
    written = (one.replace(" ", "") for one in rule.references.get(kind, "").split(","))
    return [one for one in written if form.fullmatch(one)]


def natural(control: str) -> list[tuple[int, str]]:
    """A key by which 2.9 comes before 2.10."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", control)
    ]


def _sorted(frameworks: Mapping[str, Written]) -> list[tuple[str, Written]]:
    return sorted(frameworks.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
