"""What can be set in `systo.toml`."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from packer_systo.engine.finding.models import Severity
from packer_systo.engine.report.options import Format
from packer_systo.engine.settings.engine import EngineSettings
from packer_systo.engine.template.document import JSON

Undecided: TypeAlias = Literal["report", "fail"]


class WaiverSetting(msgspec.Struct, frozen=True):
    """A `[[waivers]]` table, as written. It names a `path` or a `fingerprint`."""

    rule: str = ""
    """The rule, by its full or its short name; several are parted by commas."""
    path: str = ""
    """The files, by a pattern as in .gitignore, relative to the settings' folder."""
    fingerprint: str = ""
    """One finding, as `--format json` names it."""
    reason: str = ""
    """Why the finding is accepted. A waiver without a reason is a finding itself."""
    until: str = ""
    """The last day on which it holds, such as 2027-03-31. A waiver out of date is a finding."""
    owner: str = ""
    """Who answers for it."""
    line: int = 0
    """Where the table stands in the settings."""


class BundleSetting(msgspec.Struct, frozen=True):
    """A `[[bundle]]` table: a released bundle that `systo.lock` pins, or, by its `name` alone, one
    that is built in or named in `bundles`.
    """

    name: str = ""
    """The bundle's name, as its manifest has it."""
    source: str = ""
    """Where its releases are: `oci://…`, `https://…`, `git+https://…`, a folder or a file."""
    version: str = ""
    """Which versions, such as `>=1.2, <2`; every one when not set."""
    signer: str = ""
    """The public key (PEM) of who signs the releases. Others are refused."""
    unsigned: bool = False
    """Without a `signer` a bundle is refused, unless this says that nobody has to sign it: `true`
    pins it by its digest alone. A `signer` wins over it."""
    settings: dict[str, JSON] = {}
    """`[bundle.settings]`: values over the bundle's own `settings` in its `data.json`."""
    file: str = ""
    """The settings file as reports show it."""
    folder: str = ""
    """The folder of the settings file, which has the `systo.lock` too."""
    line: int = 0
    """Where the table stands in the settings."""
    setting_lines: dict[str, int] = {}
    """Where each of `settings` stands."""

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file

    def where_set(self, name: str) -> str:
        """The place of one of `settings`."""
        line = self.setting_lines.get(name, self.line)
        return f"{self.file}:{line}" if line else self.file


class Settings(msgspec.Struct, frozen=True):
    """Settings of one file; None or empty where it says nothing. Paths here are absolute."""

    file: str = ""
    """The settings file as reports show it."""
    folder: str = ""
    """Its folder, which paths in it are relative to."""
    bundles: tuple[str, ...] = ()
    """Policy bundles beside packer-baseline: the names of built-in ones, or folders (as
    `--bundle`)."""
    only: tuple[str, ...] = ()
    """Judge by these rules alone (as `--only`)."""
    profile: str = ""
    """Judge by the rules of this profile of a bundle (as `--profile`); several are parted by commas,
    and a rule must then belong to each. Without one, every rule of the chosen bundles judges."""
    exclude: tuple[str, ...] = ()
    """Leave out paths, by patterns as in .gitignore, relative to the settings' folder (as
    `--exclude`)."""
    fail_on: Severity | None = None
    """Fail from this severity on (as `--fail-on`); `medium` when not set."""
    undecided: Undecided | None = None
    """Whether what cannot be decided fails the run too (as `--undecided`); `report` when not set."""
    require_variables: bool | None = None
    """A variable without a value is a finding (as `--require-variables`)."""
    var_files: tuple[str, ...] = ()
    """Files with values of variables; those of `--var-file` come after them and win."""
    baseline: str = ""
    """The file of findings that are known (as `--baseline`)."""
    format: Format | None = None
    """How to report (as `--format`); `terminal` when not set."""
    cache_dir: str = ""
    """Where results are kept between runs; in the user's cache folder when not set."""
    waivers: tuple[WaiverSetting, ...] = ()
    """Findings that are accepted, one `[[waivers]]` table each."""
    engine: EngineSettings | None = None
    """`[engine]`: what evaluates Rego, and within which limits."""
    bundle: tuple[BundleSetting, ...] = ()
    """Released bundles, and values of bundles' settings, one `[[bundle]]` table each."""
    bundle_store: str = ""
    """Where fetched bundles are kept; in the user's data folder when not set."""
    min_confidence: float | None = None
    """Failures of a confidence below this do not count (as `--min-confidence`); 0 when not set."""
    feedback: str = ""
    """The file with what people said of findings (as `--feedback`); in the user's data folder when
    not set."""

    @property
    def pinned(self) -> tuple[BundleSetting, ...]:
        """The bundles that `systo.lock` pins."""
        return tuple(one for one in self.bundle if one.source)

    @property
    def values(self) -> tuple[tuple[str, dict[str, JSON]], ...]:
        """For each bundle with some: its name, and values over its own settings."""
        return tuple((one.name, one.settings) for one in self.bundle if one.settings)
