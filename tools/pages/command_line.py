"""The reference of the command line, from the help texts of its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from packer_systo.cli.edge import COMMANDS, program
from packer_systo.engine.authoring.documentation.markdown import fence, page, table

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "systo-policy"

INTRODUCTION = f"""\
`{PROGRAM}` and `packer-systo` are the same program. Results go to stdout; progress, notes and
summaries to stderr. Colours are off for pipes, `NO_COLOR` and `TERM=dumb`."""

ENVIRONMENT = (
    ("`PKR_VAR_NAME`", "The value of the variable NAME, as for Packer."),
    ("`NO_COLOR`", "No colours, unless it is empty."),
    ("`SOURCE_DATE_EPOCH`", "The time that rules see, in seconds since 1970; `--now` counts more."),
    ("`XDG_CACHE_HOME`", "Results are kept in `packer-systo` below it (default: `~/.cache`)."),
)


def pages() -> Iterator[tuple[str, str]]:
    """The page's path below `docs/` and its text."""
    yield (
        "reference/command-line.md",
        page(
            "the help texts of the command line",
            "# Command line",
            INTRODUCTION,
            *_commands(),
            "## Environment",
            table(("variable", ""), ENVIRONMENT),
            "Exit codes: [Exit codes](../exit-codes.md).",
        ),
    )


def _commands() -> Iterator[str]:
    root = click.Context(program, info_name=PROGRAM)
    yield table(
        ("command", ""),
        [(f"[`{name}`](#{PROGRAM}-{name})", about) for name, (_, about) in COMMANDS.items()],
    )
    yield "Before the command:"
    yield _options(program, root)
    for name in COMMANDS:
        command = program.get_command(root, name)
        assert command is not None
        yield from _command(command, click.Context(command, parent=root, info_name=name))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}"
    if isinstance(command, click.Group):
        yield _help(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _command(inner, click.Context(inner, parent=context, info_name=name))
        return
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield fence("text", usage)
    yield _help(command)
    yield _options(command, context)


def _help(command: click.Command) -> str:
    paragraphs = (command.help or "").split("\n\n")
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)


def _options(command: click.Command, context: click.Context) -> str:
    rows: list[tuple[str, str]] = []
    for parameter in command.get_params(context):
        if not isinstance(parameter, click.Option) or "--help" in parameter.opts:
            continue
        names = ", ".join([*parameter.opts, *parameter.secondary_opts])
        value = "" if parameter.is_flag else f" {parameter.make_metavar(ctx=context)}"
        rows.append((f"`{names}{value}`", parameter.help or ""))
    return table(("option", ""), rows) if rows else ""
