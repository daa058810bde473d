"""What false positives share and right findings do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bundle.bundles import CEL_FILE, CEL_RULE, small_bundle
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.feedback.models import Group
from packer_systo.engine.feedback.proposals import proposals

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Bundle, Rule


def bundle(text: str = CEL_RULE) -> Bundle:
    return load_files(small_bundle({CEL_FILE: text}), "small")


def the_rule(of: Bundle) -> Rule:
    return next(rule for rule in of.rules if rule.metadata.name == "wrong-thing")


def group(*facts: str, correct: int = 0, wrong: int = 0) -> Group:
    return Group("small/wrong-thing", "1.2.0", "0" * 32, facts, correct, wrong)


def conditions(text: str, *groups: Group) -> list[str]:
    of = bundle(text)
    return [one.when for one in proposals(of, the_rule(of), groups)]


RIGHT = group("component=qemu", "format=hcl2", correct=1)


def test_without_right_findings_there_is_nothing_to_compare_with() -> None:
    assert conditions(CEL_RULE, group("component=docker", wrong=9)) == []


def test_a_component_that_only_false_positives_have() -> None:
    found = conditions(
        CEL_RULE,
        group("component=docker", "format=hcl2", wrong=3),
        group("component=qemu", "format=hcl2", correct=2),
    )
    assert found == ['self.type != "docker" && has(self.config.thing)']


def test_what_right_findings_have_too_is_no_proposal() -> None:
    assert (
        conditions(
            CEL_RULE,
            group("component=docker", "format=hcl2", wrong=3),
            group("component=docker", "format=hcl2", correct=1),
        )
        == []
    )


def test_one_false_positive_may_be_an_accident() -> None:
    assert conditions(CEL_RULE, RIGHT, group("component=docker", wrong=1)) == []


def test_attributes_values_and_the_format() -> None:
    found = conditions(
        CEL_RULE,
        group("format=json", "set=commit", "value=commit=true", wrong=2),
        group("format=hcl2", correct=1),
    )
    assert found == [
        'doc.format != "json" && has(self.config.thing)',
        "!has(self.config.commit) && has(self.config.thing)",
        "!(has(self.config.commit) && self.config.commit == true) && has(self.config.thing)",
    ]


def test_an_outermost_or_is_kept_together() -> None:
    text = CEL_RULE.replace("has(self.config.thing)", 'has(self.config.thing) || self.name == "a"')
    (found,) = conditions(text, RIGHT, group("component=docker", wrong=2))
    assert found == 'self.type != "docker" && (has(self.config.thing) || self.name == "a")'


def test_several_components_become_a_list_in_the_settings() -> None:
    of = bundle()
    said = [RIGHT, group("component=docker", wrong=1), group("component=null", wrong=1)]
    (found,) = proposals(of, the_rule(of), said)
    assert (found.kind, found.setting, found.values) == (
        "data",
        "wrong_thing_except_types",
        ("docker", "null"),
    )
    assert "data.small.settings.wrong_thing_except_types" in found.when


def test_a_subject_without_a_component_is_not_asked_for_one() -> None:
    text = CEL_RULE.replace("subject: /builds/*/sources/*", "subject: /")
    text = text.replace("when: has(self.config.thing)\n", "when: has(self.builds)\n")
    assert conditions(text, RIGHT, group("component=docker", "set=commit", wrong=3)) == []
    assert conditions(text, RIGHT, group("format=json", wrong=3)) == [
        'doc.format != "json" && has(self.builds)'
    ]


def test_something_unknown_is_not_made_a_condition() -> None:
    assert conditions(CEL_RULE, RIGHT, group("component=other", "place=/builds/*", wrong=3)) == []
