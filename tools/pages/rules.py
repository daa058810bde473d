"""A page a rule, and the index of all rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.documentation.markdown import page
from packer_systo.engine.authoring.documentation.rule_lists import lists_by_category, rule_list
from packer_systo.engine.authoring.documentation.rule_page import PageLinks, rule_page_text
from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_names
from packer_systo.engine.checking.bundles import ALWAYS
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.checking.rule_outline import outline
from packer_systo.engine.checking.rule_pages import RulePage, rule_page, rule_pages
from packer_systo.engine.judgment.case_run import case_findings
from packer_systo.engine.template.diagnostics import BUNDLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.bundle.models import Bundle

TO_ROOT = "../../.."
INDEX = "../index.md"
DOCUMENT_PAGE = "../../reference/document.md"


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
            text = rule_page_text(whole, (), PageLinks("the engine's own rules", INDEX))
        else:
            bundle, rule = found
            folder, _, file = rule.file.rpartition("/")
            source = f"policies/{bundle.metadata.name}/{folder}"
            files = tuple((name, f"{TO_ROOT}/{source}/{name}") for name in (file, "cases.md"))
            links = PageLinks(source, INDEX, DOCUMENT_PAGE, files)
            text = rule_page_text(whole, case_findings(bundle, rule, whole.examples), links)
        yield f"rules/{entry.name}.md", text


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
        parts += lists_by_category(own, _address)
    parts.append(f"## {BUNDLE}")
    parts.append(
        "What the reader itself finds: mistakes for which Packer refuses a template, and waivers "
        "that do not hold. These rules are part of the engine."
    )
    parts.append(rule_list([one for one in listed if one.bundle == BUNDLE], _address))
    return page("the rules' metadata", *parts)


def _address(rule: RulePage) -> str:
    return f"{rule.name}.md"
