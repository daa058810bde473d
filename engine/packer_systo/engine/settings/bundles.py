"""`[[bundle]]` tables: bundles by where they come from, and values of their settings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.settings.lines import line_of
from packer_systo.engine.settings.models import BundleSetting
from packer_systo.engine.settings.reader import TableReader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.errors import SettingsError

BUNDLE_KEYS = ("name", "source", "version", "signer", "unsigned", "settings")


def read_bundles(reader: TableReader, folder: str) -> tuple[BundleSetting, ...]:
    """The `[[bundle]]` tables of a settings file. Raises SettingsError."""
    value = reader.values.get("bundle", [])
    if not isinstance(value, list):
        raise _no_table(reader)
    found: list[BundleSetting] = []
    for number, entry in enumerate(value):
        if not isinstance(entry, dict):
            raise _no_table(reader)
        table = TableReader(
            entry,
            file=reader.file,
            text=reader.text,
            table=(*reader.table, "bundle"),
            occurrence=number,
        )
        one = _bundle(table, folder)
        if one.name in {other.name for other in found}:
            raise table.error("name", f"the bundle `{one.name}` has a table already")
        found.append(one)
    return tuple(found)


def _bundle(table: TableReader, folder: str) -> BundleSetting:
    table.refuse_unknown(BUNDLE_KEYS)
    name = table.text_at("name")
    source = table.text_at("source")
    signer = table.text_at("signer")
    if not name:
        raise table.error("name", "a `[[bundle]]` has no `name`", hint='name = "acme-images"')
    unsigned = bool(table.flag("unsigned"))
    for key, is_set in (
        ("version", table.text_at("version")),
        ("signer", signer),
        ("unsigned", unsigned),
    ):
        if is_set and not source:
            raise table.error(
                key,
                f"`{key}` goes with `source`: a bundle without one is not released",
                hint='source = "oci://registry.example.org/policies/acme-images"',
            )
    settings = table.json("settings", table.values.get("settings", {}))
    if not isinstance(settings, dict):
        raise table.error(
            "settings", "`settings` of a bundle must be a table headed by `[bundle.settings]`"
        )
    return BundleSetting(
        name=name,
        source=source,
        version=table.text_at("version"),
        signer=os.path.normpath(os.path.join(folder, signer)) if signer else "",
        unsigned=unsigned,
        settings=settings,
        file=table.file,
        folder=folder,
        line=table.line(""),
        setting_lines=_setting_lines(table, settings),
    )


def _setting_lines(table: TableReader, names: Iterable[str]) -> dict[str, int]:
    """Where each of the bundle's settings stands, between the table's header and the next one."""
    first = table.line("")
    following = line_of(table.text, table.table, "", table.occurrence + 1)
    lines = table.text.split("\n")
    own = "\n".join(lines[first : following - 1 if following else len(lines)])
    inner = (*table.table, "settings")
    return {
        name: first + line if (line := line_of(own, inner, name)) else table.line("settings")
        for name in names
    }


def _no_table(reader: TableReader) -> SettingsError:
    return reader.error(
        "bundle",
        "`bundle` must be tables headed by `[[bundle]]`",
        hint='folders are named by `bundles = ["…"]`',
    )
