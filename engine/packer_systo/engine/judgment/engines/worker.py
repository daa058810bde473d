"""A process that answers requests: it can be stopped, and its memory is bounded.

What evaluates rules of others runs in one. Neither regorus nor the CEL engines can be interrupted:
they keep Python's lock while they evaluate, and know no time limit. The process is made by fork,
which costs a millisecond and shares what is loaded already. Where other threads run, fork is not
safe, and a fresh interpreter is started.

Requests and replies are JSON behind their length in four bytes. A worker that is left alone ends: when
its input is closed, or when it has taken far more time than a request may.
"""

from __future__ import annotations

import gc
import os
import select
import sys
import time
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.judgment.engines.limits import Limits

_LENGTH = 4
_CHUNK = 1 << 20
_SLACK = 5.0
"""Seconds of computing beyond the limit after which a worker that nobody stops is ended."""


class Service(Protocol):
    """What a worker does: a frozen struct, whose fields are what it needs for that.

    A fresh interpreter gets them as JSON, and finds the class by its module and its name.
    """

    def start(self) -> Callable[[bytes], bytes]:
        """Called once in the worker: gives what makes a reply of a request. To be quick: what may
        take long belongs into a request, where it is stopped.
        """
        ...


ended: list[int] = []


class WorkerDiedError(Exception):
    """The worker has ended without a reply: out of memory, or worse."""


class WorkerLateError(Exception):
    """The worker has not replied in time."""


class Worker:
    """One process. `ask` and then `reply`, in turn."""

    def __init__(self, service: Service, limits: Limits) -> None:
        self._limits = limits
        self._began = 0.0
        to_worker, self._requests = os.pipe()
        self._replies, from_worker = os.pipe()
        if may_fork():
            self.process = os.fork()
            if self.process == 0:
                _run_forked(service, limits, to_worker, from_worker, self._requests, self._replies)
        else:
            self.process = _started(service, to_worker, from_worker)
        os.close(to_worker)
        os.close(from_worker)
        if self.process < 0:
            self.process = -self.process
            _write(self._requests, msgspec.json.encode(limits))
            _write(self._requests, msgspec.json.encode(service))

    def ask(self, request: bytes) -> None:
        """Raises WorkerDiedError."""
        self._began = time.monotonic()
        try:
            _write(self._requests, request)
        except BrokenPipeError:
            raise WorkerDiedError from None

    def reply(self) -> memoryview:
        """Raises WorkerDiedError, WorkerLateError."""
        content = bytearray()
        needed = _LENGTH
        while len(content) < needed:
            left = max(0.0, self._began + self._limits.seconds - time.monotonic())
            poll = select.poll()
            poll.register(self._replies, select.POLLIN)
            if not poll.poll(left * 1000):
                raise WorkerLateError
            read = os.read(self._replies, _CHUNK)
            if not read:
                raise WorkerDiedError
            content += read
            if needed == _LENGTH and len(content) >= _LENGTH:
                needed = _LENGTH + int.from_bytes(content[:_LENGTH], "big")
        return memoryview(content)[_LENGTH:]

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self.process:
            process, self.process = self.process, 0
            os.close(self._requests)
            os.close(self._replies)
            try:
                os.kill(process, 9)
            except ProcessLookupError:
                return  # it has ended, and somebody has waited for it
            ended.append(process)
        reap()


def reap() -> None:
    """Let the system forget workers that have ended. Waiting for them would cost milliseconds."""
    for process in tuple(ended):
        try:
            done, _ = os.waitpid(process, os.WNOHANG)
        except ChildProcessError:  # somebody else has waited for it
            done = process
        if done:
            ended.remove(process)


def may_fork() -> bool:
    """Whether this is the only thread, as far as Python knows."""
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def main(module: str, name: str) -> None:
    """A worker in a fresh interpreter: requests on its input, replies on its output."""
    from importlib import import_module

    from packer_systo.engine.judgment.engines.limits import Limits as ReadLimits

    limits = _read(0)
    content = _read(0)
    if limits is not None and content is not None:
        service: Service = msgspec.json.decode(content, type=getattr(import_module(module), name))
        replies = os.dup(1)
        _serve(service, msgspec.json.decode(limits, type=ReadLimits), 0, replies)


def _started(service: Service, to_worker: int, from_worker: int) -> int:
    """The process as a negative number: it has to be told what it needs."""
    import subprocess

    kind = type(service)
    program = (
        f"import sys; sys.path[:0] = {_roots()!r}; from {__name__} import main; "
        f"main({kind.__module__!r}, {kind.__qualname__!r})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=to_worker,
        stdout=from_worker,
        stderr=subprocess.DEVNULL,
    )
    process.returncode = 0  # it is waited for by its number
    return -process.pid


def _roots() -> list[str]:
    """Where the packages of this program were found, so that the worker finds the same ones."""
    return [path for path in sys.path if path and os.path.isdir(os.path.join(path, "packer_systo"))]


def _run_forked(
    service: Service,
    limits: Limits,
    to_worker: int,
    from_worker: int,
    *others: int,
) -> None:
    """Serve until the questions end; never returns into what the process was forked from."""
    code = 1
    try:
        if "faulthandler" in sys.modules:  # it would tell of the end on a stream of its own
            import faulthandler

            faulthandler.disable()
        for other in others:
            os.close(other)
        # What was loaded before the fork stays shared: nothing of it becomes garbage here.
        gc.freeze()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        _serve(service, limits, to_worker, from_worker)
        code = 0
    finally:
        os._exit(code)


def _serve(service: Service, limits: Limits, to_worker: int, from_worker: int) -> None:
    _limit(limits.memory)
    _limit_time(limits.seconds)
    answer = service.start()
    while (request := _read(to_worker)) is not None:
        _limit_time(limits.seconds)
        _write(from_worker, answer(request))


def _limit(memory: int) -> None:
    """What the process can write to; no dump of it when it ends."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _limit_time(seconds: float) -> None:
    """Whoever asked may be gone: the process then ends by itself."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    most = int(time.process_time() + seconds + _SLACK) + 1
    resource.setrlimit(
        resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )


def _write(file: int, content: bytes) -> None:
    left = memoryview(len(content).to_bytes(_LENGTH, "big") + content)
    while left:
        left = left[os.write(file, left) :]


def _read(file: int) -> bytes | None:
    """The next message; None when there is none any more."""
    head = _exactly(file, _LENGTH)
    return None if head is None else _exactly(file, int.from_bytes(head, "big"))


def _exactly(file: int, size: int) -> bytes | None:
    content = bytearray()
    while len(content) < size:
        read = os.read(file, min(_CHUNK, size - len(content)))
        if not read:
            return None
        content += read
    return bytes(content)
