"""The renderer of a format, imported when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.finding.models import Report
    from packer_systo.engine.report.options import Format, RenderOptions


def render(report: Report, format: Format, options: RenderOptions) -> str:
    """The report in a format."""
    match format:
        case "terminal":
            from packer_systo.engine.report import terminal

            return terminal.render(report, options)
        case "json":
            from packer_systo.engine.report import json

            return json.render(report, options)
        case "sarif":
            from packer_systo.engine.report import sarif

            return sarif.render(report, options)
        case "junit":
            from packer_systo.engine.report import junit

            return junit.render(report, options)
        case "github":
            from packer_systo.engine.report import github

            return github.render(report, options)
        case "gitlab":
            from packer_systo.engine.report import gitlab

            return gitlab.render(report, options)
        case "markdown":
            from packer_systo.engine.report import markdown

            return markdown.render(report, options)
        case "html":
            from packer_systo.engine.report import html

            return html.render(report, options)


def pieces(report: Report, format: Format, options: RenderOptions) -> Iterator[str]:
    """The same bit by bit, where a format can: together they are what `render` gives."""
    match format:
        case "terminal":
            from packer_systo.engine.report import terminal

            yield from terminal.pieces(report, options)
        case "json":
            from packer_systo.engine.report import json

            yield from json.pieces(report, options)
        case "sarif":
            from packer_systo.engine.report import sarif

            yield from sarif.pieces(report, options)
        case _:
            yield render(report, format, options)
