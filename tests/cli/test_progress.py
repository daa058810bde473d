from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from packer_systo.cli import progress
from packer_systo.cli.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the time that the progress sees; stderr is a terminal of 40 columns."""
    now = 0.0

    def set_to(seconds: float) -> None:
        nonlocal now
        now = seconds

    def read() -> float:
        return now

    def columns(_: object) -> int:
        return 40

    monkeypatch.setattr("time.monotonic", read)
    monkeypatch.setattr(progress, "width", columns)
    return set_to


def test_there_is_none_without_a_terminal() -> None:
    assert progress.progress_on(Output("systo-policy")) is None


def test_a_short_run_shows_nothing(
    clock: Callable[[float], None], capsys: pytest.CaptureFixture[str]
) -> None:
    show = progress.progress_on(Output("systo-policy"))
    assert show is not None
    for number in range(100):
        clock(number * 0.009)
        show(number, 100, "a")
    assert capsys.readouterr().err == ""


def test_a_long_run_shows_one_line_that_goes_at_the_end(
    clock: Callable[[float], None], capsys: pytest.CaptureFixture[str]
) -> None:
    show = progress.progress_on(Output("systo-policy"))
    assert show is not None
    for number in range(100):
        clock(number * 0.1)
        show(number, 100, f"images/{'x' * 80}\x1b[2J")
    lines = capsys.readouterr().err.split("\r\x1b[K")
    assert lines[0] == ""
    assert lines[1].startswith("11 of 100: images/xxx")
    assert all(len(line) < 40 for line in lines)
    assert "\x1b" not in "".join(lines)
    assert lines[-1] == "", "the last line is clear"


def test_lines_do_not_come_faster_than_can_be_read(
    clock: Callable[[float], None], capsys: pytest.CaptureFixture[str]
) -> None:
    show = progress.progress_on(Output("systo-policy"))
    assert show is not None
    for number in range(1000):
        clock(2 + number * 0.001)
        show(number, 10_000, "a")
    assert capsys.readouterr().err.count("\r") < 12
    assert sys.stderr is not None
