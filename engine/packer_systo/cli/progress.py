"""A line on stderr while a run takes long."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from packer_systo.cli.output import width
from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from packer_systo.cli.output import Output
    from packer_systo.engine.checking.options import Progress

PATIENCE = 1.0
"""Seconds before the first line."""

INTERVAL = 0.1

_CLEAR = "\r\x1b[K"


def progress_on(streams: Output) -> Progress | None:
    """What shows the progress of a run, or None where stderr is no terminal."""
    columns = width(sys.stderr)
    if not columns:
        return None
    started = shown = time.monotonic()
    visible = False

    def show(number: int, total: int, name: str) -> None:
        nonlocal shown, visible
        now = time.monotonic()
        if now - started < PATIENCE or now - shown < INTERVAL:
            # The last line goes when the run ends: what follows starts on a clean one.
            if visible and number == total - 1:
                streams.said(_CLEAR)
                visible = False
            return
        shown = now
        visible = number < total - 1
        line = f"{number + 1} of {total}: {printable(name)}"
        streams.said(f"{_CLEAR}{line[: columns - 1]}" if visible else _CLEAR)
        sys.stderr.flush()

    return show
