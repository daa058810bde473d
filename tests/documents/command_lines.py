"""Whether a command line of ours is one that the program takes: its verb and its options."""

from __future__ import annotations

import re
import shlex

import click

from packer_systo.cli.edge import program

PROGRAMS = ("systo-policy", "packer-systo")


def all_options() -> set[str]:
    """Every option of every command."""
    return {option for _, command in commands() for option in options_of(command)}


def commands() -> list[tuple[str, click.Command]]:
    """Every command with its name, `check` and `baseline write`; groups too."""
    root = click.Context(program, info_name=PROGRAMS[0])
    found: list[tuple[str, click.Command]] = [("", program)]
    waiting: list[tuple[str, click.Command]] = [("", program)]
    while waiting:
        prefix, group = waiting.pop()
        if isinstance(group, click.Group):
            for name in group.list_commands(root):
                command = group.get_command(root, name)
                assert command is not None
                full = f"{prefix} {name}".strip()
                found.append((full, command))
                waiting.append((full, command))
    return found


def options_of(command: click.Command) -> set[str]:
    context = click.Context(command)
    return {
        option
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }


def mistake(line: str) -> str:
    """What is wrong with a command line that begins with our program, or empty."""
    words = shlex.split(re.split(r"(?:\s[|>&]|;|\|\|)", f"{line} ")[0].replace("…", "x"))
    assert words[0] in PROGRAMS, line
    arguments = words[1:]
    if arguments[:1] == ["--debug"]:  # the one option before the command
        arguments = arguments[2:]
    known = dict(commands())
    try:
        name = ""
        command: click.Command = program
        while isinstance(command, click.Group):
            if not arguments or arguments[0] in {"--help", "-h"}:
                return "" if name or arguments else "it names no command"
            name = f"{name} {arguments.pop(0)}".strip()
            if name not in known:
                return f"there is no command `{name}`"
            command = known[name]
        command.make_context(name, list(arguments), resilient_parsing=False)
    except click.exceptions.Exit:
        return ""  # --help
    except click.ClickException as error:
        return error.format_message()
    return ""
