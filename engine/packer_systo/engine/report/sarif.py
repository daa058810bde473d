"""SARIF 2.1.0 (OASIS, docs.oasis-open.org/sarif), for code scanning and IDEs.

Severity becomes a level: critical and high `error`, medium `warning`, the rest `note`. What is
undecided is of kind `open`; what is waived or in the baseline carries a suppression. Columns count
Unicode characters, which the run says (`columnKind`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

import msgspec

from packer_systo.engine.report.options import RuleInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.finding.models import Finding, Fix, Place, Report, Severity
    from packer_systo.engine.report.options import RenderOptions
    from packer_systo.engine.source.text import Position

Object: TypeAlias = dict[str, object]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "SRCROOT"
FINGERPRINT = "packerSysto/v1"

_LEVELS: dict[Severity, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
_SCORES: dict[Severity, str] = {
    "critical": "9.5",
    "high": "8.0",
    "medium": "5.5",
    "low": "3.0",
    "info": "0.0",
}
"""`security-severity`, by which code scanning sorts: the middle of each band of CVSS."""


def render(report: Report, options: RenderOptions) -> str:
    """One run, with a rule for every rule that was run or that a finding names."""
    return "".join(pieces(report, options))


def pieces(report: Report, options: RenderOptions) -> Iterator[str]:
    """The same, result by result."""
    rules = _rules(report, options)
    indices = {rule.name: index for index, rule in enumerate(rules)}
    run: Object = {
        "tool": {
            "driver": {
                "name": "packer-systo",
                "semanticVersion": options.version,
                "rules": [_rule(rule, options) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The directory in which the command was run."}}
        },
        "invocations": [_invocation(report)],
        "results": [],
    }
    log: Object = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    text = _indented(log, "")
    if not report.findings:
        yield f"{text}\n"
        return
    # These characters are in no string: quotes within one are escaped.
    before, after = text.rsplit('"results": []', 1)
    yield f'{before}"results": ['
    comma = ""
    for finding in report.findings:
        yield f"{comma}\n        {_indented(_result(finding, indices), '        ')}"
        comma = ","
    yield f"\n      ]{after}\n"


def _indented(value: Object, indent: str) -> str:
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    return text.replace("\n", f"\n{indent}") if indent else text


def _rules(report: Report, options: RenderOptions) -> list[RuleInfo]:
    rules = {rule.name: rule for rule in options.rules}
    for finding in report.findings:
        if finding.rule not in rules:
            rules[finding.rule] = RuleInfo(
                name=finding.rule,
                title=finding.rule.rpartition("/")[2].replace("-", " "),
                severity=finding.severity,
                category=finding.category,
                why=finding.why,
                remediation=finding.remediation,
                help=finding.help,
                confidence=finding.confidence,
            )
    return [rules[name] for name in sorted(rules)]


def _rule(rule: RuleInfo, options: RenderOptions) -> Object:
    text = "\n\n".join(part for part in (rule.why, rule.remediation) if part)
    explain = f"{options.program} explain {rule.name}"
    properties: Object = {
        "category": rule.category,
        "precision": "very-high" if rule.confidence >= 0.9 else "medium",
        "tags": [rule.category, "packer", *rule.controls],
    }
    if rule.category == "security":
        properties["security-severity"] = _SCORES[rule.severity]
    made: Object = {
        "id": rule.name,
        "name": "".join(part.capitalize() for part in rule.name.rpartition("/")[2].split("-")),
        "shortDescription": {"text": rule.title or rule.name},
        "fullDescription": {"text": rule.description or rule.title or rule.name},
        "help": {"text": f"{text}\n\n{explain}".lstrip()},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": properties,
    }
    if rule.help.startswith(("https://", "http://")):
        made["helpUri"] = rule.help
    return made


def _invocation(report: Report) -> Object:
    notifications: list[Object] = [
        {
            "level": "error",
            "message": {
                "text": f"{error.where}: {error.message}" if error.where else error.message
            },
        }
        for error in report.errors
    ]
    notifications.extend(_note(note) for note in report.notes)
    return {
        "executionSuccessful": not report.errors,
        "toolExecutionNotifications": notifications,
    }


def _note(text: str) -> Object:
    return {"level": "note", "message": {"text": text}}


def _result(finding: Finding, indices: dict[str, int]) -> Object:
    undecided = finding.status == "undecided"
    text = finding.message
    if undecided and finding.reason:
        text = f"{text} (could not be decided: {finding.reason})"
    result: Object = {
        "ruleId": finding.rule,
        "ruleIndex": indices[finding.rule],
        "kind": "open" if undecided else "fail",
        "level": "none" if undecided else _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding.location)],
        "properties": {
            "severity": finding.severity,
            "impact": finding.impact,
            "recovery": finding.recovery,
            "confidence": finding.confidence,
            "template": finding.template,
            "path": list(finding.path),
        },
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(place), **_message(place.label)}
            for number, place in enumerate(finding.related, 1)
        ]
    if finding.fingerprint:
        result["partialFingerprints"] = {FINGERPRINT: finding.fingerprint}
    suppression = _suppression(finding)
    if suppression is not None:
        result["suppressions"] = [suppression]
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix)]
    return result


def _message(text: str) -> Object:
    return {"message": {"text": text}} if text else {}


def _suppression(finding: Finding) -> Object | None:
    if finding.waiver is not None and finding.status == "waived":
        waiver = finding.waiver
        until = f" (until {waiver.until})" if waiver.until else ""
        return {
            "kind": "inSource" if waiver.origin == "comment" else "external",
            "status": "accepted",
            "justification": f"{waiver.reason}{until}",
        }
    if finding.status == "baseline":
        return {
            "kind": "external",
            "status": "accepted",
            "justification": "in the baseline: it was there before",
        }
    if finding.status == "doubted":
        return {
            "kind": "external",
            "status": "accepted",
            "justification": "its confidence is below the one that was asked for",
        }
    return None


def _location(place: Place) -> Object:
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(place.file),
            "region": _region(place.start, place.end),
        }
    }


def _artifact(file: str) -> Object:
    if file.startswith("/"):
        return {"uri": f"file://{quote(file)}"}
    return {"uri": quote(file), "uriBaseId": ROOT}


def _region(start: Position, end: Position) -> Object:
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": max(end.line, start.line),
        "endColumn": end.column,
    }


def _fix(fix: Fix) -> Object:
    changes: dict[str, list[Object]] = {}
    for edit in fix.edits:
        changes.setdefault(edit.file, []).append(
            {
                "deletedRegion": _region(edit.start, edit.end),
                "insertedContent": {"text": edit.text},
            }
        )
    safe = "" if fix.safe else " (not always safe: look at it first)"
    return {
        "description": {"text": f"{fix.description}{safe}"},
        "artifactChanges": [
            {"artifactLocation": _artifact(file), "replacements": replacements}
            for file, replacements in changes.items()
        ],
    }
