from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from packer_systo.cli.edge import COMMANDS, program_name
from program import PROGRAM, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/usr/bin/systo-policy", "systo-policy"),
        ("/usr/bin/packer-systo", "packer-systo"),
        ("C/packer-systo.exe", "packer-systo"),
        ("/x/__main__.py", "systo-policy"),
    ],
)
def test_the_program_is_named_as_it_was_called(path: str, name: str) -> None:
    assert program_name(path) == name


def test_help_names_every_verb(systo: Callable[..., Ran]) -> None:
    ran = systo("--help")
    assert ran.code == 0
    for verb in COMMANDS:
        assert f"\n  {verb} " in ran.out


@pytest.mark.parametrize("verb", [*COMMANDS, "baseline write"])
def test_every_verb_has_help(systo: Callable[..., Ran], verb: str) -> None:
    ran = systo(*verb.split(), "--help")
    assert ran.code == 0
    assert ran.out.startswith("Usage: systo-policy")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chek"], "there is no command `chek`. Did you mean `check`?"),
        (["check", "--formt", "json"], "--format"),
        (["check", "--format", "sarf"], "there is no format `sarf`. Did you mean `sarif`?"),
        (["check", "--fail-on", "hihg"], "there is no severity `hihg`. Did you mean `high`?"),
        (["check", "--undecided", "fial"], "Did you mean `fail`?"),
        (["check", "--engine", "embeded"], "Did you mean `embedded`?"),
        (["check", "--unsafe"], "--unsafe goes with --fix or --diff"),
        (["check", "--var", "hunter2"], "--var number 1 is not of the form NAME=VALUE"),
        (["check", "--format", "json", "--format", "sarif"], "--format sarif=FILE"),
        (["check", "--now", "soon"], "--now: `soon` is no time"),
        (["check", "--config", "none.toml"], "none.toml: the settings cannot be read"),
        (["schema", "templat"], "there is no schema `templat`. Did you mean `template`?"),
        (["completion", "bsh"], "there is no shell `bsh`. Did you mean `bash`?"),
        (["explain", "unverified-isos"], "Did you mean `unverified-iso`?"),
    ],
)
def test_what_cannot_be_followed_is_told_with_a_suggestion(
    systo: Callable[..., Ran], arguments: list[str], told: str
) -> None:
    ran = systo(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("error: ")
    assert told in ran.err


def test_a_value_of_var_is_never_shown(systo: Callable[..., Ran]) -> None:
    assert "hunter2" not in systo("check", "--var", "hunter2").err


def test_a_defect_takes_a_short_report_without_values(
    systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("hunter2")

    monkeypatch.setattr("packer_systo.engine.checking.plan.prepare", broken)
    ran = systo("check")
    assert ran.code == 70
    assert "this is a defect of packer-systo" in ran.err
    assert "KeyError" in ran.err
    assert "hunter2" not in ran.err
    assert "Traceback" not in ran.err
    assert not list(folder.glob("*.txt"))
    ran = systo("--debug", "trace.txt", "check")
    assert ran.code == 70
    assert "the traceback is in trace.txt" in ran.err
    assert "Traceback" in (folder / "trace.txt").read_text()


def test_an_interruption_is_quiet(
    systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("packer_systo.engine.checking.plan.prepare", interrupted)
    ran = systo("check")
    assert (ran.code, ran.out, ran.err.strip()) == (130, "", "error: interrupted")


def test_a_reader_who_has_enough_changes_nothing(folder: Path) -> None:
    """`systo-policy check | head -0`: no complaint, and the exit code that it would have had."""
    (folder / "a.pkr.hcl").write_text("a = [1 2]\n" * 3000)
    process = subprocess.Popen(
        [*PROGRAM, "check"],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 1
    assert "Error" not in said
    assert "Traceback" not in said


def test_the_program_ends_with_its_exit_code_and_all_its_output(folder: Path) -> None:
    (folder / "a.pkr.hcl").write_text("a = [1 2]\n")
    ran = subprocess.run(
        [*PROGRAM, "check", "--format", "json"],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stdout.endswith("}\n")
    assert "critical" in ran.stderr


def test_a_full_disk_behind_stdout_is_an_error_not_a_defect(folder: Path) -> None:
    (folder / "a.pkr.hcl").write_text('variable "a" {}\n')
    with open("/dev/full", "w", encoding="utf-8") as full:
        ran = subprocess.run(
            [*PROGRAM, "rules"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=environment(folder),
        )
    assert ran.returncode == 2
    assert "standard output cannot be written" in ran.stderr


def test_a_closed_stdout_is_no_defect(folder: Path) -> None:
    ran = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *PROGRAM, "rules"],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env=environment(folder),
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_without_a_verb_the_help_is_shown(systo: Callable[..., Ran]) -> None:
    ran = systo()
    assert ran.code == 2
    assert "\nCommands:\n  check" in ran.err
