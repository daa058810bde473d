"""What a check is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from packer_systo.engine.finding.models import Severity
from packer_systo.engine.settings.engine import EngineSettings

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called before each template with its number from 0, how many there are, and its name."""

OnDefect: TypeAlias = Callable[[Exception, str], None]
"""Called with an error that nobody expected, and the name of the template that it came up with."""


class CheckOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that changes what `check` does. What is not given comes from the settings.

    `config` names trusted settings; the judged repository's own can then only tighten them. With
    `own_settings` false the repository's are not read at all. `bundles` are names of built-in
    bundles, or folders, beside packer-baseline. `exclude` are patterns as in .gitignore.
    `each_var_file` is a glob of var files, each of which is a variant of every template.
    `environment` is the process' own when None. `now` is RFC 3339 or a date. `cache` false neither
    reads nor writes the cache. With `evidence`, the report's templates say by which rules they were
    judged. `feedback` is the file with what people said of findings, the user's own when empty;
    failures of a confidence below `min_confidence` are reported as doubted and do not count.
    `undecided_fails` and `fail_on` do not change the report, only its verdict. `on_defect` gets what
    the report says of a defect in few words only, for its text may hold values.
    """

    config: str = ""
    own_settings: bool = True
    bundles: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    var_files: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    each_var_file: str = ""
    require_variables: bool = False
    cross_check: bool = False
    baseline: str = ""
    fail_on: Severity | None = None
    undecided_fails: bool = False
    environment: Mapping[str, str] | None = None
    now: str = ""
    cache: bool = True
    evidence: bool = False
    engine: EngineSettings = EngineSettings()
    min_confidence: float | None = None
    feedback: str = ""
    progress: Progress | None = None
    on_defect: OnDefect | None = None
