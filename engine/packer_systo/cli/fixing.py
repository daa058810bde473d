"""`check --fix` and `check --diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from packer_systo.cli.output import Output
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.finding.models import RunError


def fix(plan: Plan, streams: Output, *, unsafe: bool, write: bool) -> tuple[RunError, ...]:
    """Fix the files of a plan, or without `write` show the changes on stdout.

    What was done is said on stderr. Gives what could not be done; the other files are fixed.
    """
    from packer_systo.engine.checking.fixing import fix_templates

    fixed = 0
    files: set[str] = set()
    errors: list[RunError] = []
    for one in fix_templates(plan, unsafe=unsafe, write=write):
        fixed += one.fixed
        if not write and not files.issuperset(one.files or ("",)):
            # What several templates share would be changed once.
            streams.result(_shown(one.diff))
        files.update(one.files)
        for reason in one.unfixed:
            streams.said(f"not fixed: {printable(f'{one.template}: {reason}')}\n")
        if one.error is not None:
            errors.append(one.error)
    streams.flush()
    word = "fixed" if write else "would fix"
    finding = "1 finding" if fixed == 1 else f"{fixed} findings"
    file = "1 file" if len(files) == 1 else f"{len(files)} files"
    nothing = "nothing was fixed" if errors else "nothing that can be fixed"
    streams.said(f"{word} {finding} in {file}\n" if fixed else f"{nothing}\n")
    return tuple(errors)


def _shown(text: str) -> str:
    """A diff whose lines cannot steer a terminal; tabs stay, so that it can be applied."""
    lines = text.removesuffix("\n").split("\n") if text else []
    return "".join("\t".join(printable(part) for part in line.split("\t")) + "\n" for line in lines)
