"""How often the baseline is right: a seeded sample of its findings on the corpus, judged by hand.

    python proof/precision.py                   the rates of the kept verdicts, and whether they still hold
    python proof/precision.py --draw SEED       a new sample as JSON, its verdicts empty

The corpus has repositories of 7 to 8,000 findings, and the largest is near-duplicates of itself. So
each repository has the same weight: from each, the same number of findings is drawn (all where there
are fewer), every one with the same chance, and the rate is the mean of the repositories' rates. The
verdicts are kept in `tests/policies/precision_sample.json`.

Left out is `missing-script`: the corpus holds the files of a repository that its collector found, so
that a file which is missing there says nothing about the rule.

The corpus has led to repairs for long, so its rate flatters. The second figure is of templates of other
repositories, which nobody had looked at: all their findings, judged once, before any of them led to a
repair. The verdicts are in `tests/policies/precision_unseen.json`; the templates are not kept, and
their lines are those of our copies, in which long texts without findings were shortened. Where
`SYSTO_UNSEEN` names a folder of such copies (`owner+name/…`), it says what is still reported.
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
UNSEEN = KEPT.with_name("precision_unseen.json")
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


class JudgedFinding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that a person has looked at in its files. `repository` is `owner/name`."""

    rule: str
    repository: str
    file: str
    line: int
    verdict: Literal["right", "wrong"]
    reason: str

    @property
    def place(self) -> tuple[str, str, str, int]:
        return (self.rule, self.repository, self.file, self.line)


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


def rate(judged: Sequence[Judged | JudgedFinding]) -> float:
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
    if options.draw is None:
        _tell_unseen(msgspec.json.decode(UNSEEN.read_bytes(), type=list[JudgedFinding]))
    if root is None:
        print("skipped: the corpus is not here (set SYSTO_SHARED)")
        return 0
    population = findings(root / "repos")
    if options.draw is not None:
        made = draw(population, options.draw, options.each)
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")
        return 0
    return _tell(msgspec.json.decode(KEPT.read_bytes(), type=Sample), population)


def _tell_unseen(judged: Sequence[JudgedFinding]) -> None:
    right = sum(one.verdict == "right" for one in judged)
    repositories = len({one.repository for one in judged})
    print(
        f"unseen templates: {right} of {len(judged)} findings were right, of {repositories} "
        f"repositories, each alike: {100 * rate(judged):.1f} %"
    )
    wrong = Counter(one.rule for one in judged if one.verdict == "wrong")
    for rule, count in sorted(wrong.items()):
        print(f"    wrong: {count} of {rule}")
    folder = os.environ.get("SYSTO_UNSEEN")
    if not folder:
        print("    skipped: whether they are still reported (set SYSTO_UNSEEN to their copies)")
        return
    today = {(one.rule, one.repository, one.file, one.line) for one in findings(Path(folder))}
    own = [one for one in judged if one.rule.startswith(BUNDLE)]
    still = [one for one in own if one.place in today]
    good = sum(one.verdict == "right" for one in still)
    print(
        f"    {len(still)} of {len(own)} of the baseline are still reported, {good} of them right"
    )


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
