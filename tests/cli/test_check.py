from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran

from bad_template import BAD, GOOD, ONLY, RULE, findings


def test_a_finding_in_the_terminal(bad: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("check", *ONLY)
    assert ran.code == 1
    assert ran.out.startswith(
        f"high[{RULE}]: source qemu.debian accepts any ISO\n"
        " --> debian.pkr.hcl:3:18\n"
        "  |\n"
        "3 |   iso_checksum = var.checksum\n"
        '  |                  ^^^^^^^^^^^^ is "none"\n'
        "  |\n"
        " ::: debian.pkr.hcl:7:13\n"
        '7 |   default = "none"\n'
        "  |             ------ the value comes from here\n"
        "  |\n"
        "  = why: "
    )
    assert f"  = see: systo-policy explain {RULE}\n" in ran.out
    assert "1 high in 1 template, 1 rule." in ran.err


def test_nothing_found(folder: Path, systo: Callable[..., Ran]) -> None:
    (folder / "debian.pkr.hcl").write_text(GOOD)
    ran = systo("check", *ONLY)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "Nothing found in 1 template, 1 rule.\n"


def test_nothing_to_judge(folder: Path, systo: Callable[..., Ran]) -> None:
    (folder / "notes.txt").write_text("x")
    ran = systo("check")
    assert (ran.code, ran.out) == (3, "")


def test_a_path_that_is_not_there(bad: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("check", "nowhere", "debian.pkr.hcl", *ONLY)
    assert ran.code == 2
    assert "error: nowhere: there is no such file" in ran.err
    assert RULE in ran.out, "the other path is judged all the same"


def test_a_syntax_error_is_a_finding(folder: Path, systo: Callable[..., Ran]) -> None:
    (folder / "a.pkr.hcl").write_text("a = [1 2]\n")
    ran = systo("check", "--format", "json")
    assert ran.code == 1
    assert findings(ran)[0]["rule"] == "template/syntax-error"
    assert json.loads(ran.out)["errors"] == []


def test_bytes_that_are_no_text_are_a_syntax_error(folder: Path, systo: Callable[..., Ran]) -> None:
    (folder / "a.pkr.hcl").write_bytes(b'a = "\xff"\n')
    ran = systo("check", "--format", "json")
    assert ran.code == 1
    (finding,) = findings(ran)
    assert finding["rule"] == "template/syntax-error"
    assert "0xFF" in str(finding["message"])


def test_the_threshold(bad: Path, systo: Callable[..., Ran]) -> None:
    assert systo("check", *ONLY, "--fail-on", "high").code == 1
    assert systo("check", *ONLY, "--fail-on", "critical").code == 0
    (bad.parent / "systo.toml").write_text('fail-on = "critical"\n')
    assert systo("check", *ONLY).code == 0
    assert systo("check", *ONLY, "--fail-on", "low").code == 1, "an option is over the settings"


def test_variables_decide(bad: Path, systo: Callable[..., Ran]) -> None:
    digest = "sha256:" + "0" * 64
    assert systo("check", *ONLY, "--var", f"checksum={digest}").code == 0
    (bad.parent / "prod.pkrvars.hcl").write_text(f'checksum = "{digest}"\n')
    assert systo("check", *ONLY, "--var-file", "prod.pkrvars.hcl").code == 0


def test_the_environment_decides(
    bad: Path, systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert systo("check", *ONLY).code == 1
    monkeypatch.setenv("PKR_VAR_checksum", "sha256:" + "0" * 64)
    assert systo("check", *ONLY).code == 0


def test_undecided_fails_when_asked(bad: Path, systo: Callable[..., Ran]) -> None:
    bad.write_text(BAD.replace('  default = "none"\n', ""))
    ran = systo("check", *ONLY)
    assert ran.code == 0
    assert ran.out.startswith(f"undecided[{RULE}]: 1 place could not be decided: ")
    assert "1 variable has no value: checksum" in ran.err
    assert systo("check", *ONLY, "--undecided", "fail").code == 1
    assert systo("check", "--only", "unset-variable", "--require-variables").code == 1


def test_each_var_file_is_a_variant(bad: Path, systo: Callable[..., Ran]) -> None:
    env = bad.parent / "env"
    env.mkdir()
    (env / "dev.pkrvars.hcl").write_text('checksum = "none"\n')
    (env / "prod.pkrvars.hcl").write_text(f'checksum = "sha256:{"0" * 64}"\n')
    ran = systo("check", "debian.pkr.hcl", *ONLY, "--each-var-file", "env/*.pkrvars.hcl")
    assert ran.code == 1
    assert ran.out.count(f"high[{RULE}]") == 1
    assert "  = with: env/dev.pkrvars.hcl\n" in ran.out
    assert "with env/dev.pkrvars.hcl: fails (1 finding)\n" in ran.err
    assert "with env/prod.pkrvars.hcl: passes\n" in ran.err


def test_exclude(bad: Path, systo: Callable[..., Ran]) -> None:
    assert systo("check", "--exclude", "debian.*").code == 3
    (bad.parent / "systo.toml").write_text('exclude = ["debian.*"]\n')
    assert systo("check").code == 3


@pytest.mark.parametrize("verb", [["check"], ["baseline", "write"], ["normalise", "."]])
def test_a_var_file_that_is_not_there_is_a_mistake_of_the_call(
    verb: list[str], bad: Path, systo: Callable[..., Ran]
) -> None:
    ran = systo(*verb, "--var-file", "env/prod.pkrvars.hcl")
    assert (ran.code, ran.out) == (2, "")
    told = "error: env/prod.pkrvars.hcl: the var file cannot be read: there is no such file"
    assert ran.err.startswith(told)
    (bad.parent / "systo.toml").write_text('var-files = ["prod.pkrvars.hcl"]\n')
    ran = systo(*verb)
    assert ran.code == 2
    assert "prod.pkrvars.hcl: the var file cannot be read" in ran.err


def test_a_var_file_is_named_as_packer_needs_it(bad: Path, systo: Callable[..., Ran]) -> None:
    (bad.parent / "prod.tfvars").write_text('checksum = "none"\n')
    ran = systo("check", "--var-file", "prod.tfvars")
    assert ran.code == 2
    assert "error: prod.tfvars: a var file's name ends in .hcl or .json" in ran.err


def test_the_traceback_of_a_defect_on_one_template_goes_to_the_file_that_was_given(
    bad: Path, systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("hunter2")

    for name in ("a", "b"):
        (bad.parent / name).mkdir()
        (bad.parent / name / "x.pkr.hcl").write_text(BAD)
    monkeypatch.setattr("packer_systo.engine.checking.target.TargetJudge.read", broken)
    ran = systo("check", "a", "b")
    assert ran.code == 70
    assert "`systo-policy --debug FILE check …` writes the traceback to FILE" in ran.err
    ran = systo("--debug", "trace.txt", "check", "a", "b")
    assert ran.code == 70
    assert "the traceback is in trace.txt" in ran.err
    assert "hunter2" not in ran.err
    trace = (bad.parent / "trace.txt").read_text()
    assert trace.count("KeyError: 'hunter2'") == 2
    assert trace.startswith("a:\n")
    assert "\nb:\n" in trace


def test_a_report_goes_through_a_pipe_and_to_where_a_link_leads(
    folder: Path, systo: Callable[..., Ran]
) -> None:
    """As with `/dev/stderr`: who may write everything would put a file into its place."""
    os.mkfifo(folder / "pipe")
    (folder / "real.json").write_text("{}")
    (folder / "link.json").symlink_to("real.json")
    reading = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        systo("check", *ONLY, "--format", "json=pipe", "--format", "json=link.json")
        through = os.read(reading, 1 << 16)
    finally:
        os.close(reading)
    assert (folder / "pipe").is_fifo()
    assert (folder / "link.json").is_symlink()
    assert json.loads(through) == json.loads((folder / "real.json").read_text())


def test_reports_into_files(bad: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("check", *ONLY, "--format", "sarif=out.sarif", "--format", "junit=out.xml")
    assert ran.code == 1
    assert ran.out.startswith(f"high[{RULE}]")
    log = json.loads((bad.parent / "out.sarif").read_text())
    rules = {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert rules == {RULE, "template/syntax-error", "template/unreadable-file"}
    assert "<testsuites" in (bad.parent / "out.xml").read_text()
    ran = systo("check", *ONLY, "--format", "json", "--output", "out.json")
    assert ran.out.startswith(f"high[{RULE}]")
    assert json.loads((bad.parent / "out.json").read_text())["version"] == "1"


def test_a_report_that_cannot_be_written(bad: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("check", "--format", "json", "--output", "nowhere/out.json")
    assert ran.code == 2
    assert "nowhere/out.json: the report cannot be written: No such file" in ran.err


def test_quiet_prints_results_only(bad: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("check", *ONLY, "-q")
    assert (ran.code, ran.err) == (1, "")
    assert "error: nowhere" in systo("check", "-q", "nowhere").err, "errors are no chatter"


@pytest.mark.parametrize("broken", ["data.json", ".manifest"])
def test_a_bundle_that_does_not_load_leaves_the_others(
    bad: Path, systo: Callable[..., Ran], broken: str
) -> None:
    house = bad.parent / "house"
    assert systo("bundle", "new", str(house)).code == 0
    (house / broken).write_text('{"house": {')
    alone = json.loads(systo("check", "--format", "json").out)
    ran = systo("check", "--format", "json", "--bundle", str(house))
    assert ran.code == 2
    report = json.loads(ran.out)
    assert report["findings"] == alone["findings"]
    (error,) = report["errors"]
    assert broken in error["where"]


def test_one_broken_rule_leaves_the_others(bad: Path, systo: Callable[..., Ran]) -> None:
    bundle = bad.parent / "house"
    rule = bundle / "security" / "broken-rule"
    rule.mkdir(parents=True)
    (bundle / ".manifest").write_text(
        json.dumps(
            {
                "revision": "1.0.0",
                "roots": ["house"],
                "rego_version": 1,
                "metadata": {"name": "house", "title": "House", "judges": {"template": ["1"]}},
            }
        )
    )
    (rule / "broken-rule.cel.yaml").write_text(
        "title: Broken\n"
        "description: Divides by zero.\n"
        "custom:\n"
        "  severity: high\n  category: security\n  impact: high\n  why: it shows\n"
        "  recovery: minutes\n  remediation: Mend it.\n  subject: /sources/*\n  inputs: [name]\n"
        "assert: 1 / (size(self.name) - size(self.name)) == 1\n"
        "message: '\"x\"'\n"
    )
    ran = systo("check", "--bundle", "house", "--format", "json")
    assert ran.code == 2
    assert ran.out, ran.err
    made = json.loads(ran.out)
    assert RULE in {finding["rule"] for finding in made["findings"]}
    (error,) = made["errors"]
    assert error["where"].startswith("house/broken-rule on ")


def test_trusted_settings_that_are_wrong_stop_the_run(bad: Path, systo: Callable[..., Ran]) -> None:
    (bad.parent / "systo.toml").write_text("fail_on = 1\n")
    ran = systo("check")
    assert ran.code == 2
    assert ran.err.startswith(
        "error: systo.toml:1: there is no setting `fail_on`. Did you mean `fail-on`?\n  = help: "
    )


def test_values_of_a_bundle_are_checked(bad: Path, systo: Callable[..., Ran]) -> None:
    (bad.parent / "systo.toml").write_text(
        '[[bundle]]\nname = "packer-baselin"\n[bundle.settings]\nx = 1\n'
    )
    assert "Did you mean `packer-baseline`?" in systo("check").err
    (bad.parent / "systo.toml").write_text(
        '[[bundle]]\nname = "packer-baseline"\n[bundle.settings]\nno_such_setting = 1\n'
    )
    ran = systo("check")
    assert ran.code == 2
    assert "has no setting `no_such_setting`" in ran.err


def test_the_second_run_says_the_same(bad: Path, systo: Callable[..., Ran]) -> None:
    os.utime(bad, (1_000_000, 1_000_000))
    first = systo("check")
    assert systo("check") == first
    assert systo("check", "--no-cache") == first


def test_colours_are_for_terminals(
    bad: Path, systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    def yes() -> bool:
        return True

    assert "\x1b" not in systo("check").out
    monkeypatch.setattr(sys.stdout, "isatty", yes)
    assert "\x1b[31m" in systo("check").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in systo("check").out


def test_clashing_files_are_templates_of_their_own(folder: Path, systo: Callable[..., Ran]) -> None:
    (folder / "a.pkr.hcl").write_text(BAD)
    (folder / "b.pkr.hcl").write_text(BAD)
    made = json.loads(systo("check", "--format", "json").out)
    assert [template["path"] for template in made["templates"]] == ["a.pkr.hcl", "b.pkr.hcl"]
    rules = [finding["rule"] for finding in made["findings"]]
    assert rules.count("template/separate-templates") == 1
    assert rules.count(RULE) == 2
    assert "template/duplicate-definition" not in rules


def test_a_clash_without_builds_of_their_own_is_a_duplicate(
    folder: Path, systo: Callable[..., Ran]
) -> None:
    (folder / "a.pkr.hcl").write_text(BAD)
    (folder / "b.pkr.hcl").write_text('variable "checksum" {\n  default = "x"\n}\n')
    made = json.loads(systo("check", "--format", "json").out)
    assert len(made["templates"]) == 1
    assert "template/duplicate-definition" in {finding["rule"] for finding in made["findings"]}


def test_cross_check(folder: Path, systo: Callable[..., Ran]) -> None:
    (folder / "a.pkr.hcl").write_text('a = "$${"\nb = 1\nc = "}"\n')
    plain = json.loads(systo("check", "--format", "json").out)
    crossed = json.loads(systo("check", "--format", "json", "--cross-check").out)
    rules = {"template/ambiguous-template", "template/second-reader-failed"}
    assert not rules & {finding["rule"] for finding in plain["findings"]}
    assert rules & {finding["rule"] for finding in crossed["findings"]}


def test_what_cannot_be_read_is_told_whatever_rule_is_asked_for(
    folder: Path, systo: Callable[..., Ran]
) -> None:
    (folder / "a.pkr.hcl").write_text("a = {\n")
    ran = systo("check", "--only", "unverified-iso")
    assert ran.code == 1
    assert "template/syntax-error" in ran.out


def test_a_file_that_is_named_beside_its_folder_is_judged_once(
    bad: Path, systo: Callable[..., Ran]
) -> None:
    alone = systo("check", ".", *ONLY)
    twice = systo("check", ".", bad.name, *ONLY)
    assert (twice.code, twice.out) == (alone.code, alone.out)
    assert "note: debian.pkr.hcl is part of the template . and is judged once" in twice.err
    assert "in 1 template" in twice.err
