"""`systo-policy bundle`: what a security team does with its policies."""

from __future__ import annotations

import click

from packer_systo.cli.group import LazyGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("packer_systo.cli.bundle.new:new", "Start a bundle, with a first rule that works."),
    "test": ("packer_systo.cli.bundle.test:test", "Run the cases and tests of its rules."),
    "lint": ("packer_systo.cli.bundle.lint:lint", "Look a bundle over before it is released."),
    "docs": ("packer_systo.cli.bundle.docs:docs", "Write pages about a bundle's rules."),
    "inspect": ("packer_systo.cli.bundle.inspect:inspect", "Look inside a bundle."),
    "diff": ("packer_systo.cli.bundle.diff:diff", "What a new version of a bundle changes."),
    "build": ("packer_systo.cli.bundle.build:build", "Make a bundle's folder one file."),
    "sign": ("packer_systo.cli.bundle.sign:sign", "Sign a bundle's file."),
    "push": ("packer_systo.cli.bundle.push:push", "Publish a bundle's file."),
    "pull": ("packer_systo.cli.bundle.pull:pull", "Fetch a release, or all that are pinned."),
    "update": (
        "packer_systo.cli.bundle.update:update",
        "Pin the newest releases, and show what changes.",
    ),
    "verify": (
        "packer_systo.cli.bundle.verify:verify",
        "Say whether a bundle's file is what a signer released.",
    ),
    "tune": (
        "packer_systo.cli.bundle.tune:tune",
        "Propose narrower rules from what people said of their findings.",
    ),
}
"""Each verb: where it is, and what it does."""


@click.group(cls=LazyGroup, commands=COMMANDS)
def bundle() -> None:
    """Write, test, release and pin policy bundles."""
