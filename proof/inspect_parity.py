"""Compare what we make of the corpus with what Packer 1.16 said of it.

`corpus/packer-inspect.jsonl` holds, for each template, what `packer inspect` printed without any
plugin and without any given variable. Compared are the values of variables and locals, the sources,
provisioners and post-processors of each build in order, and whether Packer refused the template.
Every value that we call known must be equal. Other differences are allowed only for a reason of
`ALLOWED`, and are counted. No value is printed: some are passwords.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
from typing import TYPE_CHECKING

from inspect_output import HclInspection, read_hcl, read_legacy
from inspect_tally import ALLOWED, Tally
from inspect_values import compare_values
from packer_systo.engine.source.discovery import Target, find_templates
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.legacy.resolve import resolve_legacy_files
from packer_systo.engine.template.load import read_files, resolve_files
from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.value import PartialString, Value
from shared_corpus import corpus

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.template.problem import Problem
    from packer_systo.engine.template.resolved import Resolved, ResolvedBuild, ResolvedVariable

# The home folder of the recorded runs, which some templates ask for.
ENVIRONMENT = {"HOME": "/packer/home-1.16.0"}


def main() -> int:
    """Compare all templates, or a seeded share of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--show", type=int, default=40, help="how many differences to name")
    options = parser.parse_args()
    root = corpus()
    if root is None:
        print("skipped: the corpus is not here (set SYSTO_SHARED)")
        return 0
    rows = [
        json.loads(line)
        for line in (root / "packer-inspect.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    if options.share < 1:
        seeded = random.Random(20261123)
        rows = seeded.sample(rows, max(1, int(len(rows) * options.share)))
    os.chdir(root)
    tally = Tally()
    for row in rows:
        compare(row, root, tally)
    report(tally, options.show)
    return int(bool(tally.different))


def compare(row: dict[str, dict[str, object]], root: Path, tally: Tally) -> None:
    """One template."""
    path = str(row["path"])
    refused = row["inspect"]["exit"] != 0
    said = str(row["inspect"]["stdout"])
    target = target_of(path, root)
    problems: list[Problem] = []
    if target.format == "json":
        compare_legacy(path, target, refused, said, tally)
        return
    files = read_files(target, Inputs(environment=ENVIRONMENT), problems)
    resolved, *_ = resolve_files(target, files, Inputs(environment=ENVIRONMENT), problems)
    compare_verdict(path, refused, said, problems, tally)
    if not refused:
        inspection = read_hcl(said)
        compare_values(path, inspection, resolved, tally)
        compare_builds(path, inspection, resolved, problems, tally)


def target_of(path: str, root: Path) -> Target:
    """The template at a path of the corpus, as Packer was called."""
    full = root / path
    targets = [one for one in find_templates([path]).targets if (root / one.path) == full]
    assert len(targets) >= 1, path
    hcl = [one for one in targets if one.format == "hcl2"]
    return (hcl or targets)[0]


# The codes that Packer meets while it reads a template; the others it meets later or never. What
# is wrong with a component (its problem has a path in the document) only the plugin sees.
READING = frozenset({
    *("syntax-error", "unknown-block", "unknown-attribute", "wrong-labels", "repeated-key"),
    *("duplicate-definition", "invalid-variable-value", "wrong-type", "missing-attribute"),
    *("invalid-value", "unreadable-file", "unknown-reference", "unknown-function"),
})  # fmt: skip


def compare_legacy(path: str, target: Target, refused: bool, said: str, tally: Tally) -> None:
    """A legacy template. Packer prints the values of variables as they are written."""
    problems: list[Problem] = []
    inputs = Inputs(environment=ENVIRONMENT)
    files = read_files(target, inputs, problems)
    resolved = resolve_legacy_files(target, files, inputs, problems).resolved
    compare_verdict(path, refused, said, problems, tally)
    if refused:
        return
    theirs = read_legacy(said)
    defaults = {one.name: written_default(one) for one in resolved.variables}
    sensitive = {defaults[one.name] for one in resolved.variables if one.sensitive}
    width = max([len(name) for name in defaults], default=0)
    lines = [
        f"{name.ljust(width)} = {'<sensitive>' if text in sensitive else text}".rstrip()
        for name, text in sorted(defaults.items())
        if text is not None
    ]
    required = sorted(name for name, text in defaults.items() if text is None)
    builds = resolved.builds
    for kind, ours, other in (
        ("required variable", required, theirs.required),
        ("user variable", lines, theirs.variables),
        ("builder", _builder_lines(builds), theirs.builders),
        (
            "legacy provisioner",
            [one.type for build in builds for one in build.provisioners if one.kind == STEP],
            theirs.provisioners,
        ),
    ):
        for index in range(max(len(ours), len(other))):
            if ours[index : index + 1] == other[index : index + 1]:
                tally.same(kind)
            else:
                raw = kind == "builder" and len(ours) == len(other) and "{{" in other[index]
                tally.differs(kind, f"{path}: number {index}", "name as written" if raw else "")
    for one in resolved.variables:
        text = defaults[one.name]
        if text is not None and "{{" not in text:
            data = one.value.data
            if data == text or (isinstance(data, PartialString) and known_text(data) == text):
                tally.same("user variable's value")
            else:
                tally.differs("user variable's value", f"{path}: {one.name}")


STEP = "provisioner"


def written_default(variable: ResolvedVariable) -> str | None:
    """The default as the file has it; None for null."""
    text = variable.header.source.text
    at = text.index(":", variable.header.end) + 1
    while text[at].isspace():
        at += 1
    value: object = json.JSONDecoder(strict=False).raw_decode(text, at)[0]
    return None if value is None else str(value)


def _builder_lines(builds: tuple[ResolvedBuild, ...]) -> list[str]:
    names = {one.label or one.name: one.type for build in builds for one in build.sources}
    width = max([len(name) for name in names], default=0)
    return [
        name if name == type else f"{name.ljust(width)} ({type})"
        for name, type in sorted(names.items())
    ]


def compare_verdict(
    path: str, refused: bool, said: str, problems: list[Problem], tally: Tally
) -> None:
    """Whether both refuse."""
    found = [one for one in problems if one.code in READING and not one.path]
    ours = bool(found)
    if refused:
        compare_places(said, problems, tally)
    if refused == ours:
        tally.same("verdict")
    elif refused:
        reason = "packer version" if "Unsupported Packer Core version" in said else ""
        tally.differs("verdict", f"{path}: only Packer refuses", reason)
    else:
        codes = sorted({one.code for one in found})
        reason = "stricter" if LATER.issuperset(codes) else ""
        tally.differs("verdict", f"{path}: only we refuse: {codes}", reason)


# Of these, what stands in sources, builds and locals is met when Packer initialises.
LATER = frozenset(
    {
        "unknown-reference",
        "duplicate-definition",
        "missing-attribute",
        "invalid-value",
        "wrong-type",
    }
)
_PLACE = re.compile(r"^  on (.+) line (\d+)", re.MULTILINE)


def compare_places(said: str, problems: list[Problem], tally: Tally) -> None:
    """Every line that Packer names as wrong is the start of a problem of ours."""
    ours = {
        (one.span.source.path, one.span.source.position(one.span.start).line)
        for one in problems
        if one.span is not None
    }
    old = "Unsupported Packer Core version" in said
    for file, line in sorted(set(_PLACE.findall(said))):
        if (file, int(line)) in ours:
            tally.same("named line")
        else:
            header = (file, int(line) - 1) in ours
            reason = "packer version" if old else "header" if header else ""
            tally.differs("named line", f"{file}:{line}", reason)


def compare_builds(
    path: str, inspection: HclInspection, resolved: Resolved, problems: list[Problem], tally: Tally
) -> None:
    """What stands in each build, in order. Packer leaves out a build that it cannot decode."""
    theirs = list(inspection.builds)
    for index, build in enumerate(resolved.builds):
        fewer = len(theirs) < len(resolved.builds) - index and bool(build.unknown or problems)
        if fewer and (not theirs or _build_lines(build) != theirs[0]):
            tally.differs("build", path, "not printed")
            continue
        if not theirs:
            tally.differs("build", f"{path}: build {index} is not in Packer's output")
            continue
        other = theirs.pop(0)
        own = _build_lines(build)
        parts = [name for name in other if own[name] != other[name]]
        if not parts:
            tally.same("build")
        elif all(_FIELDS[name] & build.unknown.keys() for name in parts):
            tally.differs("build", path, "unknown number")
        else:
            tally.differs("build", f"{path}: build {index}: {', '.join(parts)}")
    if theirs:
        tally.differs("build", f"{path}: {len(theirs)} builds of Packer's are not ours")


_FIELDS = {
    "sources": {"sources", "source"},
    "provisioners": {"provisioner"},
    "post-processors": {"post-processor", "post-processors"},
}


def _build_lines(build: ResolvedBuild) -> dict[str, list[str] | list[list[str]]]:
    return {
        "sources": [source.full_name for source in build.sources],
        "provisioners": [
            _named(one.type, one.settings.get("name"))
            for one in build.provisioners
            if one.kind == "provisioner"
        ],
        "post-processors": [
            [_named(one.type, one.settings.get("name")) for one in chain]
            for chain in build.post_processors
        ],
    }


def _named(type: str, name: tuple[Value, object] | None) -> str:
    data = name[0].data if name is not None else None
    return f"{type}.{data}" if isinstance(data, str) and data else type


def report(tally: Tally, show: int) -> None:
    """The ratios, then what differs."""
    kinds = sorted(
        {
            *tally.equal,
            *[kind for kind, _ in tally.allowed],
            *[d.split(":")[0] for d in tally.different],
        }
    )
    for kind in kinds:
        allowed = {reason: n for (of, reason), n in tally.allowed.items() if of == kind}
        wrong = sum(one.startswith(f"{kind}:") for one in tally.different)
        equal = tally.equal[kind]
        total = equal + wrong + sum(allowed.values())
        print(f"{kind}: {equal} of {total} equal, {wrong} wrong")
        for reason, count in sorted(allowed.items()):
            print(f"    {count} allowed: {reason} ({ALLOWED[reason]})")
    for one in tally.different[:show]:
        print(f"  {one}")
    if len(tally.different) > show:
        print(f"  … and {len(tally.different) - show} more")


if __name__ == "__main__":
    sys.exit(main())
