"""The feedback store: one private file, read whole and written whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.errors import FeedbackError
from packer_systo.engine.feedback.models import Store
from packer_systo.engine.source.shown import shown_path
from packer_systo.engine.source.streams import is_stream

if TYPE_CHECKING:
    from collections.abc import Generator

LARGEST = 32 * 1024 * 1024


def read_store(path: str) -> Store | None:
    """The store, or None where there is none. Raises FeedbackError for one that is damaged."""
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FeedbackError(
            f"the feedback cannot be read: {error.strerror or error}", where=shown_path(path)
        ) from None
    if len(content) > LARGEST:
        raise FeedbackError(
            f"the feedback is larger than {LARGEST // 1024 // 1024} MiB", where=shown_path(path)
        )
    try:
        return msgspec.json.decode(content, type=Store)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FeedbackError(
            f"this is no feedback of packer-systo: {error}",
            where=shown_path(path),
            hint="put back a copy of the file, or move it away to start anew",
        ) from None


def new_store() -> Store:
    return Store(origin=os.urandom(8).hex(), key=os.urandom(32).hex())


def write_store(path: str, store: Store) -> None:
    """Write beside its place, then move; only the user can read it. Raises FeedbackError."""
    content = msgspec.json.format(msgspec.json.encode(store), indent=1) + b"\n"
    if len(content) > LARGEST:
        raise FeedbackError(
            f"the feedback would be larger than {LARGEST // 1024 // 1024} MiB",
            where=shown_path(path),
        )
    if is_stream(path):
        raise FeedbackError("feedback is kept in a file, and this is none", where=shown_path(path))
    beside = f"{path}.{os.getpid()}.part"
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(beside)
        raise FeedbackError(
            f"the feedback cannot be written: {error.strerror or error}", where=shown_path(path)
        ) from None


@contextmanager
def changing(path: str) -> Generator[Store]:
    """The store for somebody who changes it: two at a time would lose what one of them says."""
    if os.name != "posix":
        yield read_store(path) or new_store()
        return
    import fcntl

    lock = f"{path}.lock"
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise FeedbackError(
            f"the feedback cannot be written: {error.strerror or error}", where=shown_path(path)
        ) from None
    with os.fdopen(descriptor):
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield read_store(path) or new_store()
