"""Read one settings file."""

from __future__ import annotations

import os

from packer_systo.engine.bundle.builtin import builtin_names, bundle_place
from packer_systo.engine.errors import SettingsError
from packer_systo.engine.finding.models import SEVERITIES
from packer_systo.engine.report.options import FORMATS
from packer_systo.engine.settings.bundles import read_bundles
from packer_systo.engine.settings.engine import EngineSettings, read_engine
from packer_systo.engine.settings.find import MISTAKEN, PYPROJECT_FILE, TABLE
from packer_systo.engine.settings.models import Settings, WaiverSetting
from packer_systo.engine.settings.reader import TableReader, Toml

LARGEST = 1024 * 1024
"""Bytes of a settings file."""

KEYS = (
    "baseline",
    "bundle",
    "bundle-store",
    "bundles",
    "cache-dir",
    "engine",
    "exclude",
    "fail-on",
    "feedback",
    "format",
    "min-confidence",
    "only",
    "profile",
    "require-variables",
    "undecided",
    "var-files",
    "waivers",
)
WAIVER_KEYS = ("rule", "path", "fingerprint", "reason", "until", "owner")


def load_settings(path: str, shown_as: str = "") -> Settings:
    """The settings in a file. Raises SettingsError that names the file, the line and the key."""
    shown_as = shown_as or path
    text = _read(path, shown_as)
    # Only here, since most runs have no settings and tomllib takes milliseconds.
    import tomllib

    try:
        parsed: dict[str, Toml] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"this is not valid TOML: {error}", where=shown_as) from None
    table: tuple[str, ...] = ()
    if os.path.basename(path) == PYPROJECT_FILE:
        table = ("tool", TABLE)
        for name in table:
            inner = parsed.get(name, {})
            if not isinstance(inner, dict):
                raise SettingsError(f"`{name}` must be a table", where=shown_as)
            if name == TABLE and TABLE not in parsed:
                _refuse_mistaken(TableReader(parsed, file=shown_as, text=text, table=table[:1]))
            parsed = inner
    return _settings(TableReader(parsed, file=shown_as, text=text, table=table), path)


def _refuse_mistaken(tools: TableReader) -> None:
    """Other tools' tables are not ours to judge, but what is meant for us must not be passed over."""
    for name in MISTAKEN:
        if name in tools.values:
            raise tools.error(name, f"`[tool.{name}]` is not read. Did you mean `[tool.{TABLE}]`?")


def _read(path: str, shown_as: str) -> str:
    try:
        with open(path, "rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise SettingsError(
            f"the settings cannot be read: {error.strerror}", where=shown_as
        ) from None
    if len(content) > LARGEST:
        raise SettingsError(f"the settings are larger than {LARGEST // 1024} KiB", where=shown_as)
    try:
        # As tomllib.load does: a line ends in a line feed, also after CR.
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SettingsError(f"byte {error.start} is not UTF-8", where=shown_as) from None


_ONE_BUNDLE = "a table of one bundle is headed by `[[bundle]]`"


def _settings(reader: TableReader, path: str) -> Settings:
    reader.refuse_unknown(KEYS)
    folder = os.path.dirname(os.path.abspath(path))

    def absolute(name: str) -> str:
        return os.path.normpath(os.path.join(folder, name)) if name else ""

    tables = read_bundles(reader, folder)
    named = [bundle_place(name, folder) for name in reader.texts("bundles", _ONE_BUNDLE)]
    chosen = [one.name for one in tables if not one.source and one.name in builtin_names()]
    return Settings(
        file=reader.file,
        folder=folder,
        bundles=tuple(dict.fromkeys([*named, *chosen])),
        only=reader.texts("only"),
        profile=reader.text_at("profile"),
        exclude=reader.texts("exclude"),
        fail_on=reader.choice("fail-on", SEVERITIES),
        undecided=reader.choice("undecided", ("report", "fail")),
        require_variables=reader.flag("require-variables"),
        var_files=tuple(absolute(name) for name in reader.texts("var-files")),
        baseline=absolute(reader.text_at("baseline")),
        format=reader.choice("format", FORMATS),
        cache_dir=absolute(reader.text_at("cache-dir")),
        waivers=_waivers(reader),
        engine=_engine(reader, folder),
        bundle=tables,
        bundle_store=absolute(reader.text_at("bundle-store")),
        min_confidence=reader.number("min-confidence", 0, 1),
        feedback=absolute(reader.text_at("feedback")),
    )


def _engine(reader: TableReader, folder: str) -> EngineSettings | None:
    table = reader.inner("engine")
    return None if table is None else read_engine(table, folder)


def _waivers(reader: TableReader) -> tuple[WaiverSetting, ...]:
    value = reader.values.get("waivers", [])
    if not isinstance(value, list):
        raise reader.error("waivers", "`waivers` must be tables headed by `[[waivers]]`")
    found: list[WaiverSetting] = []
    for number, entry in enumerate(value):
        if not isinstance(entry, dict):
            raise reader.error(
                "waivers", "each of `waivers` must be a table headed by `[[waivers]]`"
            )
        waiver = TableReader(
            entry,
            file=reader.file,
            text=reader.text,
            table=(*reader.table, "waivers"),
            occurrence=number,
        )
        waiver.refuse_unknown(WAIVER_KEYS)
        found.append(
            WaiverSetting(
                rule=waiver.text_at("rule"),
                path=waiver.text_at("path"),
                fingerprint=waiver.text_at("fingerprint"),
                reason=waiver.text_at("reason"),
                until=waiver.date("until"),
                owner=waiver.text_at("owner"),
                line=waiver.line(""),
            )
        )
    return tuple(found)
