"""Print every figure of the project, one program after the other: `make proof`.

`--share 0.1` runs the programs that take a share of their data on a seeded tenth of it. Each program
prints ratios, and says what it skips where another program (Go, opa, conftest) or the shared data is
missing. The exit code is that of the worst program.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent

PROGRAMS: tuple[tuple[str, str], ...] = (
    (
        "syntax_verdicts.py",
        "syntax verdicts against HashiCorp's parser: corpus and one-point cases",
    ),
    ("syntax_mutants.py", "syntax verdicts on seeded mutants"),
    ("planted_mistakes.py", "several mistakes planted into a text: all told, and nothing else"),
    ("parser_speed.py", "parser speed against Go's hclparse"),
    ("function_parity.py", "functions against go-cty and the libraries that Packer uses"),
    ("corpus_read.py", "whole corpus: read and normalised"),
    ("inspect_parity.py", "values, sources, provisioners against what Packer 1.16 said"),
    ("inspect_parity_json.py", "the same for legacy JSON templates"),
    ("odd_templates.py", "odd templates that are not of the corpus, against Packer 1.16"),
    ("why_agreement.py", "`why` against the judgment, subject by subject"),
    ("flawed_releases_refused.py", "flawed releases of bundles refused"),
    ("bundle_coverage.py", "what the cases of the built-in bundles reach of their rules"),
    ("cel_cases.py", "the shared CEL cases on both engines"),
    ("engine_parity.py", "every rule on the corpus: embedded against opa, CEL against CEL"),
    ("server_rate.py", "documents through two OPA servers against the embedded engine"),
    ("precision.py", "how often the baseline is right, on a sample that was judged by hand"),
    ("startup.py", "one small template, cold process, against conftest"),
    ("corpus_check.py", "the corpus against conftest; memory; the second run"),
)


def main() -> int:
    """Run the programs in order."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", default="1.0", help="the share of the data, 0..1")
    share: str = parser.parse_args().share
    worst = 0
    for name, what in PROGRAMS:
        print(f"\n== {what} ({name})", flush=True)
        started = time.monotonic()
        code = subprocess.run([sys.executable, str(HERE / name), "--share", share], check=False)
        print(f"   {time.monotonic() - started:.0f} s, exit code {code.returncode}", flush=True)
        worst = max(worst, code.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
