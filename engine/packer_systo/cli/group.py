"""A group of commands that are imported when they are called: start-up is felt in hooks."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class LazyGroup(click.Group):
    """`commands` gives for each name where its command is (`module:attribute`) and its help."""

    def __init__(
        self,
        name: str | None = None,
        commands: Mapping[str, tuple[str, str]] | None = None,
        **settings: object,
    ) -> None:
        super().__init__(name, **settings)  # type: ignore[arg-type]  # click's own settings
        self._places = dict(commands or {})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self._places)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in self._places:
            return None
        module, _, attribute = self._places[cmd_name][0].partition(":")
        command: object = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self._places and not args[0].startswith("-"):
            from packer_systo.engine.spelling import did_you_mean

            raise click.UsageError(
                f"there is no command `{args[0]}`.{did_you_mean(args[0], self._places)}", ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """The list of commands, without importing any."""
        if not self._places:
            return
        with formatter.section("Commands"):
            formatter.write_dl([(name, help) for name, (_, help) in self._places.items()])
