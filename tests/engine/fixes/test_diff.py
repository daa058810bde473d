"""What a diff shows where a fix changes what is secret."""

from __future__ import annotations

import pytest

from packer_systo.engine.fixes.diff import diff
from packer_systo.engine.fixes.run import Fixed

SECRET = "canary-91aa"
BEFORE = f'password = "{SECRET}"\nusername = "{SECRET}"\nhost     = "web"\n'


def _fixed(after: str, *, hidden: tuple[int, ...] = (0, 1)) -> Fixed:
    """Secret before are the first two values; after, those of the lines `hidden`."""

    def spans(text: str, lines: tuple[int, ...]) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        at = 0
        for number, line in enumerate(text.splitlines(keepends=True)):
            if number in lines and SECRET in line:
                start = at + line.index(SECRET)
                found.append((start, start + len(SECRET)))
            at += len(line)
        return found

    return Fixed(
        fixed=(),
        unfixed=(),
        before={"a.pkr.hcl": BEFORE},
        after={"a.pkr.hcl": after},
        secrets_before={"a.pkr.hcl": spans(BEFORE, (0, 1))},
        secrets_after={"a.pkr.hcl": spans(after, hidden)},
        findings=(),
    )


def test_what_is_no_secret_after_the_fix_is_still_hidden() -> None:
    shown = diff(_fixed(BEFORE.split("\n", 1)[1], hidden=()))
    assert SECRET not in shown
    assert [line for line in shown.split("\n")[3:] if line[:1] in {"-", "+"}] == [
        '-password = "<secret>"'
    ], "a line that did not change is the same on both sides"


@pytest.mark.parametrize("line", [f'note = "{SECRET}"', f"# was {SECRET}", f'u = "x-{SECRET}-y"'])
def test_a_secret_in_a_line_that_the_fix_writes_is_hidden(line: str) -> None:
    shown = diff(_fixed(f'{line}\nusername = "{SECRET}"\nhost     = "web"\n', hidden=()))
    assert SECRET not in shown
    assert f"+{line.replace(SECRET, '<secret>')}\n" in shown


def test_what_becomes_a_secret_is_hidden_on_both_sides() -> None:
    changed = _fixed(f"new = 1\n{BEFORE.replace('web', 'db')}", hidden=(1, 2))
    assert SECRET not in diff(changed)
    assert '-host     = "web"\n+host     = "db"\n' in diff(changed)
