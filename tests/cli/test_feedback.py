"""`systo-policy feedback`, and what it does to `check`, `bundle tune` and reports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import jsonschema
import msgspec
import pytest

from engine.explanation.example import write_bundle
from engine.judgment.templates import cel_rule
from packer_systo.engine.report.json import JsonCorrections, JsonReport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran

SOURCE = """\
source "{type}" "{name}" {{
  mode = "wrong"
  headless = {headless}
}}

build {{
  sources = ["source.{type}.{name}"]
}}
"""
BUNDLE = ("--bundle", "small")


@pytest.fixture
def images(folder: Path) -> Path:
    """Four templates that the rule `wrong-mode` finds something in, and its bundle."""
    rule = cel_rule(
        "wrong-mode",
        'self.config.mode != "wrong"',
        message='"mode of " + self.name',
        when="has(self.config.mode)",
        inputs=["config/mode"],
        more="path: config/mode",
    )
    write_bundle(folder, rule)
    for name, kind, headless in (
        ("a", "qemu", "true"),
        ("b", "virtualbox-iso", "true"),
        ("c", "virtualbox-iso", "false"),
        ("d", "virtualbox-iso", "true"),
    ):
        (folder / name).mkdir()
        text = SOURCE.format(type=kind, name=name, headless=headless)
        (folder / name / f"{name}.pkr.hcl").write_text(text)
    return folder


def store(folder: Path) -> Path:
    return folder.parent / "data" / "packer-systo" / "feedback.json"


class Checked(NamedTuple):
    code: int
    report: JsonReport


def checked(systo: Callable[..., Ran], *arguments: str) -> Checked:
    ran = systo("check", *BUNDLE, "--only", "wrong-mode", "--format", "json", *arguments)
    return Checked(ran.code, msgspec.json.decode(ran.out, type=JsonReport))


def say(systo: Callable[..., Ran], place: str, *what: str) -> Ran:
    return systo("feedback", "small/wrong-mode", place, *BUNDLE, *what)


def test_what_is_said_changes_the_confidence(images: Path, systo: Callable[..., Ran]) -> None:
    ran = say(systo, "b/b.pkr.hcl:2", "--false-positive", "--reason", "it is a lab")
    assert ran.code == 0, ran.err
    assert "small/wrong-mode at b/b.pkr.hcl:2 is a false positive" in ran.err
    report = checked(systo).report
    for finding in report.findings:
        assert finding.confidence == round(10 / 11, 4)
        assert finding.corrections == JsonCorrections(0, 1, 1.0)
    jsonschema.validate(msgspec.to_builtins(report), json.loads(systo("schema", "report").out))
    shown = systo("check", *BUNDLE, "--only", "wrong-mode", "a").out
    assert "= confidence: 91%: of 1 finding that people looked at, 0 were right" in shown
    # Said again, it counts once; said otherwise, the last word counts.
    assert (
        "noted before"
        in say(systo, "b/b.pkr.hcl:2", "--false-positive", "--reason", "it is a lab").err
    )
    say(systo, "b/b.pkr.hcl:2", "--correct")
    listed = json.loads(systo("feedback", "list", *BUNDLE, "--format", "json").out)
    assert listed["rules"][0]["corrections"]["correct"] == 1
    assert listed["rules"][0]["corrections"]["false_positive"] == 0


def test_failures_below_the_confidence_are_counted_and_do_not_fail(
    images: Path, systo: Callable[..., Ran]
) -> None:
    assert checked(systo).code == 1
    for name in ("b", "c", "d"):
        say(systo, f"{name}/{name}.pkr.hcl:2", "--false-positive", "--reason", "no")
    code, report = checked(systo, "--min-confidence", "0.9")
    assert code == 0
    assert (report.summary.doubted, report.summary.failing) == (4, 0)
    ran = systo("check", *BUNDLE, "--only", "wrong-mode", "--min-confidence", "0.9")
    assert "4 below the confidence asked for" in ran.err
    assert ran.out == ""
    verbose = systo("check", *BUNDLE, "--only", "wrong-mode", "--min-confidence", "0.9", "-v")
    assert "doubted[small/wrong-mode]: mode of a" in verbose.out
    assert checked(systo, "--min-confidence", "0.5").code == 1


@pytest.mark.parametrize(
    "format", ["terminal", "sarif", "junit", "github", "gitlab", "markdown", "html"]
)
def test_every_format_takes_what_is_doubted(
    images: Path, systo: Callable[..., Ran], format: str
) -> None:
    say(systo, "b/b.pkr.hcl:2", "--false-positive", "--reason", "no")
    ran = systo(
        "check", *BUNDLE, "--only", "wrong-mode", "--min-confidence", "1", "--format", format
    )
    assert (ran.code, "Traceback" in ran.err) == (0, False)


def test_the_settings_of_the_repository_cannot_weaken_trusted_ones(
    images: Path, systo: Callable[..., Ran]
) -> None:
    forged = images / "forged.json"
    (images / "systo.toml").write_text('min-confidence = 1.0\nfeedback = "forged.json"\n')
    say(systo, "b/b.pkr.hcl:2", "--false-positive", "--reason", "no")
    assert forged.exists(), "the settings name the store"
    assert checked(systo).code == 0
    trusted = images.parent / "trusted.toml"
    trusted.write_text("min-confidence = 0.2\n")
    code, report = checked(systo, "--config", str(trusted))
    assert code == 1
    notes = " ".join(report.notes)
    assert "`min-confidence` is left out" in notes
    assert "`feedback` is left out" in notes


def test_a_result_from_the_cache_has_the_confidence_of_today(
    images: Path, systo: Callable[..., Ran]
) -> None:
    before = checked(systo)
    say(systo, "b/b.pkr.hcl:2", "--false-positive", "--reason", "no")
    after = checked(systo)
    assert before.report.findings != after.report.findings
    assert after == checked(systo, "--no-cache")


def test_a_damaged_store_is_an_error_beside_the_findings(
    images: Path, systo: Callable[..., Ran]
) -> None:
    store(images).parent.mkdir(parents=True)
    store(images).write_text("{")
    code, report = checked(systo)
    assert code == 2
    assert report.findings
    assert systo("feedback", "list", *BUNDLE).code == 2


def test_no_secret_and_no_template_is_in_the_store(images: Path, systo: Callable[..., Ran]) -> None:
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    reason = f"we checked with {token} that it is right"
    say(systo, "b/b.pkr.hcl:2", "--false-positive", "--reason", reason)
    text = store(images).read_text()
    assert token not in text
    assert "<secret>" in text
    assert "b.pkr.hcl" not in text
    assert "mode of" not in text
    fingerprints = [one.fingerprint for one in checked(systo).report.findings]
    assert not any(one in text for one in fingerprints)


def test_a_fingerprint_is_a_location_too(images: Path, systo: Callable[..., Ran]) -> None:
    finding = checked(systo, "c").report.findings[0]
    ran = say(systo, finding.fingerprint[:12], "--correct")
    assert "at c/c.pkr.hcl:2 is right" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("wrong-mode", "a/a.pkr.hcl:2"), "say either --false-positive or --correct"),
        (("wrong-mode", "a/a.pkr.hcl:2", "--correct", "--false-positive"), "say either"),
        (("wrong-mode", "a/a.pkr.hcl:2", "--false-positive"), "a false positive needs a reason"),
        (("wrong-mode", "a/a.pkr.hcl:1", "--correct"), "says nothing at a/a.pkr.hcl:1"),
        (("wrong-mode", "gone/a.pkr.hcl:2", "--correct"), "says nothing at"),
        (("wrong-mode", "a/a.pkr.hcl", "--correct"), "is no location"),
        (("wrong-mod", "a/a.pkr.hcl:2", "--correct"), "Did you mean `wrong-mode`?"),
        (("syntax-error", "a/a.pkr.hcl:2", "--correct"), "a rule of the reader itself"),
        (("lst",), "there is no command `lst`. Did you mean `list`?"),
    ],
)
def test_what_cannot_be_said(
    images: Path, systo: Callable[..., Ran], arguments: tuple[str, ...], said: str
) -> None:
    more = BUNDLE if len(arguments) > 1 else ()
    ran = systo("feedback", *arguments, *more)
    assert ran.code == 2
    assert said in ran.err
    assert not store(images).exists()


def test_a_finding_is_found_from_a_script_and_from_another_folder(
    images: Path, systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = ("--only", "long-fixed-sleep", "--format", "json")
    (images / "e" / "scripts").mkdir(parents=True)
    (images / "e" / "scripts" / "wait.sh").write_text("#!/bin/sh\nsleep 900\n")
    (images / "e" / "e.pkr.hcl").write_text(
        'source "qemu" "e" {\n}\nbuild {\n  sources = ["source.qemu.e"]\n'
        '  provisioner "shell" {\n    script = "${path.root}/scripts/wait.sh"\n  }\n}\n'
    )
    assert json.loads(systo("check", *rule, "e").out)["findings"]
    ran = systo("feedback", "long-fixed-sleep", "e/scripts/wait.sh:2", "--correct")
    assert ran.code == 0, ran.err
    monkeypatch.chdir(images / "a")
    ran = systo("feedback", "long-fixed-sleep", "../e/scripts/wait.sh:2", "--correct")
    assert "noted before" in ran.err


def test_what_is_undecided_is_neither_right_nor_wrong(
    images: Path, systo: Callable[..., Ran]
) -> None:
    text = 'variable "m" {}\n' + SOURCE.format(type="qemu", name="a", headless="true")
    (images / "a" / "a.pkr.hcl").write_text(text.replace('"wrong"', "var.m"))
    ran = say(systo, "a/a.pkr.hcl:3", "--correct")
    assert ran.code == 2
    assert "undecided" in ran.err
    assert say(systo, "a/a.pkr.hcl:3", "--correct", "--var", "m=wrong").code == 0


def test_counts_go_from_team_to_team(images: Path, systo: Callable[..., Ran]) -> None:
    say(systo, "b/b.pkr.hcl:2", "--false-positive", "--reason", "secret words")
    assert systo("feedback", "export", "-o", "counts.json").code == 0
    assert "secret words" not in (images / "counts.json").read_text()
    other = ("--store", "other.json")
    first = systo("feedback", "import", "counts.json", *other)
    assert "1 new origin," in first.err
    assert "1 known already" in systo("feedback", "import", "counts.json", *other).err
    listed = systo("feedback", "list", *BUNDLE, *other).out
    assert listed.startswith("small/wrong-mode  0 right, 1 false positive: confidence 1 → 0.9091")
    found = checked(systo, "--feedback", "other.json", "a").report.findings
    assert [one.confidence for one in found] == [0.9091]
    (images / "bad.json").write_text("[]")
    assert systo("feedback", "import", "bad.json", *other).code == 2
    assert systo("feedback", "export", "-o", "x.json", "--store", "none.json").code == 2


def test_tune_proposes_and_tries(images: Path, systo: Callable[..., Ran]) -> None:
    for name in ("b", "d"):
        say(systo, f"{name}/{name}.pkr.hcl:2", "--false-positive", "--reason", "no")
    say(systo, "a/a.pkr.hcl:2", "--correct")
    before = {path: path.read_bytes() for path in (images / "small").rglob("*") if path.is_file()}
    ran = systo("bundle", "tune", "small", "--templates", ".")
    assert (ran.code, ran.err) == (0, "")
    assert (
        "small/wrong-mode: 2 of 2 false positives, and none of 1 right findings, have "
        "component=virtualbox-iso\n"
        '  when: self.type != "virtualbox-iso" && has(self.config.mode)\n'
        "  on 4 templates, 3 of 4 findings vanish: 2 said to be false positives, "
        "0 said to be right, 1 that nobody looked at\n"
    ) in ran.out
    assert "Nothing was changed." in ran.out
    assert before == {
        path: path.read_bytes() for path in (images / "small").rglob("*") if path.is_file()
    }
    made = json.loads(systo("bundle", "tune", "small", "--format", "json").out)
    assert made["looked_at"] == 3
    assert made["tuned"][0]["proposal"]["kind"] == "condition"


def test_without_a_root_a_finding_is_known_whichever_path_was_named(
    images: Path, systo: Callable[..., Ran]
) -> None:
    for mark in (".git", "systo.toml"):
        path = images / mark
        if path.is_dir():
            path.rmdir()
        path.unlink(missing_ok=True)
    (images / "b" / "b.pkr.hcl").rename(images / "b" / "d.pkr.hcl")  # alike but for the folder
    say(systo, "b/d.pkr.hcl:2", "--false-positive", "--reason", "no")
    say(systo, "d/d.pkr.hcl:2", "--false-positive", "--reason", "no")
    say(systo, "a/a.pkr.hcl:2", "--correct")
    for place in (".", str(images)):
        ran = systo("bundle", "tune", "small", "--templates", place)
        assert "2 said to be false positives, 0 said to be right, 1 that nobody" in ran.out, ran.out
    one = systo("bundle", "tune", "small", "--templates", "b")
    assert "1 said to be false positives, 0 said to be right, 0 that nobody" in one.out


def test_tune_without_feedback(images: Path, systo: Callable[..., Ran]) -> None:
    assert systo("bundle", "tune", "small").code == 2
    say(systo, "a/a.pkr.hcl:2", "--correct")
    assert "Nothing to propose" in systo("bundle", "tune", "small").out
    assert "packer-baseline" in systo("bundle", "tune", "packer-baseline").out
