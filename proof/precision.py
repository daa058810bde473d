"""How often the baseline is right: a seeded sample of its findings on the corpus, judged by hand.

    python proof/precision.py                   the rate of the kept verdicts, and whether they still hold
    python proof/precision.py --draw SEED       a new sample as JSON, its verdicts empty

The corpus has repositories of 7 to 8,000 findings, and the largest is near-duplicates of itself. So
each repository has the same weight: from each, the same number of findings is drawn (all where there
are fewer), every one with the same chance, and the rate is the mean of the repositories' rates. The
verdicts are kept in `tests/policies/precision_sample.json`.

Left out is `missing-script`: the corpus holds the files of a repository that its collector found, so
that a file which is missing there says nothing about the rule.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from packer_systo.engine import CheckOptions, check
from shared_corpus import corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEPT = Path(__file__).resolve().parent.parent / "tests" / "policies" / "precision_sample.json"
BUNDLE = "packer-baseline/"
LEFT_OUT = frozenset({"packer-baseline/missing-script"})
NOW = "2027-01-01T00:00:00Z"
EACH = 9
REACH = 0.95


class Identity(NamedTuple):
    """A finding. `repository` is `owner/name`; the paths are from its root."""

    rule: str
    repository: str
    template: str
    file: str
    line: int


class Judged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that a person has looked at in its files, and what it was drawn by."""

    rule: str
    repository: str
    template: str
    file: str
    line: int
    verdict: Literal["right", "wrong", ""]
    reason: str

    @property
    def identity(self) -> Identity:
        return Identity(self.rule, self.repository, self.template, self.file, self.line)


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was drawn. `findings` is how many there were to draw from, by repository."""

    seed: int
    each: int
    findings: dict[str, int]
    judged: list[Judged]


def findings(root: Path) -> set[Identity]:
    """What the baseline finds in the repositories below `root`, each place of a template once."""
    before = Path.cwd()
    os.chdir(root)
    try:
        report = check(
            ["."], CheckOptions(own_settings=False, cache=False, now=NOW, environment={})
        )
    finally:
        os.chdir(before)
    if report.errors:
        raise SystemExit(f"the corpus cannot be judged: {report.errors[0].message}")
    return {
        Identity(
            one.rule,
            repository.replace("+", "/", 1),
            one.template.removeprefix(f"{repository}/"),
            file,
            one.location.start.line,
        )
        for one in report.findings
        if one.status == "fail" and one.rule.startswith(BUNDLE) and one.rule not in LEFT_OUT
        for repository, _, file in [one.location.file.partition("/")]
    }


def draw(population: Iterable[Identity], seed: int, each: int) -> Sample:
    """`each` findings of each repository, or all that it has."""
    by_repository: dict[str, list[Identity]] = defaultdict(list)
    for one in sorted(population):
        by_repository[one.repository].append(one)
    chosen = random.Random(seed)
    drawn = [
        Judged(*one, verdict="", reason="")
        for _, own in sorted(by_repository.items())
        for one in sorted(chosen.sample(own, min(each, len(own))))
    ]
    return Sample(seed, each, {name: len(own) for name, own in by_repository.items()}, drawn)


def rate(judged: Sequence[Judged]) -> float:
    """The mean over repositories of the share that is right."""
    total: Counter[str] = Counter(one.repository for one in judged)
    right: Counter[str] = Counter(one.repository for one in judged if one.verdict == "right")
    return sum(right[name] / total[name] for name in total) / len(total)


def main() -> int:
    """Draw, or say what the kept verdicts come to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--draw", type=int, metavar="SEED")
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--share", help="ignored: the sample is what it is")
    options = parser.parse_args()
    root = corpus()
    if root is None:
        print("skipped: the corpus is not here (set SYSTO_SHARED)")
        return 0
    population = findings(root / "repos")
    if options.draw is not None:
        made = draw(population, options.draw, options.each)
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")
        return 0
    return _tell(msgspec.json.decode(KEPT.read_bytes(), type=Sample), population)


def _tell(kept: Sample, population: set[Identity]) -> int:
    judged = kept.judged
    right = [one for one in judged if one.verdict == "right"]
    still = [one for one in judged if one.identity in population]
    found = rate(judged)
    repositories = len({one.repository for one in judged})
    print(f"{len(right)} of {len(judged)} findings are right, of {repositories} repositories")
    word = "reached" if found >= REACH else "MISSED"
    print(f"    each repository alike: {100 * found:.1f} %; to reach: {100 * REACH:.0f} %: {word}")
    print(f"    {len(still)} of {len(judged)} are still reported, {_right(still)} of them right")
    wrong = Counter(one.rule for one in judged if one.verdict == "wrong")
    for rule, count in sorted(wrong.items()):
        print(f"    wrong: {count} of {rule}")
    return int(found < REACH)


def _right(judged: Iterable[Judged]) -> int:
    return sum(one.verdict == "right" for one in judged)


if __name__ == "__main__":
    sys.exit(main())
