"""Are the functions Packer's? Every recorded call, against Packer's own code where Go is here.

The calls are in tests/engine/functions/cases, with what Packer 1.16's code gave beside them
(`cases/recorded`). `--record` asks that code again and writes the records anew.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY / "tests"))

from function_cases import (  # noqa: E402 - the tests' folder is put on the path above
    FOLDER,
    JSON,
    Case,
    all_cases,
    ask_reference,
    build_reference,
    make_result,
    read_tables,
    recorded,
    same,
    write_record,
)

SEED = 20261123


def main() -> int:
    """Print the ratio of equal results, function by function where one differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0, help="the share of the calls, 0..1")
    parser.add_argument("--record", action="store_true", help="write what Packer's code says")
    options = parser.parse_args()
    cases = list(all_cases())
    with tempfile.TemporaryDirectory() as folder:
        program = build_reference(Path(folder))
        if program is None:
            print(
                "Skipped: Go is not here, or cannot build Packer's code; the records are compared."
            )
        elif options.record:
            results = ask_reference(program, cases)
            for family, table in read_tables().items():
                write_record(family, table, cases, results)
            print(f"{len(cases)} results recorded")
        if options.share < 1:
            seeded = random.Random(SEED)
            cases = seeded.sample(cases, max(1, round(len(cases) * options.share)))
        theirs = ask_reference(program, cases) if program else _records(cases)
    return _compare(cases, theirs)


def _records(cases: list[Case]) -> list[JSON]:
    known = recorded()
    return [known[case.function][case.place] for case in cases]


def _compare(cases: list[Case], theirs: list[JSON]) -> int:
    """Print the ratios; 1 when a result differs."""
    total: Counter[str] = Counter()
    equal: Counter[str] = Counter()
    for case, expected in zip(cases, theirs, strict=True):
        total[case.function] += 1
        found = make_result(case)
        if same(found, expected):
            equal[case.function] += 1
        else:
            print(f"differs: {case.line}\n  ours: {found}\n  Packer's: {expected}")
    print("equal calls by function: ", end="")
    print(" ".join(f"{name} {equal[name]}/{total[name]}" for name in sorted(total)))
    print(
        f"{sum(equal.values())} of {sum(total.values())} calls of {len(total)} functions are equal"
        f" ({sum(equal.values()) / sum(total.values()):.4f})"
    )
    differences = json.loads((FOLDER / "differences.json").read_text(encoding="utf-8"))
    print(
        f"known differences beside them: {len(differences)} (tests/engine/functions/differences.json)"
    )
    return int(equal != total)


if __name__ == "__main__":
    sys.exit(main())
