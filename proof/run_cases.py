"""Run the cases of the built-in bundles' rules: `python proof/run_cases.py [RULE …]`."""

from __future__ import annotations

import sys

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.errors import SystoError
from packer_systo.engine.judgment.case_run import run_cases


def main(names: list[str]) -> int:
    """Print each failure, then the ratio."""
    passed = total = 0
    try:
        for bundle in builtin_bundles():
            for result in run_cases(bundle, read_folder(bundle.location), names):
                total += 1
                passed += result.passed
                for failure in result.failures:
                    print(f"{result.file}:{result.line}: {result.rule}, {result.case}: {failure}")
    except SystoError as error:
        print(f"error: {error}{f' ({error.hint})' if error.hint else ''}")
        return 2
    print(f"{passed} of {total} cases pass")
    return int(passed != total or not total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
