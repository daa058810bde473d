"""What a place of releases can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from packer_systo.engine.release.verification import Release


class ReleaseSource(Protocol):
    """Gives releases of one bundle, unverified. Raises SourceError."""

    def versions(self) -> list[str]:
        """The versions that there are, in any order; what is no semantic version is left out."""
        ...

    def fetch(self, version: str) -> Release:
        """The release that the source calls by this version."""
        ...


class ReleaseTarget(Protocol):
    """Takes releases. Raises SourceError, also where another release has that version."""

    def publish(self, release: Release, name: str, version: str) -> str:
        """Put a release there; gives the place that it can be pulled from."""
        ...
