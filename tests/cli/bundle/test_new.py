"""`systo-policy bundle new` and `rule new` as a user calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran


def test_from_nothing_to_a_check(folder: Path, systo: Callable[..., Ran]) -> None:
    made = systo("bundle", "new", "acme", "--title", "Ours")
    assert made.code == 0
    assert made.out.splitlines()[0] == "acme/.manifest"
    assert all((folder / path).is_file() for path in made.out.splitlines())
    rule = systo("rule", "new", "--bundle", "acme", "--lang", "rego", "build/opened-window")
    assert rule.code == 0
    assert rule.out.splitlines() == [
        "acme/build/opened-window/opened-window.rego",
        "acme/build/opened-window/cases.md",
    ]
    (folder / "a.pkr.hcl").write_text(
        'source "qemu" "a" {\n  headless = false\n}\n\nbuild {\n  sources = ["source.qemu.a"]\n}\n'
    )
    ran = systo("check", "--bundle", "acme", "--only", "opened-window", "a.pkr.hcl")
    assert ran.code == 1
    assert "source qemu.a opens a window" in ran.out


def test_a_name_that_says_the_cure_is_told_at_once(folder: Path, systo: Callable[..., Ran]) -> None:
    systo("bundle", "new", "acme")
    named = systo("rule", "new", "--bundle", "acme", "build/require-tags")
    assert named.code == 0
    assert named.err.startswith("note: `require-tags` says what to do;")
    assert "note" not in systo("rule", "new", "--bundle", "acme", "build/missing-tags").err


def test_mistakes(folder: Path, systo: Callable[..., Ran]) -> None:
    assert systo("bundle", "new", "acme").code == 0
    again = systo("bundle", "new", "acme")
    assert again.code == 2
    assert "is there already" in again.err
    assert systo("bundle", "new", "2").code == 2
    assert systo("rule", "new", "--bundle", "acme", "opened-window").code == 2
    assert systo("rule", "new", "--bundle", "acme", "--lang", "python", "build/x").code == 2
    assert systo("rule", "new", "build/x").code == 2
