"""The options that change what is found: those of `check`, and of what writes down what it finds."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

import click

from packer_systo.cli.engine_options import engine_options
from packer_systo.cli.parameters import (
    assignments,
    bundle_option,
    profile_option,
    variable_options,
)
from packer_systo.engine.checking.options import CheckOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.settings.engine import EngineSettings

    Function = TypeVar("Function", bound=Callable[..., object])


def judging_options(function: Callable[..., object]) -> Callable[..., object]:
    """`function` gets what was asked for as `asked`, a CheckOptions."""

    @engine_options
    @wraps(function)
    def asking(
        *arguments: object,
        variables: tuple[str, ...],
        var_files: tuple[str, ...],
        now: str,
        each_var_file: str,
        require_variables: bool,
        exclude: tuple[str, ...],
        bundles: tuple[str, ...],
        profiles: tuple[str, ...],
        config: str,
        cross_check: bool,
        engine: EngineSettings,
        **others: object,
    ) -> object:
        asked = CheckOptions(
            config=config,
            bundles=bundles,
            profiles=profiles,
            exclude=exclude,
            var_files=var_files,
            variables=assignments(variables),
            each_var_file=each_var_file,
            require_variables=require_variables,
            cross_check=cross_check,
            engine=engine,
            now=now,
        )
        return function(*arguments, asked=asked, **others)

    return _with_options(asking)


def _with_options(function: Function) -> Function:
    for option in reversed((
        variable_options,
        click.option(
            "--each-var-file",
            metavar="GLOB",
            default="",
            help="Judge each template once for each of these var files.",
        ),
        click.option(
            "--require-variables", is_flag=True, help="A variable without a value is a finding."
        ),
        click.option(
            "--exclude",
            multiple=True,
            metavar="PATTERN",
            help="Leave out paths, by a pattern as in .gitignore. Repeatable.",
        ),
        bundle_option,
        profile_option,
        click.option(
            "--config",
            metavar="FILE",
            default="",
            help="Trusted settings; those of the judged repository can then only tighten them.",
        ),
        click.option(
            "--cross-check",
            is_flag=True,
            help="Read HCL a second time with another parser; what they read differently is a "
            "finding.",
        ),
    )):  # fmt: skip
        function = option(function)
    return function
