"""Findings and reports that the tests of the renderers share."""

from __future__ import annotations

from packer_systo.engine.finding.models import (
    AppliedWaiver,
    Edit,
    ExcerptLine,
    Finding,
    Fix,
    JudgedTemplate,
    Place,
    Report,
    RunError,
)
from packer_systo.engine.report.options import RuleInfo
from packer_systo.engine.source.text import Position


def line_place(
    file: str, number: int, text: str, part: str, label: str = "", *, last: bool = False
) -> Place:
    """A place on `part` of a line."""
    start = (text.rindex(part) if last else text.index(part)) + 1
    return Place(
        file=file,
        start=Position(number, start),
        end=Position(number, start + len(part)),
        label=label,
        excerpt=(ExcerptLine(number, text),),
    )


UNVERIFIED_ISO = Finding(
    rule="packer-baseline/unverified-iso",
    severity="high",
    category="security",
    status="fail",
    message="source qemu.debian accepts any ISO",
    template="images",
    path=("builds", 0, "sources", 0, "config", "iso_checksum"),
    location=line_place(
        "images/debian.pkr.hcl", 14, "  iso_checksum = var.checksum", "var.checksum", 'is "none"'
    ),
    related=(
        line_place(
            "images/variables.pkr.hcl",
            9,
            '  default = "none"',
            '"none"',
            "the value comes from here",
        ),
    ),
    impact="high",
    why="whoever controls the mirror controls every image built from it",
    recovery="hours",
    remediation='pin the digest: iso_checksum = "sha256:…"',
    confidence=1.0,
    help="",
    fingerprint="9f86d081884c7d65",
)

UNENCRYPTED = Finding(
    rule="packer-baseline/unencrypted-boot",
    severity="medium",
    category="compliance",
    status="fail",
    message="source amazon-ebs.web makes an image that is not encrypted",
    template="web.pkr.hcl",
    path=("builds", 0, "sources", 0, "config"),
    location=line_place(
        "web.pkr.hcl", 3, 'source "amazon-ebs" "web" {', 'source "amazon-ebs" "web"'
    ),
    impact="medium",
    why="a copied snapshot can be read by whoever gets it",
    recovery="minutes",
    remediation="set encrypt_boot = true",
    confidence=0.9,
    help="https://example.org/rules/unencrypted-boot",
    fingerprint="60303ae22b998861",
    fix=Fix(
        description="set encrypt_boot = true",
        safe=True,
        edits=(Edit("web.pkr.hcl", Position(4, 1), Position(4, 1), "  encrypt_boot = true\n"),),
    ),
)

SYNTAX_ERROR = Finding(
    rule="template/syntax-error",
    severity="critical",
    category="syntax",
    status="fail",
    message="a comma is missing after this item",
    template="broken.pkr.hcl",
    path=(),
    location=line_place("broken.pkr.hcl", 2, '  names = ["a" "b"]', '"a"', 'write ["a", "b"]'),
    remediation="put a comma between the items",
    fingerprint="fcde2b2edba56bf4",
)

UNDECIDED = Finding(
    rule="packer-baseline/unverified-iso",
    severity="high",
    category="security",
    status="undecided",
    message="source qemu.other may accept any ISO",
    template="other.pkr.hcl",
    path=("builds", 0, "sources", 0, "config", "iso_checksum"),
    location=line_place("other.pkr.hcl", 5, "  iso_checksum = var.sum", "var.sum"),
    reason="variable without a value: var.sum",
    fingerprint="19581e27de7ced00",
)

WAIVED = Finding(
    rule="packer-baseline/plain-http",
    severity="low",
    category="security",
    status="waived",
    message="the ISO comes over plain HTTP",
    template="other.pkr.hcl",
    path=("builds", 0, "sources", 0, "config", "iso_url"),
    location=line_place(
        "other.pkr.hcl", 4, '  iso_url = "http://mirror/x.iso"', '"http://mirror/x.iso"'
    ),
    waiver=AppliedWaiver(
        reason="the mirror is in the same rack",
        until="2027-03-31",
        origin="comment",
        owner="image team",
    ),
    fingerprint="4a44dc15364204a8",
)

KNOWN = Finding(
    rule="packer-baseline/no-description",
    severity="info",
    category="build",
    status="baseline",
    message="the build has no description",
    template="other.pkr.hcl",
    path=("builds", 0),
    location=line_place("other.pkr.hcl", 9, "build {", "build"),
    fingerprint="4e07408562bedb8b",
)

TEMPLATES = (
    JudgedTemplate("images", "hcl2"),
    JudgedTemplate("web.pkr.hcl", "hcl2"),
    JudgedTemplate("broken.pkr.hcl", "hcl2"),
    JudgedTemplate("other.pkr.hcl", "hcl2", unset_variables=("sum",)),
    JudgedTemplate("legacy.json", "json", variant="prod.pkrvars.hcl"),
)

EVERYTHING = Report(
    templates=TEMPLATES,
    findings=(SYNTAX_ERROR, UNVERIFIED_ISO, UNENCRYPTED, UNDECIDED, WAIVED, KNOWN),
    errors=(
        RunError(
            "the rule could not be evaluated: division by zero",
            where="packer-baseline/small-disk on web.pkr.hcl",
            hint="mend the rule, or leave it out with --only",
        ),
    ),
    notes=("README.json is not a template: it has no builders",),
    rules=42,
)

CLEAN = Report(templates=TEMPLATES[:1], findings=(), rules=42)

RULES = (
    RuleInfo(
        name="packer-baseline/unverified-iso",
        title="The ISO is not verified",
        description="A source takes whatever the mirror sends.",
        severity="high",
        category="security",
        why="whoever controls the mirror controls every image built from it",
        remediation="Pin the digest of the ISO.",
        help="https://example.org/rules/unverified-iso",
        controls=("CIS 2.7",),
        confidence=1.0,
    ),
)
