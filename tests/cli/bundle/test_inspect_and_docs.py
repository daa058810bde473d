"""`systo-policy bundle inspect` and `bundle docs` as a user calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran


def test_inspect(folder: Path, systo: Callable[..., Ran]) -> None:
    systo("bundle", "new", "acme")
    ran = systo("bundle", "inspect", "acme")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("acme 0.1.0: ")
    made = msgspec.json.decode(systo("bundle", "inspect", "acme", "--format", "json").out)
    assert made["bundle"]["name"] == "acme"
    assert systo("bundle", "build", "acme", "-o", "acme.tar.gz").code == 0
    packed = systo("bundle", "inspect", "acme.tar.gz")
    assert packed.code == 0
    assert "  archive: sha256:" in packed.out
    assert systo("bundle", "inspect", "gone").code == 2
    assert systo("bundle", "inspect", "acme", "--format", "xml").code == 2


def test_docs(folder: Path, systo: Callable[..., Ran]) -> None:
    systo("bundle", "new", "acme")
    ran = systo("bundle", "docs", "acme", "-o", "out")
    assert ran.code == 0
    assert ran.out == "out/index.md\nout/foreign-mirror.md\n"
    assert (folder / "out/index.md").is_file()
    assert systo("bundle", "docs", "acme").code == 2
