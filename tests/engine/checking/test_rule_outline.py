"""The outline of a rule, which `explain` and the pages of the documentation share."""

from __future__ import annotations

import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.bundle.models import CelRule, Judged, Rule, RuleMetadata
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.checking.rule_outline import FixKind, fix_kind, outline
from packer_systo.engine.checking.rule_pages import RulePage, rule_page
from packer_systo.engine.template.diagnostics import RULES
from packer_systo.engine.waivers.terms import Terms

ABOUT = RuleMetadata(
    name="some-rule",
    title="Something is wrong",
    description="It looks.",
    severity="low",
    category="build",
    impact="low",
    why="it breaks",
    recovery="hours",
    remediation="mend it",
    judges=Judged("/builds/*", inputs=("name",)),
)


def test_it_reads_from_what_to_why_to_the_cure() -> None:
    page = outline(rule_page("unverified-iso", prepare(["."], CheckOptions(own_settings=False))))
    titles = [section.title for section in page.sections]
    assert titles[:3] == ["What it does", "Why is this bad?", "How to mend it"]
    assert {case.kind for case in page.examples} >= {"bad", "good"}
    facts = dict(page.facts)
    assert facts["impact"].startswith("high: whoever controls the mirror")
    assert facts["decided by"].startswith("`config/iso_checksum`")
    assert facts["since"] == "packer-baseline 1.0.0"


def test_a_rule_without_cases_has_its_cure_as_a_sentence() -> None:
    page = outline(RulePage("bundle/some-rule", "bundle", ABOUT, "Rego", None))
    assert [(one.title, one.text) for one in page.sections] == [("How to mend it", "Mend it.")]
    assert dict(page.facts)["waivers"] == "accepted"
    assert "since" not in dict(page.facts)


def rego(text: str) -> Rule:
    return Rule("bundle", ABOUT, "rego", rego=text)


def cel(fix: dict[str, object] | None) -> Rule:
    return Rule("bundle", ABOUT, "cel", cel=CelRule("true", '"x"', fix=fix))  # type: ignore[arg-type]  # any JSON will do


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        (rego("deny contains {}"), "none"),
        (rego('{"fix": {"safe": true}}'), "safe"),
        (rego('{"fix": {"safe": false}}'), "unsafe"),
        (rego('{"fix": {"safe": true}} {"fix": {"safe": false}}'), "unsafe"),
        (cel(None), "none"),
        (cel({"safe": True}), "safe"),
        (cel({"safe": False}), "unsafe"),
    ],
)
def test_the_kind_of_fix_is_the_most_careful_one(rule: Rule, kind: FixKind) -> None:
    assert fix_kind(rule) == kind


def test_what_a_page_says_of_waivers_is_what_a_run_does() -> None:
    terms = Terms(builtin_bundles(), (rule.name for rule in RULES))
    for rule in RULES:
        assert terms.of(f"template/{rule.name}").waivable == rule.waivable, rule.name
