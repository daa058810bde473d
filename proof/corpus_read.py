"""Read and normalise every template of the corpus: none may crash, and it must be quick.

Printed are the number of templates, the CPU time, and how often each rule of the reader reports.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import traceback
from collections import Counter

import msgspec

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.load import load
from shared_corpus import corpus


def main() -> int:
    """Load all templates, or a seeded share of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--problems", action="store_true", help="name each problem's place")
    options = parser.parse_args()
    root = corpus()
    if root is None:
        print("skipped: the corpus is not here (set SYSTO_SHARED)")
        return 0
    os.chdir(root)
    targets = list(find_templates(["."]).targets)
    if options.share < 1:
        seeded = random.Random(20261123)
        targets = seeded.sample(targets, max(1, int(len(targets) * options.share)))
    detector = Detector(secret_patterns(bundle.data for bundle in builtin_bundles()))
    codes: Counter[str] = Counter()
    crashed = 0
    size = unknowns = secrets = places = 0
    began = time.process_time()
    for target in targets:
        try:
            loaded = load(target, Inputs(), detector)
            size += len(msgspec.json.encode(loaded.document))
        except Exception:  # noqa: BLE001 - a crash is what is looked for
            crashed += 1
            print(f"{target.shown}:\n{traceback.format_exc(limit=-3)}")
            continue
        codes.update(problem.code for problem in loaded.problems)
        unknowns += len(loaded.document.unknowns)
        secrets += len(loaded.document.secrets)
        places += len(loaded.source_map.paths())
        if options.problems:
            for problem in loaded.problems:
                span = problem.span
                line = span.source.position(span.start).line if span is not None else 0
                file = span.source.path if span is not None else target.shown
                print(f"{file}:{line}: {problem.code}: {problem.message}")
    spent = time.process_time() - began
    done = len(targets) - crashed
    print(f"{done} of {len(targets)} templates read and normalised, {crashed} crashed")
    print(f"{spent:.2f} s CPU, {1000 * spent / max(1, len(targets)):.2f} ms a template")
    print(f"{size} bytes of documents, {places} places, {unknowns} unknowns, {secrets} secrets")
    for code, count in sorted(codes.items()):
        print(f"    {count} template/{code}")
    return int(bool(crashed))


if __name__ == "__main__":
    sys.exit(main())
