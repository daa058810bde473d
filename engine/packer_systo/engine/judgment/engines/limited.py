"""Requests to a worker, one at a time: what takes too long or too much memory is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.limits import Limits, in_words
from packer_systo.engine.judgment.engines.worker import Worker, WorkerDiedError, WorkerLateError

if TYPE_CHECKING:
    from packer_systo.engine.judgment.engines.worker import Service

HINT = "make the rule look at less, or raise the limits in `[engine]` of the settings"


class StoppedError(Exception):
    """What was asked did not end within the limits. The text says which one: `it took more …`."""


class LateError(StoppedError):
    """It took too long: it would again."""


class Limited:
    """A service in a process of its own; after a request that was stopped, in a new one."""

    def __init__(self, service: Service, limits: Limits) -> None:
        self._service = service
        self._limits = limits
        self.worker: Worker | None = None

    def start(self) -> None:
        """Start the worker now, so that it gets ready while something else is done."""
        if self.worker is None:
            self.worker = Worker(self._service, self._limits)

    def answer(self, request: bytes) -> memoryview:
        """Raises StoppedError."""
        self.ask(request)
        try:
            return self.reply()
        except WorkerLateError:
            self.close()
            raise LateError(late(self._limits)) from None
        except WorkerDiedError:
            self.close()
            raise StoppedError(too_large(self._limits)) from None

    def ask(self, request: bytes) -> None:
        """Hand over a request; a worker that cannot take it is missed by `reply`."""
        self.start()
        assert self.worker is not None
        try:
            self.worker.ask(request)
        except WorkerDiedError:
            self.close()

    def reply(self) -> memoryview:
        """Raises WorkerDiedError, WorkerLateError; then the worker is to be closed."""
        if self.worker is None:
            raise WorkerDiedError
        return self.worker.reply()

    def close(self) -> None:
        if self.worker is not None:
            self.worker.close()
            self.worker = None

    def __del__(self) -> None:
        """A worker must not outlive what asks it."""
        self.close()


def late(limits: Limits) -> str:
    return f"it took more than {in_words(limits)}"


def too_large(limits: Limits) -> str:
    return f"it took more than {limits.memory // 2**20} MB of memory, or ended the process"


def stopped(reason: object, where: str, what: str = "the rule") -> EngineError:
    """The error for what was stopped; `where` is the rule and the document."""
    return EngineError(f"{what} was stopped: {reason}", where=where, hint=HINT)
