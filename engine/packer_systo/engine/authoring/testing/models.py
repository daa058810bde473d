"""What a run of a bundle's tests says."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from packer_systo.engine.authoring.coverage.models import Coverage
from packer_systo.engine.errors import ExitCode
from packer_systo.engine.finding.models import RunError
from packer_systo.engine.judgment.engines.limits import DEFAULT_LIMITS, Limits

TestKind: TypeAlias = Literal["case", "rego"]
TestEngine: TypeAlias = Literal["embedded", "opa"]


class BundleTestOptions(msgspec.Struct, frozen=True):
    """How to test. `only` are rules, full or short names; empty for all, Rego tests among them.

    `engine` runs the Rego; what is reached is always measured by the embedded one.
    `min_coverage` is a percentage from 0 to 100: less than that is a failure. `limits` are for a rule
    on a case; one that takes more is an error.
    """

    only: tuple[str, ...] = ()
    engine: TestEngine = "embedded"
    coverage: bool = True
    min_coverage: float | None = None
    limits: Limits = DEFAULT_LIMITS


class BundleTestResult(msgspec.Struct, frozen=True):
    """One case or one Rego test.

    `group` is the rule's full name, or the package of a Rego test. `name` is the case's heading;
    empty for what is true of the whole file. `failures` are sentences, none when it passed.
    """

    kind: TestKind
    group: str
    name: str
    file: str
    line: int
    failures: tuple[str, ...] = ()
    skipped: str = ""

    @property
    def passed(self) -> bool:
        return not self.failures and not self.skipped


class BundleTestReport(msgspec.Struct, frozen=True):
    """Of one bundle. `errors` are what could not be run at all: they outrank failures."""

    bundle: str
    version: str
    results: tuple[BundleTestResult, ...]
    errors: tuple[RunError, ...] = ()
    coverage: Coverage | None = None
    min_coverage: float | None = None

    @property
    def failed(self) -> int:
        return sum(bool(one.failures) for one in self.results)

    @property
    def too_little_covered(self) -> bool:
        return (
            self.coverage is not None
            and self.min_coverage is not None
            and self.coverage.percent < self.min_coverage
        )

    @property
    def exit_code(self) -> ExitCode:
        if self.errors:
            return ExitCode.ERROR
        if not self.results:
            return ExitCode.NOTHING_TO_JUDGE
        failed = self.failed or self.too_little_covered
        return ExitCode.FINDINGS if failed else ExitCode.PASSED
