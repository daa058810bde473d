"""What is told of a rule, in order: the one source of `explain` and of the rule's page in the docs.

Texts are Markdown as the rule's author wrote it; a face of the outline (terminal, page) only sets
it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from packer_systo.engine.bundle.cases import Case, Section
from packer_systo.engine.bundle.models import RelatedResource

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Rule, RuleMetadata
    from packer_systo.engine.checking.rule_pages import RulePage

FixKind: TypeAlias = Literal["none", "safe", "unsafe"]

WHAT = "What it does"
WHY = "Why is this bad?"
CURE = "How to mend it"

_FIX = re.compile(r'"fix"\s*:')
_SAFE = re.compile(r'"safe"\s*:\s*true')

_FIXES: dict[FixKind, str] = {
    "none": "by hand",
    "safe": "check --fix does it",
    "unsafe": "check --fix --unsafe does it; look at what it changed",
}


class Outline(msgspec.Struct, frozen=True):
    """A rule for a reader: `facts` are name and value, `sections` are read from top to bottom."""

    name: str
    title: str
    description: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    examples: tuple[Case, ...]
    references: tuple[RelatedResource, ...]


def outline(page: RulePage) -> Outline:
    """The outline of a rule. Sections of its cases.md come in their own order, the cure third."""
    about = page.metadata
    written = page.cases.sections if page.cases is not None else ()
    named = {section.title: section for section in written}
    sections = [named[title] for title in (WHAT, WHY) if title in named]
    sections.append(Section(CURE, _sentence(about.remediation)))
    sections += [section for section in written if section.title not in {WHAT, WHY}]
    return Outline(
        name=page.name,
        title=about.title,
        description=about.description,
        facts=tuple(_facts(page)),
        sections=tuple(sections),
        examples=page.cases.cases if page.cases is not None else (),
        references=about.related_resources,
    )


def fix_kind(rule: Rule) -> FixKind:
    """Whether a rule brings a fix, and of which kind; a fix that is not always safe is unsafe."""
    if rule.cel is not None:
        if rule.cel.fix is None:
            return "none"
        return "safe" if rule.cel.fix.get("safe") is True else "unsafe"
    fixes, safe = len(_FIX.findall(rule.rego)), len(_SAFE.findall(rule.rego))
    if not fixes:
        return "none"
    return "safe" if fixes == safe else "unsafe"


def _facts(page: RulePage) -> list[tuple[str, str]]:
    about = page.metadata
    facts = [
        ("severity", about.severity),
        ("category", about.category),
        ("impact", f"{about.impact}: {about.why}"),
        ("mended in", about.recovery),
        ("fix", _FIXES[page.fix]),
        ("confidence", f"{round(about.confidence * 100)} %"),
        ("written in", page.language),
    ]
    if about.judges.inputs or about.judges.partial == "judge":
        facts += _judged(about)
    facts.append(("waivers", _waivers(about)))
    if about.controls:
        facts.append(("controls", ", ".join(about.controls)))
    if about.since:
        facts.append(("since", f"{page.since_of} {about.since}"))
    return facts


def _judged(about: RuleMetadata) -> list[tuple[str, str]]:
    """What the rule looks at, and what decides. The reader's own rules come before a document."""
    judges = about.judges
    subject = "the whole document" if judges.subject == "/" else f"`{judges.subject}`"
    facts = [("judges", f"{subject} when `{judges.when}`" if judges.when else subject)]
    if judges.inputs:
        facts.append(("decided by", ", ".join(f"`{path}`" for path in judges.inputs)))
    return facts


def _sentence(text: str) -> str:
    """A clause as a sentence; what ends in code or an ellipsis takes no full stop."""
    text = text[:1].upper() + text[1:]
    return f"{text}." if text[-1:].isalnum() else text


def _waivers(about: RuleMetadata) -> str:
    if not about.waivable:
        return "not accepted"
    if about.waiver_days is not None:
        return f"accepted for at most {about.waiver_days} days"
    return "accepted"
