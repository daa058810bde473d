"""What `bundle lint` finds of a bundle, and of a rule in Rego."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.run import lint_bundle

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMS = ("opa-check", "regal")
RULE = "security/foreign-mirror/foreign-mirror.cel.yaml"

REGO = """# METADATA
# title: An image is not hardened
# description: A build runs none of the scripts.
# custom:
#   since: 0.1.0
#   severity: high
#   category: compliance
#   impact: high
#   why: the image goes out as it came
#   recovery: hours
#   remediation: Run the script in a shell provisioner.
#   subject: /builds/*
#   inputs: [provisioners/*/config/script]
package acme.compliance.unhardened_image

import rego.v1

deny contains {"msg": "not hardened", "path": ["builds", b]} if {
	some b, build in input.builds
	count(build.provisioners) == 0
}
"""


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def found(bundle: Path, *, skip: tuple[str, ...] = PROGRAMS) -> list[str]:
    """Each finding: its check, file, line and message."""
    report = lint_bundle(str(bundle), skip)
    assert report.errors == ()
    return [
        f"{one.check} {one.file.removeprefix(f'{bundle}/')}:{one.line} {one.message}"
        for one in report.findings
    ]


def rego(bundle: Path, old: str, new: str) -> list[str]:
    """What is found of the rule in Rego, changed."""
    folder = bundle / "compliance/unhardened-image"
    folder.mkdir(parents=True)
    path = folder / "unhardened-image.rego"
    path.write_text(REGO)
    change(path, old, new)
    report = lint_bundle(str(bundle), (*PROGRAMS, "missing-cases"))
    assert report.errors == ()
    assert {one.file for one in report.findings} <= {str(path)}
    return [f"{one.check} {one.line} {one.message}" for one in report.findings]
