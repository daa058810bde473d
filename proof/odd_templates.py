"""Are odd templates read as Packer reads them? Verdicts, lines, values, builds of each.

The templates are in tests/engine/template/packer_verdicts.jsonl with what Packer 1.16 said of them;
none is from the corpus. `--packer PATH` asks that Packer again instead of the records, `--file` takes
templates of another file of the same form.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY / "tests"))

from packer_cases import (  # noqa: E402 - the tests' folder is put on the path above
    CASES,
    ask,
    judge,
    read_cases,
)

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
        if case.refused and case.line:
            counts["lines that Packer names"] += 1
            equal["lines that Packer names"] += case.line in [
                line for _, line, _ in outcome.mistakes
            ]
        for kind, number in outcome.tally.equal.items():
            counts[kind] += number
            equal[kind] += number
        if not case.differs:
            for one in outcome.tally.different:
                counts[one.split(":")[0]] += 1
                wrong.append(one)
    for kind, number in counts.items():
        print(f"{kind}: {equal[kind]} of {number} ({equal[kind] / number:.4f})")
    for one in wrong:
        print(f"  differs: {one}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
