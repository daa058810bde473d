"""Rego unit tests by `opa test`: exact, with every builtin, and with cases by name (`test_x[name]`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.testing.models import BundleTestResult
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS
from packer_systo.engine.judgment.engines.opa_program import find_program, run

if TYPE_CHECKING:
    from packer_systo.engine.bundle.models import Bundle


class _Location(msgspec.Struct, frozen=True):
    file: str = ""
    row: int = 1


class _Part(msgspec.Struct):
    fail: bool = False


class _Result(msgspec.Struct):
    """What `opa test --format json` says of a test; `output` is what it printed, in base64."""

    package: str
    name: str
    location: _Location = _Location()
    fail: bool = False
    skip: bool = False
    error: msgspec.Raw = msgspec.Raw()
    output: bytes = b""
    sub_results: dict[str, _Part] = {}


def run_opa_tests(bundle: Bundle, folder: str) -> list[BundleTestResult]:
    """Run the tests of the bundle in a folder, in the order of the text. Raises EngineError."""
    ran = run(
        find_program(), ["test", "--format", "json", "--bundle", "."], b"", folder, DEFAULT_LIMITS
    )
    if ran.code is None:
        raise EngineError(
            f"`opa test` has not ended after {DEFAULT_LIMITS.seconds:g} seconds",
            where=bundle.location,
        )
    try:
        found = msgspec.json.decode(ran.printed, type=list[_Result])
    except msgspec.DecodeError:
        message = ran.said.strip().split("\n")[0][:300]
        raise EngineError(
            f"`opa test` ends with {ran.code}: {message}", where=bundle.location
        ) from None
    results = [_result(one, bundle) for one in found]
    return sorted(results, key=lambda one: (one.file, one.line, one.name))


def _result(one: _Result, bundle: Bundle) -> BundleTestResult:
    return BundleTestResult(
        "rego",
        one.package.removeprefix("data."),
        one.name,
        f"{bundle.location}/{one.location.file.removeprefix('./').lstrip('/')}",
        one.location.row,
        _failures(one),
        "its name begins with todo_" if one.skip else "",
    )


def _failures(one: _Result) -> tuple[str, ...]:
    said = [f"it prints {line}" for line in one.output.decode("utf-8", "replace").splitlines()]
    if bytes(one.error):
        return (f"it cannot be evaluated: {bytes(one.error).decode()[:300]}", *said)
    parts = [name for name, part in one.sub_results.items() if part.fail]
    if parts:
        return (f"it fails for {', '.join(sorted(parts))}", *said)
    return ("it is false or undefined", *said) if one.fail else ()
