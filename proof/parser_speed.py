"""How fast do we read HCL, against Go's hclparse? Both in one run, over the same files, in turns.

Each side parses the valid files of the corpus again and again in one process and counts its fastest
round; ours begins with the bytes, as Go's does, so it decodes them too.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from typing import TYPE_CHECKING

from go_hcl import bench
from hcl_judges import go_program, recorded
from packer_systo.engine.syntax.hcl.parser import parse
from shared_corpus import corpus

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20261203
TURNS = 3
SECONDS = 4.0
REACH = 0.8


def our_best(contents: list[bytes], seconds: float) -> float:
    """The fastest round over all files, in seconds."""
    best = float("inf")
    spent = 0.0
    while spent < seconds:
        began = time.perf_counter()
        for content in contents:
            parse(content.decode("utf-8-sig"))
        took = time.perf_counter() - began
        best = min(best, took)
        spent += took
    return best


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0, help="the share of the files, 0..1")
    share: float = parser.parse_args().share
    root = corpus()
    if root is None:
        print("Skipped: the corpus is not here (set SYSTO_SHARED).")
        return 0
    paths: list[Path] = [file.path for file in recorded(root, "go-hcl-verdicts.jsonl") if file.ok]
    seconds = SECONDS
    if share < 1:
        seeded = random.Random(SEED)
        paths = seeded.sample(paths, max(1, round(len(paths) * share)))
        seconds = 1.0
    contents = [path.read_bytes() for path in paths]
    megabytes = sum(map(len, contents)) / 1e6
    program = go_program()
    if program is None:
        print(f"ours alone: {megabytes / our_best(contents, seconds):.1f} MB/s")
        return 0
    ours = theirs = float("inf")
    for _ in range(TURNS):
        theirs = min(theirs, bench(program, seconds, paths).best)
        ours = min(ours, our_best(contents, seconds))
    ratio = theirs / ours
    print(
        f"{len(paths)} files, {megabytes:.2f} MB, the fastest of {TURNS} turns of {seconds:.0f} s each"
    )
    print(f"ours          {megabytes / ours:6.1f} MB/s")
    print(f"Go's hclparse {megabytes / theirs:6.1f} MB/s")
    reached = "reached" if ratio >= REACH else "not reached"
    print(f"ours / Go's   {ratio:6.2f}   (to reach: {REACH}; {reached})")
    # A ratio, not a test: a busy machine is no mistake of the reader's.
    return 0


if __name__ == "__main__":
    sys.exit(main())
