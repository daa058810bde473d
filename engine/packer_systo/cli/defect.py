"""What to say when we made a mistake."""

from __future__ import annotations

import platform
import sys
import traceback
from typing import TYPE_CHECKING

from packer_systo.cli.version import installed_version
from packer_systo.engine.defect import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.cli.output import Output


def report_defect(error: Exception, output: Output, arguments: Sequence[str]) -> None:
    """A few lines to send: the kind of the error and where, never its text, which may hold values.

    With `--debug FILE` the traceback goes there.
    """
    verb = next((argument for argument in arguments if not argument.startswith("-")), "")
    python = platform.python_version()
    report = (
        "error: this is a defect of packer-systo, not of your templates\n"
        f"  {place_of(error)}\n"
        f"  packer-systo {installed_version()}, {verb or 'no verb'}, Python {python}, {sys.platform}\n"
    )
    file = _debug_file(arguments)
    if file is None:
        hint = (
            "please report these lines, and the template if it holds no secrets; "
            f"`{output.program} --debug FILE {verb} …` writes the traceback to FILE"
        )
    else:
        try:
            with open(file, "w", encoding="utf-8", errors="replace") as stream:
                stream.writelines(traceback.format_exception(error))
            hint = f"please report these lines; the traceback is in {file}, look through it first"
        except OSError as problem:
            hint = f"please report these lines; {file} could not be written: {problem.strerror}"
    output.said(f"{report}  = help: {hint}\n")


def _debug_file(arguments: Sequence[str]) -> str | None:
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if argument == "--debug":
            return following or None
        if argument.startswith("--debug="):
            return argument.removeprefix("--debug=") or None
    return None
