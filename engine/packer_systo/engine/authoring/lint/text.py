"""A lint report for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from packer_systo.engine.authoring.lint.run import BundleLintReport


def text(report: BundleLintReport) -> str:
    """Each finding with its place and its help, then the sum."""
    lines: list[str] = []
    for one in report.findings:
        lines.append(f"{one.file}:{one.line}: {one.check}: {one.message}")
        if one.hint:
            lines.append(f"  = help: {one.hint}")
    if report.findings:
        lines.append("")
    lines += [f"{name}: not run, because {reason}" for name, reason in report.skipped]
    count = len(report.findings)
    found = "nothing to mend" if not count else f"{count} to mend"
    if report.errors:
        found += ", as far as could be looked at"
    lines.append(f"{report.bundle} {report.version}: {found}")
    return "".join(f"{printable(line)}\n" for line in lines)
