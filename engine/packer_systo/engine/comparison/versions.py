"""The version policy for bundles: which number a change asks for, at least.

Versions are those of semver.org. While the first number is 0, the second one takes its part, as in
Cargo and npm, so that a range such as `^0.2` holds what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import semantic_version

from packer_systo.engine.comparison.models import LEVELS
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.comparison.models import Change, Level


LONGEST = 256
"""Characters of a version: Python reads no number of thousands of digits."""


def level_of(changes: Iterable[Change]) -> Level | None:
    """The highest level among the changes; None where there are none."""
    found = {change.level for change in changes}
    return next((level for level in reversed(LEVELS) if level in found), None)


def least_version(old: str, level: Level | None) -> str:
    """The lowest release that may follow `old` with changes of this level.

    A pre-release promises nothing yet: whatever changes after it may be in its own release.
    """
    version = _parsed(old)
    if level is None:
        return old
    major, minor, patch = version.major, version.minor, version.patch
    if version.prerelease:
        return f"{major}.{minor}.{patch}"
    if level == "major":
        return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    if level == "minor" and major:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def is_enough(old: str, new: str, level: Level | None) -> bool:
    """Whether `new` may be the number of what changed since `old`.

    It never goes back; with a change it is higher than `old` (what follows `+` does not count), and
    it is the least version, a pre-release of it, or higher.
    """
    before, after = _parsed(old), _parsed(new)
    if level is None:
        return not after < before
    least = _parsed(least_version(old, level))
    numbers = (after.major, after.minor, after.patch)
    higher = after > before
    return higher and numbers >= (least.major, least.minor, least.patch)


def _parsed(version: str) -> semantic_version.Version:
    if len(version) > LONGEST:
        raise BundleError(f"the version is longer than {LONGEST} characters")
    return semantic_version.Version(version)
