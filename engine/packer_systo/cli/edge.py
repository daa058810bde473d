"""The edge: arguments in, exit code out, and the one place where errors become text.

Expected errors say what is wrong, where, and what to do. What is unexpected is a defect of ours: it
takes a short report without values, never a traceback.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from packer_systo.cli.group import LazyGroup
from packer_systo.cli.output import Output
from packer_systo.engine.errors import ExitCode, SystoError

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAMS = ("systo-policy", "packer-systo")

COMMANDS = {
    "check": ("packer_systo.cli.check:check", "Judge templates, and say what is wrong with them."),
    "explain": ("packer_systo.cli.explain:explain", "What a rule is about, why, and the cure."),
    "why": ("packer_systo.cli.why:why", "How a rule came to its result on a template."),
    "rules": ("packer_systo.cli.rules:rules", "List the rules."),
    "normalise": (
        "packer_systo.cli.normalise:normalise",
        "Print the document that rules see of a template.",
    ),
    "report": (
        "packer_systo.cli.report:report",
        "Say what templates show of a framework's controls.",
    ),
    "schema": ("packer_systo.cli.schema:schema", "Print a JSON Schema."),
    "baseline": (
        "packer_systo.cli.baseline:baseline",
        "Accept today's findings, and fail on new ones only.",
    ),
    "feedback": (
        "packer_systo.cli.feedback.group:feedback",
        "Say of findings whether they are right, and share what was said.",
    ),
    "bundle": (
        "packer_systo.cli.bundle.group:bundle",
        "Write, test, release and pin policy bundles.",
    ),
    "rule": ("packer_systo.cli.rule.group:rule", "Start rules of a policy bundle."),
    "completion": ("packer_systo.cli.completion:completion", "Print a shell's completion script."),
    "version": ("packer_systo.cli.version:version", "Print the version."),
}
"""Each verb: where it is, and what it does. A verb's module is imported when it is called."""


def _print_version(context: click.Context, option: click.Parameter, asked: bool) -> None:
    del option
    if asked and not context.resilient_parsing:
        from packer_systo.cli.version import installed_version

        click.echo(f"packer-systo {installed_version()}")
        context.exit()


@click.group(
    cls=LazyGroup,
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 passed, 1 findings, 2 error, 3 nothing to judge, 4 refused, "
    "70 a defect of ours.",
)
@click.option(
    "--debug",
    metavar="FILE",
    help="Write the traceback of a defect to FILE. Look through it before you send it.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
def program(debug: str | None) -> None:
    """Policy as code for HashiCorp Packer."""


def run(arguments: Sequence[str], path: str) -> int:
    """Run a command line; gives the exit code. `path` is what the program was called by."""
    given = list(arguments)
    name = program_name(path)
    output = Output(name)
    try:
        code: object = program.main(given, prog_name=name, standalone_mode=False)
        output.flush()
    except SystoError as error:
        output.error(error.message, where=error.where, hint=error.hint)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        output.said(f"{error.format_message()}\n")
        return ExitCode.ERROR
    except click.ClickException as error:
        _usage(error, output)
        return ExitCode.ERROR
    except (click.Abort, KeyboardInterrupt):
        output.error("interrupted")
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the edge: everything unexpected is a defect
        from packer_systo.cli.defect import report_defect

        report_defect(error, output, given)
        return ExitCode.DEFECT
    return code if isinstance(code, int) else ExitCode.PASSED


def program_name(path: str) -> str:
    """The name that the user called the program by, where it is one of ours."""
    name = os.path.basename(path).removesuffix(".exe")
    return name if name in PROGRAMS else PROGRAMS[0]


def _usage(error: click.ClickException, output: Output) -> None:
    message = error.format_message().rstrip(".")
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = f"{error.ctx.command_path} --help says what there is"
    output.error(message, hint=hint)
