"""A report into the formats and files that were asked for."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
import msgspec

from packer_systo.cli.output import coloured, width
from packer_systo.cli.parameters import one_of
from packer_systo.engine.errors import SystoError
from packer_systo.engine.report.options import FORMATS, Format, RenderOptions
from packer_systo.engine.report.render import pieces
from packer_systo.engine.source.streams import is_stream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.cli.output import Output
    from packer_systo.engine.checking.plan import Plan
    from packer_systo.engine.finding.models import Report


class Reporter:
    """Made before the run, so that a wrong format is told at once and not after it."""

    def __init__(
        self,
        streams: Output,
        formats: tuple[str, ...],
        output: str | None,
        *,
        default: Format,
        quiet: bool,
        verbose: bool,
    ) -> None:
        self._streams = streams
        self._quiet = quiet
        self._verbose = verbose
        self._files: list[tuple[Format, str]] = []
        shown: list[Format] = []
        for value in formats:
            name, _, file = value.partition("=")
            format: Format = one_of(name, FORMATS, "format")
            if file:
                self._files.append((format, file))
            else:
                shown.append(format)
        if len(shown) > 1:
            raise click.UsageError(
                f"only one format can go to the screen; write the others as --format {shown[1]}=FILE"
            )
        if output:
            self._files.append((shown.pop() if shown else default, output))
        # Reports that go to files leave the screen to people.
        self._shown: Format = shown[0] if shown else "terminal" if self._files else default

    def report(self, report: Report, plan: Plan) -> None:
        """Write everything. Raises SystoError for a file that cannot be written."""
        from packer_systo.engine.report import summary

        plain = self._options(plan)
        for format, file in self._files:
            write_file(file, pieces(report, format, self._with_rules(plain, format, plan)))
        options = plain
        if self._shown == "terminal":
            options = msgspec.structs.replace(
                plain, colour=coloured(sys.stdout), width=width(sys.stdout)
            )
        printed = False
        for text in pieces(report, self._shown, self._with_rules(options, self._shown, plan)):
            self._streams.result(text)
            printed = printed or bool(text)
        if not self._quiet:
            # The results first, also where both streams lead to the same place.
            self._streams.flush()
            gap = "\n" if self._shown == "terminal" and printed else ""
            self._streams.said(gap + summary.render(report, plain))
        elif report.errors:
            for error in report.errors:
                self._streams.error(error.message, where=error.where, hint=error.hint)

    def _options(self, plan: Plan) -> RenderOptions:
        return RenderOptions(
            verbose=self._verbose,
            program=self._streams.program,
            fail_on=plan.fail_on,
            undecided_fails=plan.undecided_fails,
        )

    def _with_rules(self, options: RenderOptions, format: Format, plan: Plan) -> RenderOptions:
        """SARIF alone also describes the rules that found nothing."""
        if format != "sarif":
            return options
        from packer_systo.cli.version import installed_version
        from packer_systo.engine.checking.rule_info import rule_infos

        return msgspec.structs.replace(options, version=installed_version(), rules=rule_infos(plan))


def write_file(path: str, text: Iterable[str]) -> None:
    """Write a whole file or none: beside its place first, then moved. A link stays a link, and a
    device or a pipe what it is.
    """
    target = os.path.realpath(path)
    beside = f"{target}.{os.getpid()}.part"
    try:
        if is_stream(path):
            with open(path, "w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(text)
            return
        with open(beside, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(text)
        os.replace(beside, target)
    except OSError as error:
        if os.path.exists(beside):
            os.unlink(beside)
        raise SystoError(
            f"the report cannot be written: {error.strerror}",
            where=path,
            hint="give another file, or none to see it here",
        ) from None
