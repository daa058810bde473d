"""Files of one folder that cannot be one template.

Packer builds a folder as one template. Many repositories build each file by itself, and then the
same variable or source is in several. Where files clash *and* each has a build of its own, they are
templates of their own; otherwise what is there twice is a mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.finding.excerpt import place
from packer_systo.engine.finding.fingerprint import Fingerprints
from packer_systo.engine.finding.models import Finding
from packer_systo.engine.template.diagnostics import BUNDLE, SEPARATE_TEMPLATES, rule_of
from packer_systo.engine.template.files import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.source.discovery import Target
    from packer_systo.engine.template.files import TemplateFile
    from packer_systo.engine.template.loaded import LoadedTemplate
    from packer_systo.engine.template.problem import Problem

DUPLICATE = "duplicate-definition"


def clash(target: Target, files: Sequence[TemplateFile], loaded: LoadedTemplate) -> Problem | None:
    """The problem that shows that the target's files are templates of their own, or None."""
    if len(target.files) < 2:
        return None
    templates = [file for file in files if file.role == TEMPLATE]
    if not all(_has_build(file) for file in templates):
        return None
    for problem in loaded.problems:
        if problem.code == DUPLICATE and problem.span is not None:
            here = problem.span.source.path
            if any(related.span.source.path != here for related in problem.related):
                return problem
    return None


def separate_finding(target: Target, loaded: LoadedTemplate, problem: Problem) -> Finding:
    """Says that the files were judged one by one, at the place that made it so."""
    assert problem.span is not None
    rule = rule_of(SEPARATE_TEMPLATES)
    name = f"{BUNDLE}/{rule.name}"
    span = problem.span
    (first, *_) = problem.related
    return Finding(
        rule=name,
        severity=rule.severity,
        category=rule.category,
        status="fail",
        message=f"the {len(target.files)} files of {target.shown} were judged one by one: "
        "they define the same things, and each has a build of its own",
        template=target.shown,
        path=(),
        location=place(
            span.source, span.start, span.end, secrets=loaded.secrets.get(span.source.path, ())
        ),
        related=(
            place(
                first.span.source,
                first.span.start,
                first.span.end,
                label=first.label,
                secrets=loaded.secrets.get(first.span.source.path, ()),
            ),
        ),
        impact=rule.impact,
        why=rule.why,
        recovery=rule.recovery,
        remediation=rule.remediation,
        confidence=rule.confidence,
        fingerprint=Fingerprints().of(name, target.shown, "", ()),
    )


def _has_build(file: TemplateFile) -> bool:
    return bool(file.body.blocks("build"))
