"""Rego unit tests within limits: a test that does not end is stopped, and fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.testing.models import BundleTestResult
from packer_systo.engine.authoring.testing.rego_tests import RegoTest, RegoTests, find_tests
from packer_systo.engine.bundle.models import Bundle
from packer_systo.engine.errors import EngineError, SystoError
from packer_systo.engine.judgment.engines.limited import Limited, StoppedError, stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from packer_systo.engine.judgment.engines.limits import Limits


class _Reply(msgspec.Struct, frozen=True):
    """What was found or what a test said or, with an `error`, why not."""

    tests: tuple[RegoTest, ...] = ()
    result: BundleTestResult | None = None
    error: tuple[str, str, str] | None = None


_asked = msgspec.json.Decoder(RegoTest | None)
_reply = msgspec.json.Decoder(_Reply)


class RegoTesting(msgspec.Struct, frozen=True):
    """Replies to null with the tests that there are, and to a test with its result."""

    bundle: Bundle
    files: dict[str, str]

    def start(self) -> Callable[[bytes], bytes]:
        tests: list[RegoTests] = []

        def reply(test: RegoTest | None) -> _Reply:
            try:
                if test is None:
                    return _Reply(tuple(find_tests(self.bundle, self.files)))
                if not tests:
                    tests.append(RegoTests(self.bundle, self.files))
                return _Reply(result=tests[0].run(test))
            except SystoError as error:
                return _Reply(error=(error.message, error.where, error.hint))

        return lambda request: msgspec.json.encode(reply(_asked.decode(request)))


class LimitedTests:
    """The Rego tests of a bundle, in a worker."""

    def __init__(self, bundle: Bundle, files: dict[str, str], limits: Limits) -> None:
        self._location = bundle.location
        self._limited = Limited(RegoTesting(bundle, files), limits)

    def find(self) -> list[RegoTest]:
        """As `find_tests`. Raises EngineError for what cannot be read, in time or at all."""
        try:
            return list(self._ask(None).tests)
        except StoppedError as error:
            raise stopped(error, self._location, "reading the tests") from None

    def run(self, tests: list[RegoTest]) -> Iterator[BundleTestResult]:
        """Raises EngineError."""
        for test in tests:
            try:
                result = self._ask(test).result
            except StoppedError as error:
                result = test.result(self._location, (f"it was stopped: {error}",))
            assert result is not None
            yield result

    def close(self) -> None:
        self._limited.close()

    def _ask(self, test: RegoTest | None) -> _Reply:
        """Raises EngineError, StoppedError."""
        reply = _reply.decode(self._limited.answer(msgspec.json.encode(test)))
        if reply.error is not None:
            message, where, hint = reply.error
            raise EngineError(message, where=where, hint=hint)
        return reply
