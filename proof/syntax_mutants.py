"""Is our verdict on broken HCL HashiCorp's, and do we find the same first error?

Seeded mutants of the corpus, one small change each (`hcl_mutants.py`). HashiCorp's parser judges them
in this run, so Go is needed. "First" is meant twice: the error that it reported first, and the one
that comes first in the text; its scanner reports before its parser. The reader was tuned on other
seeds than SEED.
"""

from __future__ import annotations

import argparse
import sys

from go_hcl import GoVerdict, trees, verdicts
from hcl_judges import go_program, line_of, ratio, recorded, text_of
from hcl_mutants import Mutant, mutants
from hcl_trees import same_tree
from packer_systo.engine.syntax.hcl.parser import parse
from shared_corpus import corpus

SEED = 20261202
COUNT = 12_000

VERDICTS = 0.999
LINES = 0.95
INVALID = 0.6


def report(made: list[Mutant], judged: list[GoVerdict], ours_of: list[object]) -> int:
    """Print the ratios; 1 where one of them is not reached."""
    equal = invalid = first = smallest = said = broken = trees_equal = valid = 0
    for mutant, theirs, their_tree in zip(made, judged, ours_of, strict=True):
        parsed = parse(mutant.text)
        found = parsed.diagnostics
        broken += not theirs.ok
        if bool(found) == theirs.ok:
            place = (
                theirs.diagnostics[0].line if theirs.diagnostics else line_of(mutant.text, found[0])
            )
            print(f"differs: {mutant.operator}, line {place}: HashiCorp's parser says {theirs.ok}")
            continue
        equal += 1
        if theirs.ok:
            valid += 1
            trees_equal += same_tree(mutant.text, parsed.file.body, their_tree)
            continue
        invalid += 1
        said += len(found)
        line = line_of(mutant.text, found[0])
        first += line == theirs.diagnostics[0].line
        smallest += line == min(each.line for each in theirs.diagnostics)
    print(ratio("mutants that are invalid", broken, len(made)))
    print(ratio("verdicts equal", equal, len(made)))
    print(ratio("line of our first error: that of the first reported", first, invalid))
    print(ratio("line of our first error: that of the first in the text", smallest, invalid))
    print(ratio("syntax trees of the valid ones equal", trees_equal, valid))
    theirs_said = sum(len(each.diagnostics) for each in judged)
    print(
        f"errors reported for a broken text (nearly always one change): ours "
        f"{said / max(invalid, 1):.2f}, HashiCorp's {theirs_said / max(broken, 1):.2f}"
    )
    reached = (
        equal >= VERDICTS * len(made)
        and broken >= INVALID * len(made)
        and min(first, smallest) >= LINES * invalid
        and trees_equal == valid
    )
    return int(not reached)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0, help=f"the share of {COUNT}, 0..1")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    share: float = options.share
    seed: int = options.seed
    root = corpus()
    if root is None:
        print("Skipped: the corpus is not here (set SYSTO_SHARED).")
        return 0
    program = go_program()
    if program is None:
        return 0
    files = recorded(root, "go-hcl-verdicts.jsonl")
    texts = [text for file in files if (text := text_of(file.path))]
    made = mutants(texts, max(1, round(COUNT * share)), seed)
    encoded = [mutant.text.encode() for mutant in made]
    return report(made, verdicts(program, encoded), trees(program, encoded))


if __name__ == "__main__":
    sys.exit(main())
