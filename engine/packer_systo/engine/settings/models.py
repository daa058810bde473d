"""What can be set in `systo.toml`."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from packer_systo.engine.finding.models import Severity
from packer_systo.engine.report.options import Format
from packer_systo.engine.template.document import JSON

Undecided: TypeAlias = Literal["report", "fail"]


class WaiverSetting(msgspec.Struct, frozen=True):
    """A `[[waivers]]` table, as written.

    It is meant for `rule` at the files that `path` (a glob, relative to the settings' folder)
    names, or for one `fingerprint`. `until` is an ISO date or empty; `reason` may be empty here:
    that is a finding, not an error. `line` is where the table stands in the settings.
    """

    rule: str = ""
    path: str = ""
    fingerprint: str = ""
    reason: str = ""
    until: str = ""
    owner: str = ""
    line: int = 0


class Settings(msgspec.Struct, frozen=True):
    """Settings of one file; None or empty where it says nothing.

    Paths (`bundles`, `var_files`, `baseline`, `cache_dir`) are absolute, made from the folder of
    the settings, which is `folder`. `exclude` holds globs relative to it. `values` are a bundle's
    own settings by the bundle's name.
    """

    file: str = ""
    folder: str = ""
    bundles: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: Severity | None = None
    undecided: Undecided | None = None
    require_variables: bool | None = None
    var_files: tuple[str, ...] = ()
    baseline: str = ""
    format: Format | None = None
    cache_dir: str = ""
    waivers: tuple[WaiverSetting, ...] = ()
    values: tuple[tuple[str, dict[str, JSON]], ...] = ()
