"""`systo-policy version`."""

from __future__ import annotations

import click

DISTRIBUTION = "packer-systo"


def installed_version() -> str:
    """The version of the installed distribution."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"  # run from sources that are not installed


@click.command()
def version() -> None:
    """Print the version."""
    click.echo(f"{DISTRIBUTION} {installed_version()}")
