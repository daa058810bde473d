"""How much of the built-in bundles' rules their cases reach, and whether `bundle lint` is content.

A branch is a body of a Rego rule that holds, or an operand of a CEL condition seen true, or false.
"""

from __future__ import annotations

import argparse
import sys

from packer_systo.engine import lint_bundle, run_bundle_tests
from packer_systo.engine.bundle.builtin import builtin_bundles


def main() -> int:
    """One line a bundle and figure; fails where a case fails or lint finds something."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", default="1.0", help="ignored: all cases are run")
    parser.parse_args()
    worst = 0
    for bundle in builtin_bundles():
        name = bundle.metadata.name
        if not bundle.rules:
            print(f"{name}: no rules")
            continue
        report = run_bundle_tests(bundle.location)
        cases = len(report.results)
        print(f"{name}: {cases - report.failed} of {cases} cases pass")
        if report.coverage is not None:
            reached = sum(one.reached for one in report.coverage.files if one.rule)
            rules = sum(bool(one.rule) for one in report.coverage.files)
            print(f"{name}: {reached} of {rules} rules reached")
            covered, branches = report.coverage.covered, report.coverage.branches
            print(f"{name}: {covered} of {branches} branches reached ({covered / branches:.1%})")
        linted = lint_bundle(bundle.location)
        print(f"{name}: {len(linted.findings)} findings of lint")
        for check, reason in linted.skipped:
            print(f"{name}: {check} skipped, because {reason}")
        worst = max(worst, int(report.exit_code), int(linted.exit_code))
    return worst


if __name__ == "__main__":
    sys.exit(main())
