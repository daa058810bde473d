"""The shared CEL cases on both engines: is each result the same, and the one that the case names?

`tests/engine/judgment/cel_cases.json` holds what rules may use; what differs elsewhere is documented,
and linted for.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from packer_systo.engine.judgment.cel.cel_python import CelPythonEngine
from packer_systo.engine.judgment.cel.interface import CelDocument, CelEngine, CelError
from packer_systo.engine.template.document import JSON

CASES = Path(__file__).parent.parent / "tests/engine/judgment/cel_cases.json"


class CelCase(msgspec.Struct, frozen=True):
    expression: str
    gives: JSON
    at: tuple[str | int, ...] = ()


class CaseSet(msgspec.Struct, frozen=True):
    document: dict[str, JSON]
    data: dict[str, JSON]
    now: str
    cases: list[CelCase]


def case_set() -> CaseSet:
    return msgspec.json.decode(CASES.read_bytes(), type=CaseSet)


def main() -> int:
    """Exit code 1 for any difference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0)
    parser.parse_args()  # all of them take a second: a share would save nothing
    try:
        from packer_systo.engine.judgment.cel.cel_expr import CelExprEngine
    except ImportError:
        print("skipped: cel-expr-python has no wheel here")
        return 0
    shared = case_set()
    fast = _prepared(CelExprEngine(), shared)
    slow = _prepared(CelPythonEngine(), shared)
    different: list[str] = []
    for case in shared.cases:
        left, right = _result(fast, case), _result(slow, case)
        if not _same(left, right) or not _same(left, case.gives):
            different.append(f"{case.expression}: {left!r}, {right!r}, not {case.gives!r}")
    equal = len(shared.cases) - len(different)
    word = "MISSED" if different else "reached"
    print(f"  cel-expr-python and cel-python: {equal} of {len(shared.cases)} cases equal")
    print(f"    to reach: 100 %: {word}")
    for one in different:
        print(f"    differs: {one}")
    return 1 if different else 0


def _prepared(engine: CelEngine, shared: CaseSet) -> CelDocument:
    return engine.prepare(shared.document, shared.data, shared.now)


def _result(document: CelDocument, case: CelCase) -> JSON:
    try:
        return document.evaluate(case.expression, case.at)
    except CelError:
        return "error"


def _same(one: JSON, other: JSON) -> bool:
    """1, 1.0 and true are equal in Python, and not in CEL."""
    return one == other and type(one) is type(other)


if __name__ == "__main__":
    sys.exit(main())
