"""The one time of a run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from packer_systo.engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "SOURCE_DATE_EPOCH"


def resolve_now(given: str, environment: Mapping[str, str]) -> str:
    """The time of a run as RFC 3339 in UTC.

    What is `given` (RFC 3339, or a date), else `SOURCE_DATE_EPOCH` (seconds, as
    reproducible-builds.org has it), else the clock. Only a given time has more than its day, so
    that two runs of one day are the same. Raises UsageError.
    """
    if given:
        return _parsed(given)
    epoch = environment.get(VARIABLE, "")
    if not epoch:
        return time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime())
    try:
        return time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(int(epoch)))
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"{VARIABLE} must be a number of seconds since 1970, not `{epoch[:40]}`"
        ) from None


def _parsed(given: str) -> str:
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(given)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        raise UsageError(
            f"`{given[:40]}` is no time",
            where="--now",
            hint="write a date or RFC 3339, such as 2027-03-31 or 2027-03-31T12:00:00Z",
        ) from None
