"""The frameworks that bundles bring: data below `frameworks` of a bundle's root.

    {"cis_mapped": {
        "searches": {"packer-baseline/public-image": ["amazon-*"]},
        "frameworks": {"cis-docker": {
            "title": "…", "version": "1.6.0", "about": "…", "sources": ["docker"],
            "controls": {"4.2": {"rules": ["packer-baseline/unpinned-container-image"]}},
            "without_rules": ["4.1"]}}}}

Any bundle may bring some, so a house standard is reported like a public one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

from packer_systo.engine.errors import BundleError, UsageError
from packer_systo.engine.frameworks.models import Control, Framework
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.template.document import JSON

Form = TypeVar("Form")

MAPPED = "cis-mapped"
"""The built-in bundle that maps public benchmarks."""

FRAMEWORKS = "frameworks"
SEARCHES = "searches"

_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


class _Control(msgspec.Struct, forbid_unknown_fields=True):
    rules: list[str]


class _Framework(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    version: str
    controls: dict[str, _Control]
    about: str = ""
    without_rules: list[str] = []
    sources: list[str] = []


def frameworks_of(bundles: Iterable[Bundle]) -> tuple[Framework, ...]:
    """All frameworks, by id. Raises BundleError for data that is none, or for an id given twice."""
    found: dict[str, Framework] = {}
    for bundle in bundles:
        for framework in _in(bundle):
            other = found.setdefault(framework.id, framework)
            if other is not framework:
                raise BundleError(
                    f"the framework `{framework.id}` is in {other.bundle} too",
                    where=bundle.location,
                    hint="give one of them another id",
                )
    return tuple(found[name] for name in sorted(found))


def find_framework(name: str, frameworks: Iterable[Framework]) -> Framework:
    """The framework of an id. Raises UsageError."""
    by_id = {framework.id: framework for framework in frameworks}
    if name not in by_id:
        raise UsageError(
            f"there is no framework `{name}`.{did_you_mean(name, by_id)}",
            hint="`systo-policy report --framework` lists them",
        )
    return by_id[name]


def has_frameworks(bundle: Bundle) -> bool:
    """Whether a bundle brings any, sound or not."""
    return any(isinstance(one, dict) and FRAMEWORKS in one for one in bundle.data.values())


def _in(bundle: Bundle) -> Iterator[Framework]:
    source = f"{bundle.metadata.name} {bundle.version}"
    for content in bundle.data.values():
        if not isinstance(content, dict) or FRAMEWORKS not in content:
            continue
        where = f"{bundle.location}/data.json"
        searches = _read(content.get(SEARCHES, {}), dict[str, tuple[str, ...]], where)
        for name, written in _read(content[FRAMEWORKS], dict[str, _Framework], where).items():
            if not _ID.fullmatch(name):
                raise BundleError(
                    f"`{name}` is no id for a framework: small letters, digits, `.` and `-`",
                    where=where,
                )
            yield Framework(
                name,
                written.title,
                written.version,
                written.about,
                source,
                tuple(Control(key, tuple(one.rules)) for key, one in written.controls.items()),
                tuple(written.without_rules),
                tuple(written.sources),
                searches,
            )


def _read(content: JSON, form: type[Form], where: str) -> Form:
    try:
        return msgspec.convert(content, form)
    except msgspec.ValidationError as error:
        raise BundleError(
            f"`{FRAMEWORKS}` does not hold frameworks: {error}", where=where
        ) from None
