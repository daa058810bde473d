"""Watching a bundle: a change is told once, and without one nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.authoring.testing.watch import changes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class StoppedError(Exception):
    """Nothing is left to do."""


def steps(*actions: Callable[[], object]) -> Callable[[float], None]:
    """What happens while the watcher waits: one action each time, then the end."""
    left = list(actions)

    def wait(seconds: float) -> None:
        assert seconds > 0
        if not left:
            raise StoppedError
        left.pop(0)()

    return wait


def test_each_change_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x.rego").write_text("1")
    (tmp_path / "gone.md").write_text("1")
    (tmp_path / ".git").mkdir()
    seen = changes(
        str(tmp_path),
        steps(
            lambda: None,
            lambda: (tmp_path / "a/x.rego").write_text("12"),
            lambda: None,
            lambda: (tmp_path / ".git/index").write_text("hidden"),
            lambda: (tmp_path / ".manifest").write_text("{}"),
            (tmp_path / "gone.md").unlink,
        ),
    )
    assert next(seen) == ("a/x.rego",)
    assert next(seen) == (".manifest",)
    assert next(seen) == ("gone.md",)
    with pytest.raises(StoppedError):
        next(seen)
