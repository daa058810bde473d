"""Telling legacy templates from other JSON files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.source.legacy_json import holds_legacy_template, is_legacy_template
from packer_systo.engine.source.reading import LARGEST

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "text",
    [
        '{"builders": []}',
        '\ufeff{"builders": [{"type": "qemu"}]}',
        '{"variables": {}, "Builders" :\n [{"type": "qemu"}]}',
        '{"\\u0062uilders": [{"type": "qemu"}]}',
        '{"builders": {"type": "qemu"}, "provisioners": []}',
        # Damaged ones that plainly are templates.
        '{"builders": [{"type": "qemu",}]}',
        '{"builders": [{"type": "qemu"',
        '{\n  // why\n  "builders": [\n',
        '{"builders": [], "text": "\\ud800"}',
        '{"\\u0062uilders": [{"type": "qemu",}]}',
    ],
)
def test_what_is_a_legacy_template(text: str) -> None:
    assert holds_legacy_template(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '"builders"',
        '[{"builders": []}]',
        '{"inner": {"builders": []}}',
        '{"builders": {"app": {"builder": "x"}}}',
        '{"builders": "many"}',
        '{"text": "builders"}',
        '{"text": "\\u00e9"}',
        '{"text": "\\u00e9",}',
        "not json",
    ],
)
def test_what_is_not(text: str) -> None:
    assert not holds_legacy_template(text.encode())


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_deep_nesting_is_survived(opening: bytes) -> None:
    deep = opening * 100_000
    assert holds_legacy_template(b'{"builders": [], "x": ' + deep)
    assert not holds_legacy_template(b'{"builder": "builders", "x": ' + deep)


def test_bytes_that_are_no_text_are_survived() -> None:
    assert holds_legacy_template(b'{"builders": [{"type": "caf\xe9"}]}')
    assert not holds_legacy_template(b'{"caf\xe9": "builders"}')


def test_of_a_file_over_the_limit_only_the_head_is_read(tmp_path: Path) -> None:
    template, other = tmp_path / "a.json", tmp_path / "b.json"
    template.write_text('{"builders": [')
    other.write_text('{"rows": [')
    for path in (template, other):
        with path.open("ab") as file:
            file.truncate(LARGEST * 10)
    assert is_legacy_template(str(template), "a.json", LARGEST * 10)
    assert not is_legacy_template(str(other), "b.json", LARGEST * 10)
