"""All pages of a bundle, and how they are written to a folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.authoring.documentation.markdown import NOTICE_START, page
from packer_systo.engine.authoring.documentation.rule_lists import lists_by_category
from packer_systo.engine.authoring.documentation.rule_page import PageLinks, rule_page_text
from packer_systo.engine.authoring.documentation.settings_table import settings_table
from packer_systo.engine.authoring.inspection.inspect import settings_of
from packer_systo.engine.authoring.opening import open_bundle
from packer_systo.engine.bundle.cases import read_cases
from packer_systo.engine.bundle.layout import CASES
from packer_systo.engine.checking.rule_outline import outline
from packer_systo.engine.checking.rule_pages import RulePage, page_of
from packer_systo.engine.errors import OutputError, UsageError
from packer_systo.engine.judgment.case_run import case_findings

if TYPE_CHECKING:
    from packer_systo.engine.authoring.opening import OpenedBundle
    from packer_systo.engine.bundle.models import Rule

INDEX = "index.md"
BY = "systo-policy bundle docs"


def bundle_pages(path: str) -> dict[str, str]:
    """The pages of the bundle in a folder or an archive, by name: the index, and one a rule.

    The rules are run on their cases, for what they say of them. Raises BundleError, EngineError.
    """
    opened = open_bundle(path)
    pages: dict[str, str] = {}
    about: list[RulePage] = []
    for rule in opened.bundle.rules:
        entry = _entry(opened, rule)
        about.append(entry)
        cases = entry.cases.cases if entry.cases is not None else ()
        pages[f"{rule.metadata.name}.md"] = rule_page_text(
            outline(entry),
            case_findings(opened.bundle, rule, cases),
            PageLinks(source=f"the bundle's `{os.path.dirname(rule.file)}`", index=INDEX, by=BY),
        )
    return {INDEX: _index(opened, about), **pages}


def write_bundle_pages(path: str, folder: str) -> tuple[str, ...]:
    """Write the pages of a bundle to a folder; gives their paths.

    Pages of an earlier run are replaced, and removed where their rule is gone. A file that was not
    written by this is left alone: where a page needs its name, UsageError is raised and nothing is
    written. Raises OutputError, BundleError, EngineError too.
    """
    pages = bundle_pages(path)
    try:
        os.makedirs(folder, exist_ok=True)
        for name in pages:
            place = os.path.join(folder, name)
            if os.path.lexists(place) and not _is_ours(place):
                raise UsageError(
                    "this file was not written by `bundle docs`; nothing was written",
                    where=place,
                    hint="choose another folder, or move it away",
                )
        for name in sorted(os.listdir(folder)):
            place = os.path.join(folder, name)
            if name.endswith(".md") and name not in pages and _is_ours(place):
                os.unlink(place)
        for name, text in pages.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
    except OSError as error:
        raise OutputError(
            f"the pages cannot be written: {error.strerror or error}", where=folder
        ) from None
    return tuple(os.path.join(folder, name) for name in pages)


def _is_ours(place: str) -> bool:
    if os.path.islink(place) or not os.path.isfile(place):
        return False
    with open(place, "rb") as stream:
        return stream.read(200).startswith(f"{NOTICE_START}{BY}`".encode())


def _entry(opened: OpenedBundle, rule: Rule) -> RulePage:
    name = f"{os.path.dirname(rule.file)}/{CASES}"
    content = opened.contents.get(name)
    cases = None
    if content is not None:
        where = f"{opened.bundle.location}/{name}"
        cases = read_cases(content.decode("utf-8", "replace"), where)
    return page_of(opened.bundle, rule, cases)


def _index(opened: OpenedBundle, rules: list[RulePage]) -> str:
    bundle = opened.bundle
    count = "1 rule" if len(rules) == 1 else f"{len(rules)} rules"
    settings = settings_of(bundle)
    return page(
        "the bundle",
        f"# {bundle.metadata.name} {bundle.version}",
        f"{bundle.metadata.title}. {bundle.metadata.description}".strip(),
        f"## {count}",
        *lists_by_category(rules, lambda one: f"{one.metadata.name}.md"),
        "## Settings" if settings else "",
        settings_table(settings) if settings else "",
        by=BY,
    )
