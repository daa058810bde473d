"""`check` of one small template in a cold process, against `conftest test` of the same rules.

Four ways, each the median of runs that alternate with conftest's: the template as it was in the last
run (what a hook mostly sees); the template changed; the first run on a machine, with an empty cache;
and without a cache. conftest gets the normalised document and the Rego rules alone, systo-policy the
template and all.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from conftest_program import (
    Measured,
    conftest,
    conftest_command,
    judged_documents,
    measured,
    own_environment,
    rego_rules,
)

REACH = 1.5

TEMPLATE = """\
variable "checksum" {
  default = "none"
}

source "qemu" "debian" {
  iso_url      = "https://example.org/debian.iso"
  iso_checksum = var.checksum
  ssh_username = "packer"
}

build {
  sources = ["source.qemu.debian"]

  provisioner "shell" {
    inline = ["curl -fsSL https://example.org/agent.sh | sudo sh"]
  }
}
"""


def main() -> int:
    """Measure and print the ratios. A slow machine fails nothing: only a broken run does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0)
    share: float = parser.parse_args().share
    runs = max(5, int(25 * share))
    program = conftest()
    rules, rego = rego_rules()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / ".git").mkdir()
        write(folder, 0)
        environment = own_environment(folder / "cache")
        ours = [str(Path(sys.executable).parent / "systo-policy")]
        document = measured([*ours, "normalise", "small.pkr.hcl"], folder, environment).out
        (folder / "document.json").write_text(document)
        check = [*ours, "check", "small.pkr.hcl"]
        theirs = conftest_command(program, ["document.json"]) if program else []
        unchanged: list[float] = []
        changed: list[float] = []
        first: list[float] = []
        without: list[float] = []
        other: list[float] = []
        for number in range(runs):
            if theirs:
                ran = expect(measured(theirs, folder, environment))
                if judged_documents(ran.out) != 1:
                    raise SystemExit(f"conftest judged nothing:\n{ran.out[:2000]}")
                other.append(ran.wall)
            write(folder, number + 1)
            changed.append(expect(measured(check, folder, environment)).wall)
            unchanged.append(expect(measured(check, folder, environment)).wall)
            without.append(expect(measured([*check, "--no-cache"], folder, environment)).wall)
            shutil.move(folder / "cache", folder / "kept")
            first.append(expect(measured(check, folder, environment)).wall)
            shutil.rmtree(folder / "cache")
            shutil.move(folder / "kept", folder / "cache")
    print(f"one template, {rules} rules ({rego} of them Rego), medians of {runs} runs")
    if program is None:
        print("skipped: the ratios, since conftest is not on PATH")
    base = statistics.median(other) if other else 0.0
    if base:
        print(f"  conftest test, Rego rules on the document   {base * 1000:6.0f} ms")
    for name, seconds in (
        ("as in the last run", unchanged),
        ("the template changed", changed),
        ("first run, empty cache", first),
        ("no cache (--no-cache)", without),
    ):
        median = statistics.median(seconds)
        ratio = f"{median / base:5.2f} x conftest" if base else ""
        print(f"  systo-policy check, {name:26}{median * 1000:6.0f} ms  {ratio}")
        if base:
            word = "reached" if median / base <= REACH else "MISSED"
            print(f"    to reach: {REACH} x: {word}")
    return 0


def write(folder: Path, number: int) -> None:
    """The template, another one for each number, old enough to be kept in the cache."""
    file = folder / "small.pkr.hcl"
    file.write_text(f"{TEMPLATE}\nlocals {{\n  run = {number}\n}}\n")
    os.utime(file, (1_000_000, 1_000_000))


def expect(run: Measured) -> Measured:
    """The run, which must have found something: a broken one is fast."""
    if run.code != 1:
        raise SystemExit(f"exit code {run.code} instead of 1:\n{run.out}")
    return run


if __name__ == "__main__":
    sys.exit(main())
