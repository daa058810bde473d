"""`check` of the corpus against `conftest test` on the same templates, already normalised.

conftest runs the baseline's Rego rules alone, on documents that it need not make first;
systo-policy reads the templates and runs all rules. Printed are the CPU of both, the peak memory,
and what the second run takes, with nothing changed.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
from pathlib import Path

import msgspec

from conftest_program import (
    conftest,
    conftest_command,
    judged_documents,
    measured,
    own_environment,
    rego_rules,
)
from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.checking.target import TargetJudge
from packer_systo.engine.judgment.selection import Selection
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.inputs import Inputs
from shared_corpus import corpus

REACH_CPU = 1 / 2
THEN_CPU = 1 / 3
REACH_MEMORY = 250
REACH_AGAIN = 1 / 10


def main() -> int:
    """Measure and print the ratios. A slow machine fails nothing: only a broken run does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0)
    share: float = parser.parse_args().share
    root = corpus()
    if root is None:
        print("skipped: the corpus is not here (set SYSTO_SHARED)")
        return 0
    os.chdir(root)
    targets = [target.path for target in find_templates(["."]).targets]
    if share < 1:
        seeded = random.Random(20261123)
        targets = sorted(seeded.sample(targets, max(1, int(len(targets) * share))))
    rules, rego = rego_rules()
    print(f"{len(targets)} templates, {rules} rules ({rego} of them Rego)")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        environment = own_environment(folder / "cache")
        check = [str(Path(sys.executable).parent / "systo-policy"), "check", "-q", "--format"]
        check += ["json", *targets]
        first = measured(check, root, environment)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        again = measured(check, root, environment)
        if first.code not in {0, 1} or (again.code, again.out) != (first.code, first.out):
            print(f"exit codes {first.code} and {again.code}, or the second report is another")
            return 1
        print(f"  systo-policy check            {first.cpu:7.2f} s of CPU, {first.wall:6.2f} s")
        reached("peak memory", peak, REACH_MEMORY, "MB")
        print(f"  the same again                {again.cpu:7.2f} s of CPU, {again.wall:6.2f} s")
        reached("second run of the first", again.wall / first.wall, REACH_AGAIN, "x")
        program = conftest()
        if program is None:
            print("skipped: the comparison, since conftest is not on PATH")
            return 0
        names = normalised(targets, folder)
        other = measured(conftest_command(program, names), folder, dict(os.environ))
        if other.code not in {0, 1} or judged_documents(other.out) != len(names):
            print(f"conftest gave exit code {other.code}:\n{other.out[:2000]}")
            return 1
        print(f"  {len(names)} documents")
        print(f"  conftest test                 {other.cpu:7.2f} s of CPU, {other.wall:6.2f} s")
        reached("CPU of conftest's", first.cpu / other.cpu, REACH_CPU, "x")
        print(f"    next: {THEN_CPU:.2f} x")
    return 0


def normalised(targets: list[str], folder: Path) -> list[str]:
    """The documents that the check judges as files, made beforehand: conftest has no part in it.

    A folder whose files are templates of their own has several.
    """
    judge = TargetJudge(builtin_bundles(), Selection())
    inputs = Inputs(now="2027-01-01T00:00:00Z")
    wanted = set(targets)
    names: list[str] = []
    for target in find_templates(["."]).targets:
        if target.path not in wanted:
            continue
        for part in judge.read(target, inputs).parts:
            name = f"{len(names):05}.json"
            (folder / name).write_bytes(msgspec.json.encode(part.document))
            names.append(name)
    return names


def reached(what: str, value: float, limit: float, unit: str) -> None:
    """Print a figure beside what is to be reached."""
    shown = f"{value:.2f} {unit}" if value < 10 else f"{value:.0f} {unit}"
    word = "MISSED" if value > limit else "reached"
    print(f"    {what}: {shown}; to reach: {limit:g} {unit}: {word}")


if __name__ == "__main__":
    sys.exit(main())
