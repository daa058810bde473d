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
    def with_settings(
        *arguments: object,
        engine: str | None,
        server: tuple[str, ...],
        server_token_file: str,
        server_token_variable: str,
        server_ca: str,
        server_certificate: str,
        server_key: str,
        server_upload: bool,
        **others: object,
    ) -> object:
        name: EngineName | None = None
        if engine is not None:
            chosen: EngineName = one_of(engine, ENGINES, "engine")
            name = chosen
        elif server:
            name = "opa-server"
        settings = EngineSettings(
            name=name,
            servers=server,
            token_file=server_token_file,
            token_variable=server_token_variable,
            ca_file=server_ca,
            certificate_file=server_certificate,
            key_file=server_key,
            upload=server_upload or None,
        )
        return function(*arguments, engine=settings, **others)

    return _with_options(with_settings)


def _with_options(function: Callable[..., object]) -> Callable[..., object]:
    for option in reversed((
        click.option(
            "--engine",
            metavar="ENGINE",
            shell_complete=names_completion(ENGINES),
            help=f"What evaluates Rego: {', '.join(ENGINES)}. Default: embedded.",
        ),
        click.option(
            "--server",
            multiple=True,
            metavar="URL",
            help="An OPA server, https://HOST:PORT. Repeatable: another one stands in for one that "
            "does not answer. Implies --engine opa-server.",
        ),
        click.option(
            "--server-token-file",
            metavar="FILE",
            default="",
            help="The bearer token for the servers.",
        ),
        click.option(
            "--server-token-variable",
            metavar="NAME",
            default="",
            help="The environment variable that holds the bearer token, instead of a file.",
        ),
        click.option(
            "--server-ca", metavar="FILE", default="", help="The CA of the servers' certificates."
        ),
        click.option(
            "--server-certificate",
            metavar="FILE",
            default="",
            help="Our certificate, for mutual TLS.",
        ),
        click.option(
            "--server-key", metavar="FILE", default="", help="The key of our certificate."
        ),
        click.option(
            "--server-upload",
            is_flag=True,
            help="Write our bundles to the servers, which must have none of their own.",
        ),
    )):  # fmt: skip
        function = option(function)
    return function
