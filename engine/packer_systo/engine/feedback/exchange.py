"""Counts to and from other teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.errors import FeedbackError
from packer_systo.engine.feedback.counting import merged, origins_of
from packer_systo.engine.feedback.models import MOST_ORIGINS, Exported
from packer_systo.engine.feedback.store import changing, read_store, write_store
from packer_systo.engine.source.shown import shown_path

if TYPE_CHECKING:
    from packer_systo.engine.feedback.models import Origins

LARGEST = 16 * 1024 * 1024


class Imported(msgspec.Struct, frozen=True):
    """What an import brought: origins that were new, or later than what was known."""

    new: int
    later: int
    known: int


def export_feedback(path: str) -> Exported:
    """What may leave of the store at `path`. Raises FeedbackError where there is none."""
    store = read_store(path)
    if store is None:
        raise FeedbackError(
            "there is no feedback yet",
            where=shown_path(path),
            hint="`systo-policy feedback RULE LOCATION --correct` or --false-positive gives some",
        )
    return Exported(dict(sorted(origins_of(store).items())))


def export_text(given: Exported) -> str:
    """The export as a file's text: the same counts give the same bytes."""
    return msgspec.json.format(msgspec.json.encode(given), indent=1).decode() + "\n"


def read_export(path: str) -> Exported:
    """Another team's export. Raises FeedbackError for anything that is not one."""
    where = shown_path(path)
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise FeedbackError(
            f"the export cannot be read: {error.strerror or error}", where=where
        ) from None
    if len(content) > LARGEST:
        raise FeedbackError(f"the export is larger than {LARGEST // 1024 // 1024} MiB", where=where)
    try:
        return msgspec.json.decode(content, type=Exported)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FeedbackError(
            f"this is no export of feedback: {error}",
            where=where,
            hint="`systo-policy feedback export FILE` writes one",
        ) from None


def import_feedback(path: str, given: Exported) -> Imported:
    """Take the counts into the store at `path`. Importing the same twice changes nothing.

    What the file says of this store's own origin is left out: it is known better here.
    """
    with changing(path) as store:
        others: Origins = {
            origin: snapshot for origin, snapshot in given.origins.items() if origin != store.origin
        }
        after = merged(store.imported, others)
        if len(after) > MOST_ORIGINS:
            raise FeedbackError(
                f"that would be the counts of more than {MOST_ORIGINS} teams",
                where=shown_path(path),
            )
        new = sum(origin not in store.imported for origin in others)
        later = sum(
            origin in store.imported and after[origin] != store.imported[origin]
            for origin in others
        )
        if new or later:
            write_store(path, msgspec.structs.replace(store, imported=after))
        return Imported(new, later, len(others) - new - later)
