"""`systo-policy bundle test` as a user calls it."""

from __future__ import annotations

import signal
import subprocess
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from program import PROGRAM, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from program import Ran


@pytest.fixture
def bundle(folder: Path, systo: Callable[..., Ran]) -> Path:
    assert systo("bundle", "new", "acme").code == 0
    return folder / "acme"


def break_a_case(bundle: Path) -> None:
    cases = bundle / "security/foreign-mirror/cases.md"
    cases.write_text(cases.read_text().replace("finds: line 2", "finds: line 1"))


def test_exit_codes(bundle: Path, systo: Callable[..., Ran]) -> None:
    passed = systo("bundle", "test", "acme")
    assert passed.code == 0
    assert "acme 0.1.0: 4 of 4 cases pass\n" in passed.out
    assert passed.err == ""
    assert systo("bundle", "test", "acme", "--min-coverage", "100").code == 0
    break_a_case(bundle)
    failed = systo("bundle", "test", "acme")
    assert failed.code == 1
    assert "FAIL acme/foreign-mirror: straight from the distributor\n" in failed.out
    rule = bundle / "security/foreign-mirror/foreign-mirror.cel.yaml"
    rule.write_text(rule.read_text().replace("assert: data", "assert: nothing.data"))
    broken = systo("bundle", "test", "acme")
    assert broken.code == 2
    assert "acme/foreign-mirror" in broken.err
    assert "0 of 0 cases pass" in broken.out


def test_what_is_no_bundle(folder: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("bundle", "test")
    assert ran.code == 2
    assert "this is no bundle" in ran.err
    assert systo("bundle", "test", "gone").code == 2
    assert systo("bundle", "test", "--format", "xml").code == 2
    assert systo("bundle", "test", "--no-coverage", "--min-coverage", "5").code == 2


def test_formats(bundle: Path, systo: Callable[..., Ran]) -> None:
    made = msgspec.json.decode(systo("bundle", "test", "acme", "--format", "json").out)
    assert made["passed"] is True
    assert systo("bundle", "test", "acme", "--format", "junit").out.startswith("<?xml")
    alone = systo("bundle", "test", "acme", "--no-coverage").out
    assert "branches" not in alone


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Programs started meanwhile end by SIGINT, also where whoever runs the tests ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_watching_runs_again_after_a_change_and_ends_by_ctrl_c(bundle: Path, folder: Path) -> None:
    out, err = folder / "out", folder / "err"
    with (
        out.open("wb") as results,
        err.open("wb") as said,
        subprocess.Popen(
            [*PROGRAM, "bundle", "test", "acme", "--watch"],
            cwd=folder,
            env=environment(folder),
            stdout=results,
            stderr=said,
        ) as running,
    ):
        try:
            wait_for(err, "watching acme", 1)
            assert "4 of 4 cases pass" in out.read_text()
            break_a_case(bundle)
            wait_for(err, "watching acme", 2)
            assert "3 of 4 cases pass" in out.read_text()
            running.send_signal(signal.SIGINT)
            assert running.wait(timeout=30) == 130
        finally:
            running.kill()
    assert out.read_text().count("cases pass") == 2
    assert "security/foreign-mirror/cases.md changed\n" in err.read_text()


def wait_for(file: Path, text: str, times: int) -> None:
    end = time.monotonic() + 60
    while file.read_text().count(text) < times:
        assert time.monotonic() < end, file.read_text()
        time.sleep(0.05)
