"""From a place to the source or target that reads or writes it. Each is imported when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packer_systo.engine.distribution.interface import ReleaseSource, ReleaseTarget
    from packer_systo.engine.distribution.places import Place


def open_source(place: Place, name: str) -> ReleaseSource:
    """The releases of the bundle `name` at a place. With an empty name: of the only one there."""
    match place.kind:
        case "local":
            from packer_systo.engine.distribution.local import LocalSource

            return LocalSource(place, name)
        case "https":
            from packer_systo.engine.distribution.https import HttpsSource

            return HttpsSource(place, name)
        case "git":
            from packer_systo.engine.distribution.git import GitSource

            return GitSource(place)
        case "oci":
            from packer_systo.engine.distribution.oci import OciSource

            return OciSource(place)


def open_target(place: Place) -> ReleaseTarget:
    """Where releases are published."""
    match place.kind:
        case "local":
            from packer_systo.engine.distribution.local import LocalTarget

            return LocalTarget(place)
        case "https":
            from packer_systo.engine.distribution.https_target import HttpsTarget

            return HttpsTarget(place)
        case "git":
            from packer_systo.engine.distribution.git import GitTarget

            return GitTarget(place)
        case "oci":
            from packer_systo.engine.distribution.oci import OciTarget

            return OciTarget(place)
