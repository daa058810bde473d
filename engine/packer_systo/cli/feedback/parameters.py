"""Options that the verbs about feedback share."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = TypeVar("Function", bound=Callable[..., object])


def store_option(function: Function) -> Function:
    """`--store`."""
    return click.option(
        "--store",
        metavar="FILE",
        default="",
        help="The file with the feedback. Default: `feedback` of the settings, else the user's own.",
    )(function)


def store_file(store: str, config: str = "") -> str:
    """The store that a run here would use. Raises FeedbackError where there is no place for one."""
    from packer_systo.engine.checking.options import CheckOptions
    from packer_systo.engine.checking.plan import prepare
    from packer_systo.engine.errors import FeedbackError

    file = prepare(["."], CheckOptions(feedback=store, config=config)).feedback
    if not file:
        raise FeedbackError(
            "there is no place for feedback: neither XDG_DATA_HOME nor HOME is set",
            hint="name a file with --store, or `feedback` in systo.toml",
        )
    return file
