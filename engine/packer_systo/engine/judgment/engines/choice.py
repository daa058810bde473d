"""The engine that a run is to use, from its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.judgment.engines.limits import DEFAULT_BYTES, DEFAULT_SECONDS, Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.judgment.engines.interface import RuleEngine
    from packer_systo.engine.settings.engine import EngineSettings


def rule_engine(settings: EngineSettings, bundles: Sequence[Bundle]) -> RuleEngine:
    """The engine for the Rego rules of `bundles`. Asks nothing yet, and starts nothing."""
    limits = limits_of(settings)
    if settings.name == "opa":
        from packer_systo.engine.judgment.engines.opa import OpaEngine

        return OpaEngine(bundles, limits)
    from packer_systo.engine.judgment.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(bundles)


def limits_of(settings: EngineSettings) -> Limits:
    megabytes = settings.rule_megabytes
    return Limits(
        seconds=settings.rule_seconds or DEFAULT_SECONDS,
        memory=megabytes * 1024 * 1024 if megabytes else DEFAULT_BYTES,
    )
