"""A TOML table read key by key: what is unknown or of a wrong type is refused by name and line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from packer_systo.engine.errors import SettingsError
from packer_systo.engine.settings.lines import line_of
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, time

    from packer_systo.engine.template.document import JSON

    Choice = TypeVar("Choice", bound=str)

Toml: TypeAlias = "bool | int | float | str | list[Toml] | dict[str, Toml] | date | time"
"""A value as `tomllib` gives it."""

DEEPEST = 32


class TableReader:
    """One table of the settings: `table` is its name, `occurrence` its number in an array."""

    def __init__(
        self,
        values: Mapping[str, Toml],
        *,
        file: str,
        text: str,
        table: tuple[str, ...] = (),
        occurrence: int = 0,
    ) -> None:
        self.values = values
        self.file = file
        self.text = text
        self.table = table
        self.occurrence = occurrence

    def error(self, key: str, message: str, hint: str = "") -> SettingsError:
        """The error to raise about a key."""
        line = self.line(key)
        where = f"{self.file}:{line}" if line else self.file
        return SettingsError(message, where=where, hint=hint)

    def line(self, key: str) -> int:
        return line_of(self.text, self.table, key, self.occurrence)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        names = list(known)
        for key in self.values:
            if key not in names:
                place = f" in `[{'.'.join(self.table)}]`" if self.table else ""
                raise self.error(
                    key,
                    f"there is no setting `{key}`{place}.{did_you_mean(key, names)}",
                    hint=f"settings are {', '.join(sorted(names))}",
                )

    def text_at(self, key: str) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.error(key, f"`{key}` must be text in quotes, not {_name(value)}")
        return value

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.error(key, f"`{key}` must be true or false, not {_name(value)}")
        return value

    def number(self, key: str, least: float, most: float) -> float | None:
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"`{key}` must be a number, not {_name(value)}")
        if not least <= value <= most:
            raise self.error(key, f"`{key}` must be between {least:g} and {most:g}, not {value:g}")
        return value

    def inner(self, key: str) -> TableReader | None:
        """The table below `key`, if there is one."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.error(key, f"`{key}` must be a table headed by `[{key}]`")
        return TableReader(value, file=self.file, text=self.text, table=(*self.table, key))

    def texts(self, key: str, if_table: str = "") -> tuple[str, ...]:
        """`if_table` is the hint where there are tables instead."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.error(key, f'`{key}` must be a list of texts, ["…"], not {_name(value)}')
        found: list[str] = []
        for entry in value:
            if not isinstance(entry, str):
                hint = if_table if isinstance(entry, dict) else ""
                message = f"`{key}` must hold texts in quotes, not {_name(entry)}"
                raise self.error(key, message, hint)
            found.append(entry)
        return tuple(found)

    def choice(self, key: str, choices: tuple[Choice, ...]) -> Choice | None:
        if key not in self.values:
            return None
        value = self.text_at(key)
        for choice in choices:
            if value == choice:
                return choice
        raise self.error(
            key,
            f"`{key}` cannot be `{value}`.{did_you_mean(value, choices)}",
            hint=f"it is one of {', '.join(choices)}",
        )

    def date(self, key: str) -> str:
        """An ISO date, written as a TOML date or as text."""
        value = self.values.get(key, "")
        if value == "":
            return ""
        from datetime import date, datetime

        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, str):
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                raise self.error(
                    key, f"`{key}` must be a date such as 2027-03-31, not `{value}`"
                ) from None
        raise self.error(key, f"`{key}` must be a date such as 2027-03-31, not {_name(value)}")

    def json(self, key: str, value: Toml, depth: int = 0) -> JSON:
        """A value as rules see it: TOML without dates, infinities and deep nesting."""
        if depth > DEEPEST:
            raise self.error(key, f"`{key}` is nested deeper than {DEEPEST} levels")
        if isinstance(value, dict):
            return {name: self.json(key, inner, depth + 1) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.json(key, inner, depth + 1) for inner in value]
        if isinstance(value, str | bool | int):
            return value
        if isinstance(value, float) and math.isfinite(value):
            return value
        raise self.error(key, f"`{key}` holds {_name(value)}, which rules cannot read")


def _name(value: Toml) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or time"
