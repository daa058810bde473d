"""The options that say what evaluates the rules, made one argument of a command."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

import click

from packer_systo.cli.parameters import names_completion, one_of
from packer_systo.engine.settings.engine import ENGINES, EngineSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.settings.engine import EngineName


def engine_options(function: Callable[..., object]) -> Callable[..., object]:
    """`--engine` and what goes with it; the command gets them as `engine: EngineSettings`."""

    @wraps(function)
    def with_settings(*arguments: object, engine: str | None, **others: object) -> object:
        name: EngineName | None = None
        if engine is not None:
            chosen: EngineName = one_of(engine, ENGINES, "engine")
            name = chosen
        return function(*arguments, engine=EngineSettings(name=name), **others)

    return _OPTION(with_settings)


_OPTION = click.option(
    "--engine",
    metavar="ENGINE",
    shell_complete=names_completion(ENGINES),
    help=f"What evaluates Rego: {', '.join(ENGINES)}. Default: embedded.",
)
