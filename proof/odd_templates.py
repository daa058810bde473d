"""Are odd templates read as Packer reads them? Verdicts, lines, values, builds of each.

The templates are in tests/engine/template/packer_verdicts.jsonl with what Packer 1.16 said of them;
none is from the corpus. `--packer PATH` asks that Packer again instead of the records, `--file` takes
templates of another file of the same form.
"""

from __future__ import annotations

import argparse
import bisect
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from packer_systo.engine.syntax.hcl.nodes import Block, Body
from packer_systo.engine.syntax.hcl.parser import parse

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY / "tests"))

from packer_cases import (  # noqa: E402 - the tests' folder is put on the path above
    CASES,
    Case,
    ask,
    judge,
    read_cases,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20261127


def main() -> int:
    """Print the ratios; 1 where something differs without a reason."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--packer", help="a Packer 1.16 to ask; else the records count")
    parser.add_argument("--file", type=Path, default=CASES)
    options = parser.parse_args()
    cases = read_cases(options.file)
    if options.share < 1:
        cases = random.Random(SEED).sample(cases, max(1, round(len(cases) * options.share)))
    if options.packer:
        cases = [ask(options.packer, case) for case in cases]
    counts: Counter[str] = Counter()
    equal: Counter[str] = Counter()
    wrong: list[str] = []
    nearer = 0
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            outcome = judge(case, Path(folder))
        counts["verdicts"] += 1
        if outcome.refused is case.refused:
            equal["verdicts"] += 1
        elif case.differs:
            counts["verdicts that differ for a reason"] += 1
            equal["verdicts that differ for a reason"] += 1
        else:
            wrong.append(f"{case.name}: Packer refuses: {case.refused}, we: {outcome.mistakes}")
        if case.refused and case.line and outcome.refused:
            counts["lines that Packer names"] += 1
            if case.line in (lines := {line for _, line, _ in outcome.mistakes}):
                equal["lines that Packer names"] += 1
            elif lines & _block_at(case):
                nearer += 1
        for kind, number in outcome.tally.equal.items():
            counts[kind] += number
            equal[kind] += number
        if not case.differs:
            for one in outcome.tally.different:
                counts[one.split(":")[0]] += 1
                wrong.append(one)
    for kind, number in counts.items():
        print(f"{kind}: {equal[kind]} of {number} ({equal[kind] / number:.4f})")
        if kind == "lines that Packer names":
            print(f"    {nearer} more: Packer names a block, we the line in it")
    for one in wrong:
        print(f"  differs: {one}")
    return int(bool(wrong))


def _block_at(case: Case) -> set[int]:
    """The lines of the innermost block that begins at the line that Packer names."""
    lines: set[int] = set()
    for name, text in case.files.items():
        if name.endswith(".pkr.hcl"):
            line_starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n")]
            for start, end in _blocks(parse(text).file.body):
                first, last = (bisect.bisect_right(line_starts, at) for at in (start, end))
                if first == case.line:
                    lines = {*range(first, last + 1)}
    return lines


def _blocks(body: Body) -> Iterator[tuple[int, int]]:
    """Where the blocks of a body begin and end; a block before those within it."""
    for item in body.items:
        if isinstance(item, Block):
            yield item.start, item.end
            yield from _blocks(item.body)


if __name__ == "__main__":
    sys.exit(main())
