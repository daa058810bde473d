"""What the proofs of the HCL reader share: recorded verdicts, and HashiCorp's parser where Go is."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from go_hcl import GoMissing, build

TESTS = Path(__file__).resolve().parent.parent / "tests"

if TYPE_CHECKING:
    from packer_systo.engine.syntax.diagnostic import Diagnostic


class Recorded(NamedTuple):
    """A file with what HashiCorp's parser (hcl v2.25.0) said of it; `line` is 0 for a valid one."""

    path: Path
    ok: bool
    line: int


def recorded(corpus: Path, name: str) -> list[Recorded]:
    """The verdicts in one of the corpus's files, such as `go-hcl-verdicts.jsonl`."""
    found: list[Recorded] = []
    for row in (corpus / name).read_text("utf-8").splitlines():
        entry = json.loads(row)
        line = 0 if entry["OK"] else min(each["Line"] for each in entry["Diags"])
        found.append(Recorded(corpus / entry["Path"], entry["OK"], line))
    return found


def text_of(path: Path) -> str:
    """A file as the reader of templates hands it on: without a byte order mark."""
    return path.read_bytes().decode("utf-8-sig")


def line_of(text: str, diagnostic: Diagnostic) -> int:
    return text.count("\n", 0, diagnostic.start) + 1


def go_program() -> Path | None:
    """The Go program, built into a temporary folder; None, with the reason printed, without Go."""
    try:
        return build(TESTS, Path(tempfile.mkdtemp(prefix="hclverdicts-")))
    except GoMissing as missing:
        print(f"Skipped: {missing}.")
        return None


def ratio(what: str, part: int, whole: int) -> str:
    """One line of a report."""
    share = f"{100 * part / whole:.2f} %" if whole else "nothing to compare"
    return f"{what:<58} {part:>6} of {whole:>6}   {share}"
