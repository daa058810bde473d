"""Are all of several mistakes told, each at its line, and nothing else?

Known mistakes are planted into valid texts, several into each: into templates of the baseline's cases
and, where it is, into the corpus. A mistake that leaves something open changes how all after it is
read, so such a one is the last of its text in the first count; the second count takes any mixture.
A mistake is told when a diagnostic stands at its line, or names that line.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from typing import TYPE_CHECKING

import planted_hcl
import planted_json
from hcl_judges import TESTS, ratio, recorded, text_of
from packer_systo.engine.syntax.hcl.parser import parse
from packer_systo.engine.syntax.json.reader import read
from planting import Counted, plant
from shared_corpus import corpus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from packer_systo.engine.syntax.diagnostic import Diagnostic
    from planting import Site

SEED = 20261204
COUNT = 1500
MOST = 5
LARGEST = 40_000
"""Texts of more characters are left out: looking for places in them takes the longest."""

RECALL = 0.98
EXTRA = 0.01
"""Up to five mistakes in a template of fifteen lines are often neighbours, of which one may hide another."""

_NAMED = re.compile(r"\bline (\d+)")


def lines_told(text: str, found: list[Diagnostic]) -> list[tuple[int, ...]]:
    """For each diagnostic its line, and those that its message names."""
    return [
        (text.count("\n", 0, one.start) + 1, *map(int, _NAMED.findall(one.message)))
        for one in found
    ]


def measure(
    texts: list[str],
    sites: Callable[[str], list[Site]],
    diagnostics: Callable[[str], list[Diagnostic]],
    count: int,
    *,
    mixed: bool = False,
) -> Counted:
    """Plant one to MOST mistakes into each of `count` texts that are drawn, and count."""
    draw = random.Random(SEED)
    counted = Counted()
    known: dict[str, list[Site]] = {}
    for _ in range(count):
        text = draw.choice(texts)
        if text not in known:
            known[text] = sites(text)
        planted = plant(draw, text, known[text], draw.randint(1, MOST), mixed=mixed)
        if planted.expected:
            counted.add(planted, lines_told(planted.text, diagnostics(planted.text)))
    return counted


def show(what: str, counted: Counted, *, whole: bool = True) -> bool:
    """Print the two ratios; whether both are reached. Of a share, whether they may be: it is a sample,
    and three standard deviations of one are allowed for.
    """
    print(ratio(f"{what}: planted mistakes told", counted.found, counted.planted))
    print(ratio(f"{what}: told and not planted", counted.told - counted.found, counted.told))
    return counted.found >= RECALL * counted.planted - _chance(
        RECALL, counted.planted, whole
    ) and counted.told - counted.found <= EXTRA * counted.told + _chance(EXTRA, counted.told, whole)


def _chance(rate: float, number: int, whole: bool) -> float:
    return 0.0 if whole else 3 * (number * rate * (1 - rate)) ** 0.5


def own_texts() -> tuple[list[str], list[str]]:
    """Valid HCL and JSON of the baseline's cases."""
    sys.path.insert(0, str(TESTS))
    from hostile_input import originals

    hcl, legacy = originals()
    return (
        [text for text in hcl if text.strip() and not parse(text).diagnostics],
        [text for text in legacy if text.strip() and not read(text).diagnostics],
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0, help=f"the share of {COUNT}, 0..1")
    share: float = parser.parse_args().share
    count = max(1, round(COUNT * share))
    hcl, legacy = own_texts()
    sources = [("cases", hcl, legacy)]
    root = corpus()
    if root is None:
        print("The corpus is not here (set SYSTO_SHARED): the cases alone.")
    else:
        texts = [
            text
            for file in recorded(root, "go-hcl-verdicts.jsonl")
            if file.ok and len(text := text_of(file.path)) <= LARGEST and text.strip()
        ]
        sources.append(("corpus", texts, json_of_corpus(root)))
    reached = True
    for name, hcl, legacy in sources:
        counted = measure(hcl, planted_hcl.sites, lambda text: parse(text).diagnostics, count)
        reached &= show(f"HCL, {name}", counted, whole=share >= 1)
        if legacy:
            counted = measure(
                legacy, planted_json.sites, lambda text: read(text).diagnostics, count
            )
            reached &= show(f"JSON, {name}", counted, whole=share >= 1)
        mixture = measure(
            hcl, planted_hcl.sites, lambda text: parse(text).diagnostics, count, mixed=True
        )
        show(f"HCL, {name}, any mixture", mixture)
    return int(not reached)


def json_of_corpus(root: Path) -> list[str]:
    """The valid JSON texts of the corpus."""
    found: list[str] = []
    for path in sorted(root.glob("repos/**/*.json")):
        data = path.read_bytes()
        if len(data) > LARGEST:
            continue
        text = data.decode(errors="replace")
        if text.strip() and not read(text).diagnostics:
            found.append(text)
    return found


if __name__ == "__main__":
    sys.exit(main())
