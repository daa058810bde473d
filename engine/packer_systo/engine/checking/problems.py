"""What the reader found wrong with a template, as findings of the bundle `template`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.finding.block import block_of
from packer_systo.engine.finding.excerpt import place
from packer_systo.engine.finding.fingerprint import Fingerprints
from packer_systo.engine.finding.models import Finding, Place
from packer_systo.engine.source.text import Position
from packer_systo.engine.template.diagnostics import BUNDLE, rule_of

if TYPE_CHECKING:
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.loaded import LoadedTemplate


def problem_findings(loaded: LoadedTemplate) -> list[Finding]:
    """A finding for each problem, by place."""
    if not loaded.problems:
        return []
    template = loaded.document.path
    document: JSON = msgspec.to_builtins(loaded.document)
    fingerprints = Fingerprints(loaded.named_from)
    findings: list[Finding] = []
    for problem in loaded.problems:
        rule = rule_of(problem.code)
        name = f"{BUNDLE}/{rule.name}"
        location = _place(loaded, problem.span)
        block = block_of(document, problem.path)
        # Messages hold names, never values, so they may tell two problems of one block apart.
        identity = f"{block.identity}\0{problem.message}"
        findings.append(
            Finding(
                rule=name,
                severity=rule.severity,
                category=rule.category,
                status="fail",
                message=problem.message,
                template=template,
                path=problem.path,
                location=location,
                related=tuple(
                    _place(loaded, related.span, related.label) for related in problem.related
                ),
                impact=rule.impact,
                why=problem.why or rule.why,
                recovery=rule.recovery,
                remediation=_cure(rule.remediation, problem.example),
                confidence=rule.confidence,
                fingerprint=fingerprints.of(name, template, location.file, identity, block.rest),
            )
        )
    return findings


def _cure(remediation: str, example: str) -> str:
    """What to write, if the problem shows it; what to do, if it says that in a sentence."""
    if not example:
        return remediation
    if example[0].isupper() and example.endswith("."):
        return example
    return f"write\n{example}" if "\n" in example else f"write {example}"


def _place(loaded: LoadedTemplate, span: Span | None, label: str = "") -> Place:
    if span is None:
        files = loaded.document.files
        file = files[0].path if files else loaded.document.path
        return Place(file, Position(1, 1), Position(1, 1), label)
    source = span.source
    found = place(
        source, span.start, span.end, label=label, secrets=loaded.secrets.get(source.path, ())
    )
    # Of a file that is empty, or could not be read, there is nothing to show.
    return found if source.text else msgspec.structs.replace(found, excerpt=())
