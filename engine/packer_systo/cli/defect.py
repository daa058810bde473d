"""What to say when we made a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

    from packer_systo.cli.output import Output


class Tracebacks:
    """Where the tracebacks of defects go: to the file of `--debug FILE`, or nowhere."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._mode = "w"
        self._problem = ""

    @classmethod
    def asked(cls, context: click.Context) -> Tracebacks:
        """As the command line has it."""
        path: object = context.find_root().params.get("debug")
        return cls(path if isinstance(path, str) else None)

    def __call__(self, error: Exception, template: str = "") -> None:
        """Write one down, after those before it."""
        if not self._path or self._problem:
            return
        import traceback

        try:
            with open(self._path, self._mode, encoding="utf-8", errors="replace") as stream:
                if template:
                    stream.write(f"{template}:\n")
                stream.writelines(traceback.format_exception(error))
        except OSError as problem:
            self._problem = problem.strerror or type(problem).__name__
        self._mode = "a"

    def advice(self, command: str) -> str:
        """Where they are, or how to get them."""
        if not self._path:
            return f"`{command}` writes the traceback to FILE"
        if self._problem:
            return f"{self._path} could not be written: {self._problem}"
        return f"the traceback is in {self._path}, look through it before you send it"


def report_defect(error: Exception, output: Output, arguments: Sequence[str]) -> None:
    """A few lines to send: the kind of the error and where, never its text, which may hold values.

    With `--debug FILE` the traceback goes there.
    """
    import platform
    import sys

    from packer_systo.cli.version import installed_version
    from packer_systo.engine.defect import place_of

    verb = next((argument for argument in arguments if not argument.startswith("-")), "")
    python = platform.python_version()
    report = (
        "error: this is a defect of packer-systo, not of your templates\n"
        f"  {place_of(error)}\n"
        f"  packer-systo {installed_version()}, {verb or 'no verb'}, Python {python}, {sys.platform}\n"
    )
    tracebacks = Tracebacks(_debug_file(arguments))
    tracebacks(error)
    advice = tracebacks.advice(f"{output.program} --debug FILE {verb} …")
    lines = "please report these lines, and the template if it holds no secrets"
    output.said(f"{report}  = help: {lines}; {advice}\n")


def _debug_file(arguments: Sequence[str]) -> str | None:
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if argument == "--debug":
            return following or None
        if argument.startswith("--debug="):
            return argument.removeprefix("--debug=") or None
    return None
