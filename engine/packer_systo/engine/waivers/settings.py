"""Follow the `[[waivers]]` of the settings, over all templates of a run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.errors import UsageError
from packer_systo.engine.finding.models import Place
from packer_systo.engine.judgment.selection import ALL, Selection
from packer_systo.engine.source.text import Position
from packer_systo.engine.waivers.comment import Written
from packer_systo.engine.waivers.existence import Existence
from packer_systo.engine.waivers.findings import OPEN, WaiverFindings, waived
from packer_systo.engine.waivers.rules import UNKNOWN, UNUSED
from packer_systo.engine.waivers.verdict import Objection, examine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from packer_systo.engine.finding.models import Finding
    from packer_systo.engine.settings.models import Settings, WaiverSetting
    from packer_systo.engine.source.exclusion import Exclusion
    from packer_systo.engine.waivers.terms import Terms


def apply_settings(
    findings: Sequence[Finding],
    settings: Settings,
    terms: Terms,
    today: str,
    *,
    judged: Iterable[str] = (),
    selection: Selection = ALL,
) -> list[Finding]:
    """The findings with the waivers of the settings followed, and findings about these.

    `judged` are the templates of the run as reports name them: a waiver is unused only if
    something that its `path` names was judged, or nothing has such a path. Paths of waivers are patterns as in .gitignore,
    relative to the settings' folder.
    """
    result = list(findings)
    names = {file: _from_folder(file, settings.folder) for file in judged}
    for finding in findings:
        file = finding.location.file
        if file not in names:
            names[file] = _from_folder(file, settings.folder)
    make = WaiverFindings().make
    existence = Existence(settings.folder)
    for setting in settings.waivers:
        written = _written(setting)
        line = max(setting.line, 1)
        place = Place(settings.file, Position(line, 1), Position(line, 1))
        rules, objections = examine(written, terms, today)
        patterns: Exclusion | None = None
        if not objections:
            patterns, problem = _patterns(setting)
            if problem is not None:
                objections = [problem]
        result.extend(make(one.rule, one.message, place, written) for one in objections)
        if objections:
            continue
        used = False
        for index, finding in enumerate(result):
            if finding.status not in OPEN or not _is_meant(finding, setting, rules):
                continue
            if patterns is None or _names(patterns, names[finding.location.file]):
                result[index] = waived(finding, written, "settings", place)
                used = True
        if rules and not used and patterns is not None and all(map(selection.has, rules)):
            if any(_names(patterns, name) for name in names.values()):
                message = f"no finding of {', '.join(written.rules)} is at {setting.path}"
                result.append(make(UNUSED, message, place, written))
            elif message := existence.objection(setting.path, patterns):
                result.append(make(UNUSED, message, place, written))
    return result


def _written(setting: WaiverSetting) -> Written:
    rules = tuple(name for name in (part.strip() for part in setting.rule.split(",")) if name)
    mistake = ""
    if not rules:
        mistake = "it names no `rule`"
    elif not setting.path and not setting.fingerprint:
        mistake = 'it has neither `path` nor `fingerprint`; path = "**" means everywhere'
    return Written(rules, setting.reason, setting.until, setting.owner, mistake)


def _patterns(setting: WaiverSetting) -> tuple[Exclusion | None, Objection | None]:
    if not setting.path:
        return None, None
    from packer_systo.engine.source.exclusion import Exclusion

    try:
        return Exclusion([setting.path]), None
    except UsageError as error:
        return None, Objection(UNKNOWN, error.message)


def _is_meant(finding: Finding, setting: WaiverSetting, rules: frozenset[str]) -> bool:
    if finding.rule not in rules:
        return False
    return not setting.fingerprint or finding.fingerprint == setting.fingerprint


def _names(patterns: Exclusion, name: str) -> bool:
    """Whether the patterns name a file, or a folder that it is in."""
    parts = name.split("/")
    return patterns.excludes(name) or any(
        patterns.excludes("/".join(parts[:length]), folder=True) for length in range(1, len(parts))
    )


def _from_folder(file: str, folder: str) -> str:
    """A file as reports name it, from the settings' folder on."""
    try:
        relative = os.path.relpath(os.path.abspath(file), folder)
    except ValueError:  # another drive on Windows
        relative = file
    return relative.replace(os.sep, "/")
