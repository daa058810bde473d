"""Rego unit tests: rules named `test_…` in files named `…_test.rego`, as `opa test` has them.

A test passes when it is true. `todo_test_…` is skipped. They run on the embedded engine, with all
Rego of the bundle and its data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.coverage.rego_branches import rule_heads
from packer_systo.engine.authoring.testing.full_names import in_full, replaces_functions
from packer_systo.engine.authoring.testing.models import BundleTestResult
from packer_systo.engine.bundle.annotations import read_annotations
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.engines.embedded import in_words
from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.judgment.engines.preflight import package_of
from packer_systo.engine.judgment.engines.rego_heads import changes_of, with_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.bundle.models import Bundle

ENDING = "_test.rego"
_TEST, _SKIPPED = "test_", "todo_test_"


class RegoTest(msgspec.Struct, frozen=True):
    """A test of a bundle: file, line and package are its own; `query` is how to ask for it."""

    file: str
    line: int
    package: str
    name: str

    @property
    def query(self) -> str:
        return f"data.{self.package}.{self.name}"

    def result(
        self, location: str, failures: tuple[str, ...], skipped: str = ""
    ) -> BundleTestResult:
        """What the test said; `location` is the bundle's."""
        return BundleTestResult(
            "rego", self.package, self.name, f"{location}/{self.file}", self.line, failures, skipped
        )


def rego_test_files(contents: Mapping[str, bytes]) -> dict[str, str]:
    """The texts of a bundle's test files, by name."""
    return {
        name: content.decode("utf-8", "replace")
        for name, content in sorted(contents.items())
        if name.endswith(ENDING)
    }


def find_tests(bundle: Bundle, files: Mapping[str, str]) -> list[RegoTest]:
    """The tests in the files, in the order of the text; one of several rules is one test.

    Raises BundleError, EngineError for a file that cannot be read.
    """
    found: dict[str, RegoTest] = {}
    for name, text in files.items():
        where = f"{bundle.location}/{name}"
        package = read_annotations(text, where).package
        try:
            heads = rule_heads(text)
        except RuntimeError as error:
            message, hint = in_words(error)
            raise EngineError(
                f"the tests cannot be read: {message}", where=where, hint=hint
            ) from None
        for head in heads:
            if head.name.startswith((_TEST, _SKIPPED)):
                test = RegoTest(name, head.line, package, head.name)
                found.setdefault(test.query, test)
    return list(found.values())


class RegoTests:
    """All Rego of a bundle in one engine, its tests among it. Raises EngineError."""

    def __init__(self, bundle: Bundle, files: Mapping[str, str]) -> None:
        self._bundle = bundle
        self._files = files
        self._engine = self._loaded()

    def _loaded(self) -> GuardedEngine:
        bundle = self._bundle
        engine = GuardedEngine()
        engine.add_data_json(msgspec.json.encode(bundle.data).decode())
        rego = dict(bundle.libraries)
        rego |= {rule.file: rule.rego for rule in bundle.rules if rule.language == "rego"}
        heads_of = bundle.heads
        if replaces_functions(self._files):
            rego = in_full(rego, {name: package_of(text) for name, text in rego.items()})
            heads_of = changes_of(rego)
        heads_of = {**heads_of, **changes_of(self._files)}
        for name, text in [*rego.items(), *self._files.items()]:
            try:
                engine.add_policy(name, with_changes(text, heads_of.get(name, ())))
            except RuntimeError as error:
                message, hint = in_words(error)
                raise EngineError(
                    f"this cannot be read: {message}", where=f"{bundle.location}/{name}", hint=hint
                ) from None
        return engine

    def run(self, test: RegoTest) -> BundleTestResult:
        if test.name.startswith(_SKIPPED):
            return test.result(self._bundle.location, (), "its name begins with todo_")
        return test.result(self._bundle.location, self._failures(test))

    def _failures(self, test: RegoTest) -> tuple[str, ...]:
        if self._engine.broken:
            self._engine = self._loaded()
        try:
            result = self._engine.eval_rule_as_json(test.query)
        except RuntimeError as error:
            message, hint = in_words(error)
            return (f"it cannot be evaluated: {message}{f'; {hint}' if hint else ''}",)
        if result == "true":
            return ()
        said = [f"it prints {line}" for line in self._engine.take_prints()]
        if result == '"<undefined>"':
            return ("it is undefined: one of its conditions does not hold", *said)
        if result == "false":
            return ("it is false", *said)
        if result.startswith("{"):
            return ("cases by name (`test_x[name]`) are told apart by `--engine opa` alone", *said)
        return ("it is neither true nor false; a test is a rule without a value of its own", *said)
