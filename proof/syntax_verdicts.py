"""Is our verdict on HCL texts HashiCorp's? On the corpus, and on one-point cases.

What HashiCorp's parser (hcl v2.25.0) said is recorded with the corpus. Nearly all of the corpus is
valid; the cases are small texts that other parsers get wrong. Where Go is, the syntax trees of all
valid files are compared too: names, values, spans of brackets.
"""

from __future__ import annotations

import argparse
import random
import sys
from typing import TYPE_CHECKING

from go_hcl import trees
from hcl_judges import Recorded, go_program, line_of, ratio, recorded, text_of
from hcl_trees import same_tree
from packer_systo.engine.syntax.hcl.parser import parse
from shared_corpus import corpus

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20261201


def compare(what: str, files: list[Recorded]) -> int:
    """Print the ratios; how many verdicts differ."""
    equal = invalid = lines = 0
    for file in files:
        text = text_of(file.path)
        found = parse(text).diagnostics
        if bool(found) == file.ok:
            print(f"differs: {file.path.name}: HashiCorp's parser says {file.ok}, we {not found}")
            continue
        equal += 1
        if found:
            invalid += 1
            lines += line_of(text, found[0]) == file.line
    print(ratio(f"{what}: verdicts equal", equal, len(files)))
    print(ratio(f"{what}: line of the first error equal", lines, invalid))
    return len(files) - equal


def compare_trees(program: Path, files: list[Recorded]) -> int:
    """Print how many trees are equal; how many differ."""
    texts = [text_of(file.path) for file in files if file.ok]
    theirs = trees(program, (text.encode() for text in texts))
    equal = sum(
        same_tree(text, parse(text).file.body, tree)
        for text, tree in zip(texts, theirs, strict=True)
    )
    print(ratio("corpus: syntax trees equal", equal, len(texts)))
    return len(texts) - equal


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0, help="the share of the files, 0..1")
    share: float = parser.parse_args().share
    root = corpus()
    if root is None:
        print("Skipped: the corpus is not here (set SYSTO_SHARED).")
        return 0
    files = recorded(root, "go-hcl-verdicts.jsonl")
    if share < 1:
        seeded = random.Random(SEED)
        files = seeded.sample(files, max(1, round(len(files) * share)))
    wrong = compare("corpus", files)
    wrong += compare("one-point cases", recorded(root, "syntax-cases.jsonl"))
    program = go_program()
    if program is not None:
        wrong += compare_trees(program, files)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
