"""Semantic versions and ranges of them, as the library `semantic-version` reads them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from packer_systo.engine.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from semantic_version import SimpleSpec, Version

LONGEST = 200


class VersionRange:
    """A range such as `>=1.2, <2`, `^1.2`, `~1.2.3`, `1.2.0`; every version when empty.

    Versions before a release (`2.0.0-rc.1`) are in it only where it names one itself.
    """

    def __init__(self, text: str, where: str = "") -> None:
        self.text = text
        self._spec = _spec(text or "*", where)
        self.takes_early = "-" in text

    def __contains__(self, version: str) -> bool:
        if not is_version(version):
            return False
        read = _version(version)
        return bool(self._spec.match(read)) and (self.takes_early or not read.prerelease)

    def newest(self, versions: list[str]) -> str:
        """The newest of these that is in the range, or empty."""
        inside = in_order(version for version in versions if version in self)
        return inside[-1] if inside else ""


def is_version(text: str) -> bool:
    """Whether a text is a semantic version."""
    from semantic_version import validate

    return len(text) <= LONGEST and bool(validate(text))


def in_order(versions: Iterable[str]) -> list[str]:
    """Semantic versions from the oldest to the newest: `1.9.0`, `1.10.0-rc.1`, `1.10.0`.

    What follows `+` has no order; of two that differ in nothing else, the text decides.
    """
    return sorted(sorted(versions), key=_version)


def some(versions: Sequence[str]) -> str:
    """The newest five, the newest last, and how many more there are."""
    if not versions:
        return "none"
    shown = ", ".join(in_order(versions)[-5:])
    return shown if len(versions) <= 5 else f"{shown} and {len(versions) - 5} more"


def none_in(wanted: VersionRange, offered: Sequence[str]) -> tuple[str, str]:
    """What to say where no version is in the range: the message's end, and a hint."""
    hint = ""
    if any("-" in version for version in offered) and not wanted.takes_early:
        hint = "a version before a release, such as 1.0.0-rc.1, is taken where the range names one"
    return f"in the range `{wanted.text or '*'}`; there is {some(offered)}", hint


def is_older(version: str, than: str) -> bool:
    """Whether a version comes before another; both must be versions."""
    return bool(_version(version) < _version(than))


def _version(text: str) -> Version:
    from semantic_version import Version as Read

    return Read(text)


def _spec(text: str, where: str) -> SimpleSpec:
    from semantic_version import SimpleSpec as Read

    found: SimpleSpec | None = None
    if len(text) <= LONGEST:
        with suppress(ValueError):
            found = Read(text.replace(" ", ""))
    if found is None:
        raise SettingsError(
            f"`{text[:60]}` is no range of versions",
            where=where,
            hint="such as `>=1.2, <2`, `^1.2`, `~1.2.3` or `1.2.0`",
        )
    return found
