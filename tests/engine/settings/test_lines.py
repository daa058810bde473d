from __future__ import annotations

import pytest

from packer_systo.engine.settings.lines import line_of

TEXT = """\
a = 1

[tool.x]
a = 2
"b c" = 3

[[w]]
a = 4
[[w]]
  a   = 5
"""


@pytest.mark.parametrize(
    ("table", "key", "occurrence", "line"),
    [
        ((), "a", 0, 1),
        (("tool", "x"), "a", 0, 4),
        (("tool", "x"), "b c", 0, 5),
        (("w",), "a", 0, 8),
        (("w",), "a", 1, 10),
        (("w",), "", 1, 9),
        (("w",), "missing", 1, 9),
        ((), "missing", 0, 0),
        (("none",), "a", 0, 0),
    ],
)
def test_the_line_of_a_key(table: tuple[str, ...], key: str, occurrence: int, line: int) -> None:
    assert line_of(TEXT, table, key, occurrence) == line
