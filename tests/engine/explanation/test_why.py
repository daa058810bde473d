"""How a rule came to its result, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.explanation.example import TEMPLATE, explained, subjects, write_bundle
from engine.judgment.templates import cel_rule, rego_rule
from packer_systo.engine.errors import NothingToJudgeError, UsageError
from packer_systo.engine.explanation import text

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.explanation.models import CelStep


def leaves(step: CelStep) -> list[tuple[str, str, bool]]:
    if not step.parts:
        return [(step.text, step.result, step.decides)]
    return [leaf for part in step.parts for leaf in leaves(part)]


def test_outcomes_of_a_cel_rule(folder: Path) -> None:
    found = subjects("small/wrong-mode")
    assert {name: one.outcome for name, one in found.items()} == {
        "source qemu.a": "fail",
        "source qemu.b": "pass",
        "source qemu.c": "undecided",
        "source null.d": "not judged",
    }
    failed = found["source qemu.a"]
    assert failed.said[0].message == "mode of a"
    assert failed.assertion is not None
    assert leaves(failed.assertion) == [
        ('self.config.mode != "wrong"', "false", True),
        ('self.name == "b"', "false", True),
    ]
    assert failed.assertion.parts[0].values[0].value == '"wrong"'


def test_the_part_that_decides(folder: Path) -> None:
    not_judged = subjects("small/wrong-mode")["source null.d"]
    assert not_judged.when is not None
    assert leaves(not_judged.when) == [
        ('self.type == "qemu"', "false", True),
        ("has(self.config.mode)", "not needed", False),
    ]
    assert not_judged.assertion is None


def test_undecided_says_which_input_and_why(folder: Path) -> None:
    undecided = subjects("small/wrong-mode")["source qemu.c"]
    assert undecided.undecided == "var.unset cannot be known: variable without a value"
    (read,) = [one for one in undecided.reads if one.path.endswith("/mode")]
    assert read.unknown == undecided.undecided
    places = [step.place for step in read.chain if step.place is not None]
    assert [(one.file, one.start.line) for one in places] == [
        ("t/t.pkr.hcl", 22),
        ("t/t.pkr.hcl", 5),
    ]


def test_the_way_of_a_value(folder: Path) -> None:
    read = subjects("small/wrong-mode")["source qemu.a"].reads[0]
    assert (read.path, read.value) == ("/builds/0/sources/0/config/mode", '"wrong"')
    lines = [step.place.start.line for step in read.chain if step.place is not None]
    assert lines == [12, 8, 2]
    from_outside = subjects("small/wrong-mode", variables=(("mode", "other"),))
    last = from_outside["source qemu.a"].reads[0].chain[-1]
    assert (last.label, last.place) == ("--var mode on the command line", None)


def test_a_rule_that_cannot_be_evaluated_says_so(folder: Path) -> None:
    write_bundle(
        folder,
        rego_rule("no-builtin", 'deny contains {"msg": crypto.md5("a"), "path": []}', subject="/"),
        cel_rule("no-key", "self.config.nothing.at_all == 1", inputs=["config/x"]),
    )
    (template,) = explained("small/no-builtin").templates
    assert "crypto.md5" in template.error
    assert template.subjects[0].outcome == "error"
    (template,) = explained("small/no-key").templates
    assert template.error
    assert template.subjects[0].assertion is not None
    assert template.subjects[0].assertion.result == "error"


def test_what_accepts_a_finding_is_named(folder: Path) -> None:
    file = folder / "t" / "t.pkr.hcl"
    waiver = 'mode = local.mode # systo: ignore[wrong-mode] reason="known" until=2027-03-31'
    file.write_text(file.read_text().replace("mode = local.mode", waiver))
    waived = subjects("small/wrong-mode")["source qemu.a"]
    assert waived.outcome == "waived"
    assert waived.said[0].waiver == "a comment at t/t.pkr.hcl:12: known, until 2027-03-31"
    settings = '[[waivers]]\nrule = "small/wrong-mode"\npath = "t/**"\nreason = "old"\n'
    file.write_text(TEMPLATE)
    (folder / "systo.toml").write_text(settings)
    waived = subjects("small/wrong-mode")["source qemu.a"]
    assert waived.outcome == "waived"
    assert waived.said[0].waiver == "the settings at systo.toml:1: old"


def test_a_source_through_two_builds_fails_in_both(folder: Path) -> None:
    file = folder / "t" / "t.pkr.hcl"
    file.write_text(TEMPLATE + 'build {\n  sources = ["source.qemu.a"]\n}\n')
    (template,) = explained("small/wrong-mode").templates
    failed = [one.path for one in template.subjects if one.outcome == "fail"]
    assert failed == ["/builds/0/sources/0", "/builds/1/sources/0"]
    fingerprints = {one.said[0].fingerprint for one in template.subjects if one.outcome == "fail"}
    assert len(fingerprints) == 1, "it is one finding that names both"


def test_a_rule_of_the_reader_tells_its_findings(folder: Path) -> None:
    (folder / "t" / "t.pkr.hcl").write_text("a = [1 2]\n")
    explanation = explained("syntax-error")
    assert explanation.language == "built in"
    assert explanation.templates[0].said
    assert "template/syntax-error on t: 1 finding" in text.render(explanation)


def test_the_files_of_a_folder_that_clash_are_explained_one_by_one(folder: Path) -> None:
    (folder / "t" / "u.pkr.hcl").write_text(TEMPLATE)
    assert [one.template for one in explained("small/wrong-mode").templates] == [
        "t/t.pkr.hcl",
        "t/u.pkr.hcl",
    ]


def test_a_list_of_sources_that_is_not_known_hides_subjects(folder: Path) -> None:
    file = folder / "t" / "t.pkr.hcl"
    file.write_text(TEMPLATE.replace('"source.null.d"]', "var.unset]"))
    (template,) = explained("small/wrong-mode").templates
    assert any("may hold more" in one for one in template.hidden)


def test_secrets_stay_hidden(folder: Path) -> None:
    canary = "Kx8vQz2LmN5pRt7w"
    file = folder / "t" / "t.pkr.hcl"
    secret = TEMPLATE.replace('default = "wrong"', f'sensitive = true\n  default = "{canary}"')
    file.write_text(secret)
    for rule in ("small/wrong-mode", "small/large-size", "secret-in-variable-default"):
        explanation = explained(rule)
        assert canary not in repr(explanation)
        assert canary not in text.render(explanation, width=80, colour=True)
    assert '"<secret>"' in repr(explained("small/wrong-mode"))


def test_what_cannot_be_asked(folder: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean `wrong-mode`"):
        explained("wrong-mod")
    (folder / "empty").mkdir()
    with pytest.raises(NothingToJudgeError):
        explained("wrong-mode", "empty")
