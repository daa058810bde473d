"""Parts of rules that a page shows: completed to a rule, which judges the examples without an error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.run import check

if TYPE_CHECKING:
    from documents.fences import Fence
    from documents.workspace import Workspace

_MANIFEST = {
    "revision": "1.0.0",
    "roots": ["shown"],
    "rego_version": 1,
    "metadata": {"name": "shown", "title": "Shown", "judges": {"template": ["1"]}},
}
_RULE = {
    "title": "A part of a rule is shown",
    "description": "It is completed here.",
    "custom": {
        "severity": "low",
        "category": "build",
        "impact": "low",
        "why": "it is shown",
        "recovery": "minutes",
        "remediation": "Nothing.",
        "subject": "/builds/*/sources/*",
        "when": "has(self.config.iso_checksum)",
        "inputs": ["config/iso_checksum"],
    },
    "assert": "false",
    "message": '"shown"',
}


def judge_part_of_cel_rule(fence: Fence, workspace: Workspace) -> None:
    """The part takes the place of what `_RULE` says; the rule must find something in the examples."""
    read: dict[str, object] = yaml.safe_load(fence.text)
    number = fence.line
    folder = workspace.folder / f"part-{number}"
    rule = folder / "build/shown-part"
    rule.mkdir(parents=True)
    (folder / ".manifest").write_text(json.dumps(_MANIFEST))
    (rule / "shown-part.cel.yaml").write_text(yaml.safe_dump({**_RULE, **read}, sort_keys=False))
    (rule / "cases.md").write_text("# shown-part\n")
    options = CheckOptions(
        bundles=(str(folder),), only=("shown/shown-part",), cache=False, own_settings=False
    )
    report = check([str(workspace.root)], options)
    assert not report.errors, f"{fence.place}: {report.errors}"
    assert report.findings, f"{fence.place}: the rule finds nothing in the examples"
