"""What is known about a rule: its metadata, and the cases that explain it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.builtin import builtin_bundles, builtin_names
from packer_systo.engine.bundle.cases import CaseFile, read_cases
from packer_systo.engine.bundle.layout import CASES
from packer_systo.engine.bundle.models import RuleMetadata
from packer_systo.engine.checking.bundles import known_rules, load_bundles, run_selection
from packer_systo.engine.checking.rule_outline import FixKind, fix_kind
from packer_systo.engine.errors import BundleError, UsageError
from packer_systo.engine.judgment.selection import check_names
from packer_systo.engine.template.diagnostics import BUNDLE, RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.checking.plan import Plan


OWN_LANGUAGE = "built in"
OWNER = "packer-systo"
"""Whose version `since` means for the reader's own rules."""


class RulePage(msgspec.Struct, frozen=True):
    """A rule as a person reads about it. `cases` is None where the rule has none.

    `since_of` names what `metadata.since` is a version of.
    """

    name: str
    bundle: str
    metadata: RuleMetadata
    language: str
    cases: CaseFile | None
    fix: FixKind = "none"
    since_of: str = OWNER


def rule_pages(plan: Plan) -> list[RulePage]:
    """The rules of a plan without their cases, by name."""
    bundles = load_bundles(plan, None)
    selection = run_selection(bundles, plan)
    pages = [_own_page(rule) for rule in RULES]
    for bundle in bundles:
        pages += [
            page_of(bundle, rule, None) for rule in bundle.rules if selection.has(rule.full_name)
        ]
    return sorted(pages, key=lambda page: page.name)


def rule_page(name: str, plan: Plan) -> RulePage:
    """The rule of a full or a short name, also of a built-in bundle that is not chosen.

    Raises UsageError, BundleError.
    """
    bundles = load_bundles(plan, None)
    known = known_rules(bundles)
    if name not in known and name not in {full.rpartition("/")[2] for full in known}:
        chosen = {bundle.metadata.name for bundle in bundles}
        bundles += builtin_bundles(one for one in builtin_names() if one not in chosen)
    check_names([name], known_rules(bundles))
    found = [_own_page(rule) for rule in RULES if name in {rule.name, f"{BUNDLE}/{rule.name}"}]
    found += [
        page_of(bundle, rule, _cases(bundle, rule))
        for bundle in bundles
        for rule in bundle.rules
        if name in {rule.metadata.name, rule.full_name}
    ]
    if len(found) > 1:
        raise UsageError(
            f"several bundles have a rule `{name}`",
            hint=f"name one of {', '.join(page.name for page in found)}",
        )
    return found[0]


def page_of(bundle: Bundle, rule: Rule, cases: CaseFile | None) -> RulePage:
    """What is known about a rule of a bundle."""
    language = "Rego" if rule.language == "rego" else "CEL"
    owner = bundle.metadata.name
    return RulePage(
        rule.full_name, owner, rule.metadata, language, cases, fix_kind(rule), since_of=owner
    )


def _own_page(rule: RuleMetadata) -> RulePage:
    return RulePage(f"{BUNDLE}/{rule.name}", BUNDLE, rule, OWN_LANGUAGE, None)


def _cases(bundle: Bundle, rule: Rule) -> CaseFile | None:
    folder = rule.file.rpartition("/")[0]
    content = _read(bundle, [*folder.split("/"), CASES])
    where = f"{rule.full_name}/{CASES}"
    if content is None:
        return None
    try:
        return read_cases(content.decode(), where)
    except UnicodeDecodeError as error:
        raise BundleError(f"byte {error.start} is not UTF-8", where=where) from None


def _read(bundle: Bundle, parts: Sequence[str]) -> bytes | None:
    if os.path.isdir(bundle.location):
        path = os.path.join(bundle.location, *parts)
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError:
            return None  # a rule need not have cases
    if os.path.isfile(bundle.location):
        from packer_systo.engine.bundle.archive import read_archive, unpack

        where = bundle.location
        return unpack(read_archive(where), where).get("/".join(parts))
    from importlib.resources import files

    from packer_systo.engine.bundle.builtin import PACKAGE

    resource = files(PACKAGE).joinpath(bundle.metadata.name, *parts)
    return resource.read_bytes() if resource.is_file() else None
