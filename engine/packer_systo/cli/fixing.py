"""`check --fix` and `check --diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.cli.output import Output
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.finding.models import Report


def apply_fixes(
    plan: Plan, report: Report, streams: Output, *, unsafe: bool, write: bool
) -> Report:
    """Apply or show the fixes of a report; the report of what is left."""
    from packer_systo.engine.checking.fixing import fix_templates
    from packer_systo.engine.checking.run import run

    fixed = 0
    files: set[str] = set()
    for one in fix_templates(plan, unsafe=unsafe, write=write):
        fixed += one.fixed
        files.update(one.files)
        if not write:
            streams.result(one.diff)
        for reason in one.unfixed:
            streams.said(f"not fixed: {one.template}: {reason}\n")
    word = "fixed" if write else "would fix"
    finding = "1 finding" if fixed == 1 else f"{fixed} findings"
    file = "1 file" if len(files) == 1 else f"{len(files)} files"
    streams.said(f"{word} {finding} in {file}\n" if fixed else "nothing that can be fixed\n")
    return run(plan) if write and fixed else report
