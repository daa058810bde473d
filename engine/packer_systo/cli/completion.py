"""`systo-policy completion`."""

from __future__ import annotations

import click

from packer_systo.cli.parameters import names_completion, one_of, output_of

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", shell_complete=names_completion(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of SHELL: bash, zsh or fish.

    For bash, put this into ~/.bashrc:  eval "$(systo-policy completion bash)"
    """
    from click.shell_completion import get_completion_class

    chosen = one_of(shell, SHELLS, "shell")
    made = get_completion_class(chosen)
    assert made is not None
    root = context.find_root()
    name = root.info_name or "systo-policy"
    variable = f"_{name}_COMPLETE".replace("-", "_").upper()
    script = made(root.command, {}, name, variable).source()
    output_of(context).result(script.rstrip() + "\n")
