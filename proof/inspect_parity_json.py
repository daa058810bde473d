"""Compare what we make of the corpus' legacy JSON templates with what Packer 1.16 said of them.

`packer inspect` prints a legacy template's variables with their defaults as written, its builders
by name, its provisioners in order, or refuses it. The same text is written here from our resolved
form and compared section by section. A verdict may differ for a reason of `ALLOWED`. No value is
printed: some are passwords.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from typing import TYPE_CHECKING

from packer_systo.engine.source.discovery import Target
from packer_systo.engine.syntax.json.nodes import JsonArray, JsonObject, JsonString
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.legacy.resolve import resolve_legacy_files
from packer_systo.engine.template.load import read_files
from shared_corpus import corpus

if TYPE_CHECKING:
    from packer_systo.engine.syntax.json.nodes import JsonNode
    from packer_systo.engine.template.problem import Problem
    from packer_systo.engine.template.resolved import Resolved

ALLOWED = {
    "stricter": "we report a mistake that Packer meets only later, when it validates or builds",
}

# What Packer meets while it decodes the template; within a component it looks only when it builds.
DECODING = frozenset({
    *("syntax-error", "repeated-key", "duplicate-definition", "missing-attribute"),
    *("wrong-type", "unknown-attribute"),
})  # fmt: skip
NO_BUILDER = "A template needs at least one builder."


def main() -> int:
    """Compare all legacy templates, or a seeded share of them."""
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
    rows = [row for row in rows if row["path"].endswith(".json") and (root / row["path"]).is_file()]
    if options.share < 1:
        seeded = random.Random(20261123)
        rows = seeded.sample(rows, max(1, int(len(rows) * options.share)))
    os.chdir(root)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for row in rows:
        compare(row, counts, wrong)
    print(f"legacy templates: {len(rows)}")
    for what in ("verdict", *SECTIONS):
        equal, bad = counts[f"{what} equal"], counts[f"{what} wrong"]
        allowed = counts[f"{what} stricter"]
        print(f"{what}: {equal} of {equal + bad + allowed} equal, {bad} wrong")
        if allowed:
            print(f"    {allowed} allowed: stricter ({ALLOWED['stricter']})")
    for one in wrong[: options.show]:
        print(f"  {one}")
    return int(bool(wrong))


def compare(row: dict[str, dict[str, object]], counts: Counter[str], wrong: list[str]) -> None:
    """One template."""
    path = str(row["path"])
    refused = row["inspect"]["exit"] != 0
    problems: list[Problem] = []
    target = Target(path, (path,), "json")
    files = read_files(target, Inputs(), problems)
    resolved = resolve_legacy_files(target, files, Inputs(), problems).resolved
    ours = any(is_met_while_decoding(one) for one in problems)
    if ours == refused:
        counts["verdict equal"] += 1
    elif ours:
        counts["verdict stricter"] += 1
    else:
        counts["verdict wrong"] += 1
        wrong.append(f"{path}: only Packer refuses")
    if refused:
        return
    for name, (mine, theirs) in sections(resolved, str(row["inspect"]["stdout"])).items():
        if mine == theirs:
            counts[f"{name} equal"] += 1
        else:
            counts[f"{name} wrong"] += 1
            wrong.append(f"{path}: {name}")


def is_met_while_decoding(problem: Problem) -> bool:
    """Whether Packer meets the mistake when it reads the template, as `inspect` does."""
    if problem.code == "invalid-value":
        return (
            problem.path[-1:] in {("pause_before",), ("timeout",)} or "max_retries" in problem.path
        )
    return (
        problem.code in DECODING and "config" not in problem.path and problem.message != NO_BUILDER
    )


SECTIONS = ("required variables", "variables with defaults", "builders", "provisioners")
_HEADINGS = {
    "Required variables:": "required variables",
    "Optional variables and their defaults:": "variables with defaults",
    "Builders:": "builders",
    "Provisioners:": "provisioners",
}


def sections(resolved: Resolved, stdout: str) -> dict[str, tuple[str, str]]:
    """Ours and Packer's text by section. Packer gives required variables in no fixed order."""
    theirs: dict[str, list[str]] = {name: [] for name in SECTIONS}
    section = ""
    for line in stdout.split("\n"):
        if line in _HEADINGS:
            section = _HEADINGS[line]
        elif line.startswith("Note: If your build names"):
            section = ""
        elif section:
            theirs[section].append(line)
    theirs["required variables"].sort()
    mine = {
        "required variables": sorted(f"  {n}" for n, text in defaults(resolved) if text is None),
        "variables with defaults": _with_defaults(resolved),
        "builders": _builders(resolved),
        "provisioners": [
            f"  {one.type}"
            for build in resolved.builds
            for one in build.provisioners
            if one.kind == "provisioner"
        ]
        or ["  <No provisioners>"],
    }
    return {
        name: ("\n".join(mine[name]).strip("\n"), "\n".join(theirs[name]).strip("\n"))
        for name in SECTIONS
    }


def defaults(resolved: Resolved) -> list[tuple[str, str | None]]:
    """Each variable's default as written, None where it is null.

    The text comes from the place that the value says it comes from, and a default that is no
    template must also be the value.
    """
    found: list[tuple[str, str | None]] = []
    for variable in resolved.variables:
        if variable.origin == "none":
            found.append((variable.name, None))
            continue
        origin = variable.value.origin
        assert origin is not None
        assert origin.span is not None
        span = origin.span
        written = str(json.loads(span.source.text[span.start : span.end], strict=False))
        if "{{" not in written:
            assert variable.value.data == written, variable.name
        found.append((variable.name, written))
    return found


def _with_defaults(resolved: Resolved) -> list[str]:
    texts = dict(defaults(resolved))
    # Packer hides every default that is equal to the default of a sensitive variable.
    hidden = {texts[one.name] or "" for one in resolved.variables if one.sensitive}
    width = max((len(name) for name in texts), default=0)
    return [
        f"  {name.ljust(width)} = {'<sensitive>' if text in hidden else text}"
        for name, text in sorted(texts.items())
        if text is not None
    ]


def _builders(resolved: Resolved) -> list[str]:
    sources = [source for build in resolved.builds for source in build.sources]
    names = {
        written or source.name: source.type
        for written, source in zip(_written_names(resolved), sources, strict=True)
    }
    width = max((len(name) for name in names), default=0)
    return [
        f"  {name.ljust(width)}{'' if name == type else f' ({type})'}"
        for name, type in sorted(names.items())
    ] or ["  <No builders>"]


def _written_names(resolved: Resolved) -> list[str]:
    """The names of the builders before they are rendered, which is how Packer prints them."""
    root = resolved.files[0].json
    builders = _member(root, "builders") if isinstance(root, JsonObject) else None
    names: list[str] = []
    for builder in builders.items if isinstance(builders, JsonArray) else ():
        assert isinstance(builder, JsonObject)
        name = _member(builder, "name")
        names.append(name.value if isinstance(name, JsonString) else "")
    return names


def _member(object: JsonObject, name: str) -> JsonNode | None:
    """A member by its name, whose case does not count."""
    return next((value for key, value in object.items if key.value.lower() == name), None)


if __name__ == "__main__":
    sys.exit(main())
