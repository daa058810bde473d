"""A page a rule, and the index of all rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_names
from packer_systo.engine.bundle.cases import DOCUMENT
from packer_systo.engine.checking.bundles import ALWAYS
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.checking.rule_outline import Outline, outline
from packer_systo.engine.checking.rule_pages import RulePage, rule_page, rule_pages
from packer_systo.engine.finding.models import SEVERITIES
from packer_systo.engine.judgment.case_run import case_findings
from packer_systo.engine.template.diagnostics import BUNDLE
from pages.markdown import fence, page, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.bundle.cases import Case
    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.finding.models import Finding

LANGUAGES = {".hcl": "hcl", ".json": "json", ".sh": "sh", ".ps1": "powershell", ".yaml": "yaml"}
TO_ROOT = "../../.."


def pages() -> Iterator[tuple[str, str]]:
    """Each page's path below `docs/` and its text."""
    plan = prepare(["."], CheckOptions(own_settings=False, bundles=builtin_names()))
    listed = rule_pages(plan)
    bundles = builtin_bundles()
    yield "rules/index.md", _index(listed, bundles)
    rules = {rule.full_name: (bundle, rule) for bundle in bundles for rule in bundle.rules}
    for entry in listed:
        whole = outline(rule_page(entry.name, plan))
        found = rules.get(entry.name)
        if found is None:
            text = page("the engine's own rules", *_head(whole), *_rest(whole))
        else:
            bundle, rule = found
            source = f"policies/{bundle.metadata.name}/{rule.file.rpartition('/')[0]}"
            examples = _examples(bundle, rule, whole.examples)
            text = page(source, *_head(whole, _links(source, rule)), *_rest(whole, examples))
        yield f"rules/{entry.name}.md", text


def _links(source: str, rule: Rule) -> list[tuple[str, str]]:
    file = rule.file.rpartition("/")[2]
    links = [f"[{name}]({TO_ROOT}/{source}/{name})" for name in (file, "cases.md")]
    return [("source", ", ".join(links))]


def _head(whole: Outline, more: list[tuple[str, str]] | None = None) -> list[str]:
    name = whole.name.rpartition("/")[2]
    facts = [("rule", f"`{whole.name}`"), *whole.facts, *(more or [])]
    return [f"# {name}", f"**{whole.title}.** {whole.description}", table(["", ""], facts)]


def _rest(whole: Outline, examples: str = "") -> list[str]:
    parts = [f"## {section.title}\n\n{section.text}" for section in whole.sections]
    parts.append(examples)
    if whole.references:
        links = [
            f"- [{one.description or one.ref}]({one.ref})" if one.description else f"- <{one.ref}>"
            for one in whole.references
        ]
        parts.append("## See also\n\n" + "\n".join(links))
    parts.append(
        f"The same in a terminal: `systo-policy explain {whole.name}`. [All rules](../index.md)"
    )
    return parts


def _examples(bundle: Bundle, rule: Rule, cases: tuple[Case, ...]) -> str:
    parts = ["## Examples"]
    for case, findings in case_findings(bundle, rule, cases):
        parts.append(f"### {case.kind.capitalize()}: {case.title}")
        for name, text in case.files:
            if name == DOCUMENT:
                parts.append("A [document](../../reference/document.md), as read from a template:")
            elif len(case.files) > 1:
                parts.append(f"`{name}`:")
            parts.append(fence(_language(name), text).rstrip("\n"))
        parts.append(_found(findings))
    return "\n\n".join(parts)


def _found(findings: list[Finding]) -> str:
    if not findings:
        return "Nothing is found."
    lines: list[str] = []
    for finding in findings:
        place = f"`{finding.location.file}`, line {finding.location.start.line}"
        word = finding.severity if finding.status == "fail" else finding.status
        reason = f" ({finding.reason})" if finding.reason else ""
        cure = ""
        if finding.fix is not None:
            option = "--fix" if finding.fix.safe else "--fix --unsafe"
            cure = f". `check {option}` mends it"
        lines.append(f"- **{word}** at {place}: {finding.message}{reason}{cure}.")
    return "\n".join(lines)


def _language(name: str) -> str:
    if name == DOCUMENT:
        return "json"
    return next((word for ending, word in LANGUAGES.items() if name.endswith(ending)), "text")


def _index(listed: list[RulePage], bundles: tuple[Bundle, ...]) -> str:
    count = len(listed)
    introduction = (
        f"{count} rules. `systo-policy rules` lists those that judge, `systo-policy explain RULE` "
        "tells about any of them; a short name will do where it is the only one."
    )
    parts = ["# Rules", introduction]
    for bundle in bundles:
        about = bundle.metadata
        own = [one for one in listed if one.bundle == about.name]
        if not own:
            continue
        parts.append(f"## {about.name} {bundle.version}")
        parts.append(f"{about.title}. {about.description}")
        if about.name not in ALWAYS:
            parts.append(
                f"Judges where it is chosen: `--bundle {about.name}`, or "
                f'`bundles = ["{about.name}"]` in `systo.toml`.'
            )
        for category in dict.fromkeys(
            one.metadata.category
            for one in sorted(own, key=lambda one: ORDER.index(one.metadata.category))
        ):
            parts.append(f"### {category.capitalize()}")
            parts.append(_list([one for one in own if one.metadata.category == category]))
    parts.append(f"## {BUNDLE}")
    parts.append(
        "What the reader itself finds: mistakes for which Packer refuses a template, and waivers "
        "that do not hold. These rules are part of the engine."
    )
    parts.append(_list([one for one in listed if one.bundle == BUNDLE]))
    return page("the rules' metadata", *parts)


ORDER = ("security", "build", "architectural", "syntax", "compliance", "performance")


def _list(rules: list[RulePage]) -> str:
    rules = sorted(rules, key=lambda one: (SEVERITIES.index(one.metadata.severity), one.name))
    fixes = {"none": "", "safe": "`--fix`", "unsafe": "`--fix --unsafe`"}
    rows = [
        (
            f"[{one.metadata.name}]({one.name}.md)",
            one.metadata.severity,
            one.metadata.title,
            fixes[one.fix],
        )
        for one in rules
    ]
    return table(("rule", "severity", "what is wrong", "fix"), rows)
