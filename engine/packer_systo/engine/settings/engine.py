"""`[engine]` of the settings: what evaluates Rego rules, and within which limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:
    from packer_systo.engine.settings.reader import TableReader

EngineName: TypeAlias = Literal["embedded", "opa"]
ENGINES: tuple[EngineName, ...] = ("embedded", "opa")

ENGINE_KEYS = ("name", "rule-seconds", "rule-megabytes")

LONGEST_SECONDS = 3600
FEWEST_MEGABYTES, MOST_MEGABYTES = 64, 1024 * 1024


class EngineSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What evaluates the Rego rules, and within which limits."""

    name: EngineName | None = None
    """What evaluates Rego (as `--engine`); `embedded` when not set."""
    rule_seconds: float | None = None
    """How long one rule may take on one document, in seconds; 10 when not set. A rule that takes
    longer is stopped, and the run ends with exit code 2."""
    rule_megabytes: int | None = None
    """How much memory the process that evaluates rules may take; 2048 when not set."""


def over(settings: EngineSettings, options: EngineSettings) -> EngineSettings:
    """`settings` with what `options` say put over them."""
    said = {
        name: value
        for name in EngineSettings.__struct_fields__
        if (value := getattr(options, name)) not in {None, ()}
    }
    return msgspec.structs.replace(settings, **said)


def read_engine(reader: TableReader) -> EngineSettings:
    """The table `[engine]`. Raises SettingsError."""
    reader.refuse_unknown(ENGINE_KEYS)
    megabytes = reader.number("rule-megabytes", FEWEST_MEGABYTES, MOST_MEGABYTES)
    return EngineSettings(
        name=reader.choice("name", ENGINES),
        rule_seconds=reader.number("rule-seconds", 0.001, LONGEST_SECONDS),
        rule_megabytes=None if megabytes is None else int(megabytes),
    )
