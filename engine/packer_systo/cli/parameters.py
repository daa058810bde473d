"""Arguments that several verbs take, and how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from packer_systo.cli.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = TypeVar("Function", bound=Callable[..., object])
    Name = TypeVar("Name", bound=str)


def one_of(value: str, names: tuple[Name, ...], what: str) -> Name:
    """The name, or a usage error that says which one was meant."""
    for name in names:
        if value == name:
            return name
    from packer_systo.engine.spelling import did_you_mean

    raise click.UsageError(
        f"there is no {what} `{value}`.{did_you_mean(value, names)} There are {', '.join(names)}"
    )


def assignments(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """`NAME=VALUE` each. A value is never shown: it may be a secret."""
    pairs: list[tuple[str, str]] = []
    for number, value in enumerate(values, 1):
        name, equals, text = value.partition("=")
        if not name or not equals:
            raise click.UsageError(f"--var number {number} is not of the form NAME=VALUE")
        pairs.append((name, text))
    return tuple(pairs)


def output_of(context: click.Context) -> Output:
    """The streams, under the name that the user called the program by."""
    return Output(context.find_root().info_name or "systo-policy")


def variable_options(function: Function) -> Function:
    """`--var` and `--var-file`, as Packer has them, and `--now`."""
    for option in (
        click.option(
            "--now",
            metavar="TIME",
            default="",
            help="The time that rules see: a date or RFC 3339. Default: today.",
        ),
        click.option(
            "--var-file",
            "var_files",
            multiple=True,
            metavar="FILE",
            help="A file with values of variables. Repeatable.",
        ),
        click.option(
            "--var",
            "variables",
            multiple=True,
            metavar="NAME=VALUE",
            help="The value of a variable. Repeatable.",
        ),
    ):
        function = option(function)
    return function


def bundle_option(function: Function) -> Function:
    """`--bundle`."""
    return click.option(
        "--bundle",
        "bundles",
        multiple=True,
        metavar="BUNDLE",
        help="A policy bundle beside packer-baseline: a built-in one by its name, a folder, "
        "or a file of `bundle build`. Repeatable.",
    )(function)


def profile_option(function: Function) -> Function:
    """`--profile`."""
    return click.option(
        "--profile",
        "profiles",
        multiple=True,
        metavar="NAME",
        help="Judge by the rules of a bundle's profile, such as essential or aws. Repeatable: a "
        "rule must then belong to each.",
    )(function)


def format_option(names: tuple[str, ...]) -> Callable[[Function], Function]:
    """`--format` of verbs that are no report of findings; the first name is the default."""
    return click.option(
        "--format",
        "format_",
        default=names[0],
        metavar="FORMAT",
        shell_complete=names_completion(names),
        help=f"{', '.join(names[:-1])} or {names[-1]}.",
    )


def names_completion(
    names: tuple[str, ...],
) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """What a shell offers for an argument that takes one of a few names."""

    def complete(context: click.Context, parameter: click.Parameter, typed: str) -> list[str]:
        del context, parameter
        return [name for name in names if name.startswith(typed)]

    return complete
