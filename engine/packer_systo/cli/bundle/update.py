"""`systo-policy bundle update`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from packer_systo.cli.parameters import output_of

if TYPE_CHECKING:
    from packer_systo.engine.distribution.lock import Pin
    from packer_systo.engine.distribution.update import Move

_UNSIGNED = "nobody, as `unsigned = true` says: it is pinned by its digest alone"


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--config", metavar="FILE", default="", help="Settings other than systo.toml.")
@click.option("--downgrade", is_flag=True, help="Let an older version take a newer one's place.")
@click.pass_context
def update(context: click.Context, names: tuple[str, ...], config: str, downgrade: bool) -> None:
    """Pin the newest release of each bundle in its range, and show what changes.

    Fetches the releases that the settings name by `[[bundle]]`, verifies them, and writes
    systo.lock. Nothing is written when one of them is refused. Exit code 4: one is refused.
    """
    from packer_systo.engine.distribution.project import update_bundles

    streams = output_of(context)
    for move in update_bundles(config, names=names, downgrade=downgrade):
        streams.result(_shown(move))


def _shown(move: Move) -> str:
    old, new = move.old, move.new
    if new is None:
        return f"{move.name}: not in the settings any more, and not pinned\n"
    if old is None:
        return f"{move.name}: {new.version} is new\n{_lines(None, new)}"
    if not move.changed:
        unsigned = ", by its digest alone: nobody has to sign it" if new.unsigned else ""
        return f"{move.name}: {new.version} is the newest, and pinned already{unsigned}\n"
    title = f"{old.version} to {new.version}" if old.version != new.version else new.version
    return f"{move.name}: {title}\n{_lines(old, new)}{_changes(move)}"


def _lines(old: Pin | None, new: Pin) -> str:
    lines: list[str] = []
    for field in ("source", "digest", "signer"):
        before = getattr(old, field) if old is not None else ""
        after = getattr(new, field) or _UNSIGNED
        if old is None or before == getattr(new, field):
            if old is None:
                lines.append(f"  {field}  {after}\n")
        else:
            lines.append(f"  {field}  {before or 'nobody'}\n      to  {after}\n")
    return "".join(lines)


def _changes(move: Move) -> str:
    """What the new version changes, rule by rule, where the old one is still here."""
    if move.old is not None and move.new is not None and move.old.digest == move.new.digest:
        return "  its rules and its data are what they were: the release is the same\n"
    if move.before is None or move.after is None:
        return "  what it changes cannot be shown: the older release is not on this machine\n"
    from packer_systo.engine.comparison.compare import compare_bundles
    from packer_systo.engine.comparison.text import described

    comparison = compare_bundles(move.before, move.after)
    return "".join(f"  {described(change)}\n" for change in comparison.changes)
