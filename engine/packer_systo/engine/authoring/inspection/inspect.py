"""Look inside a bundle, in a folder or in an archive. Nothing of it is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.inspection.models import (
    InspectedBundle,
    InspectedRule,
    InspectedSetting,
)
from packer_systo.engine.authoring.opening import open_bundle
from packer_systo.engine.bundle.annotations import read_annotations
from packer_systo.engine.bundle.models import SETTINGS
from packer_systo.engine.judgment.engines.preflight import preflight

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle, Obstacle, Rule

SIGNATURES = ".signatures.json"
_TEST = "_test.rego"


def inspect_bundle(path: str) -> InspectedBundle:
    """What is in the bundle at a path. Raises BundleError."""
    opened = open_bundle(path)
    bundle = opened.bundle
    return InspectedBundle(
        name=bundle.metadata.name,
        title=bundle.metadata.title,
        description=bundle.metadata.description,
        version=bundle.version,
        digest=bundle.digest,
        archive=opened.archive,
        judges=bundle.metadata.judges,
        files=len(opened.contents),
        size=sum(map(len, opened.contents.values())),
        rules=tuple(_rule(rule, bundle.obstacles) for rule in bundle.rules),
        settings=settings_of(bundle),
        libraries=tuple(name for name, _ in bundle.libraries),
        tests=tuple(sorted(name for name in opened.contents if name.endswith(_TEST))),
        signed=SIGNATURES in opened.contents,
    )


def settings_of(bundle: Bundle) -> tuple[InspectedSetting, ...]:
    """What users of the bundle may set, by name."""
    schema = bundle.metadata.settings or {}
    described = schema.get("properties")
    if not isinstance(described, dict):
        return ()
    found: list[InspectedSetting] = []
    for name, about in sorted(described.items()):
        said = about.get("description") if isinstance(about, dict) else ""
        default = next(
            (
                own[name]
                for content in bundle.data.values()
                if isinstance(content, dict)
                and isinstance(own := content.get(SETTINGS), dict)
                and name in own
            ),
            None,
        )
        words = said if isinstance(said, str) else ""
        found.append(InspectedSetting(name, about, default, words))
    return tuple(found)


def _rule(rule: Rule, obstacles: Iterable[Obstacle]) -> InspectedRule:
    annotations = None
    if rule.language == "rego":
        annotations = read_annotations(rule.rego, rule.file).metadata
    return InspectedRule(
        name=rule.full_name,
        language=rule.language,
        file=rule.file,
        metadata=rule.metadata,
        package=rule.package,
        annotations=annotations or {},
        needs_opa=tuple(f"line {one.line}: {one.message}" for one in preflight([rule])),
        unread=tuple(
            f"line {one.line} of {one.file}: {one.message}"
            for one in obstacles
            if one.rule == rule.full_name and one.unread
        ),
    )
