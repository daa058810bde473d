"""What was judged, in numbers: a template is one, however many var files it was judged with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Report


def template_count(report: Report) -> int:
    return len({template.path for template in report.templates})


def variant_count(report: Report) -> int:
    """How many var files `--each-var-file` names; 0 without it."""
    return len({template.variant for template in report.templates} - {""})


def what_was_judged(report: Report) -> str:
    """For a sentence: `2 templates`, `1 template with each of 3 var files`."""
    templates = counted(template_count(report), "template")
    variants = variant_count(report)
    if not variants:
        return templates
    return f"{templates} with {'1 var file' if variants == 1 else f'each of {variants} var files'}"


def counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
