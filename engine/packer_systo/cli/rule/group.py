"""`systo-policy rule`: the rules of a bundle, one by one."""

from __future__ import annotations

import click

from packer_systo.cli.group import LazyGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("packer_systo.cli.rule.new:new", "Start a rule, with a failing and a passing case."),
}
"""Each verb: where it is, and what it does."""


@click.group(cls=LazyGroup, commands=COMMANDS)
def rule() -> None:
    """Start rules of a policy bundle."""
