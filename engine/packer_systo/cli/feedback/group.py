"""`systo-policy feedback`: say of findings whether they are right, and share what was said."""

from __future__ import annotations

import click

from packer_systo.cli.group import LazyGroup

COMMANDS = {
    "give": ("packer_systo.cli.feedback.give:give", "Say that a finding is right, or wrong."),
    "list": ("packer_systo.cli.feedback.list:list_", "What was said of each rule."),
    "export": ("packer_systo.cli.feedback.export:export", "Write the counts for other teams."),
    "import": ("packer_systo.cli.feedback.import_:import_", "Take the counts of other teams."),
}
"""Each verb: where it is, and what it does."""

DEFAULT = "give"


class FeedbackGroup(LazyGroup):
    """`feedback RULE LOCATION …` is `feedback give RULE LOCATION …`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and len(args) > 1:
            return super().resolve_command(ctx, [DEFAULT, *args])
        return super().resolve_command(ctx, args)


@click.group(cls=FeedbackGroup, commands=COMMANDS)
def feedback() -> None:
    """Say of findings whether they are right, and share what was said.

    `feedback RULE LOCATION …` is short for `feedback give RULE LOCATION …`.
    """
