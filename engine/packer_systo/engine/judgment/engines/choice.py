"""The engine that a run is to use, from its settings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from packer_systo.engine.judgment.engines.limits import DEFAULT_BYTES, DEFAULT_SECONDS, Limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.judgment.engines.interface import RuleEngine
    from packer_systo.engine.settings.engine import EngineSettings


def rule_engine(
    settings: EngineSettings,
    bundles: Sequence[Bundle],
    environment: Mapping[str, str] | None = None,
) -> RuleEngine:
    """The engine for the Rego rules of `bundles`. Asks nothing yet.

    `environment` (the process' own when None) holds the token where the settings name a variable.
    Raises SettingsError.
    """
    limits = limits_of(settings)
    if settings.name == "opa":
        from packer_systo.engine.judgment.engines.opa import OpaEngine

        return OpaEngine(bundles, limits)
    if settings.name == "opa-server":
        from packer_systo.engine.judgment.engines.opa_server import ServerEngine
        from packer_systo.engine.judgment.engines.server_access import read_access

        return ServerEngine(
            bundles, read_access(settings, os.environ if environment is None else environment)
        )
    from packer_systo.engine.judgment.engines.known import known_bundles
    from packer_systo.engine.judgment.engines.supervised import SupervisedEngine

    return SupervisedEngine(bundles, limits, known_bundles(bundles))


def limits_of(settings: EngineSettings) -> Limits:
    megabytes = settings.rule_megabytes
    return Limits(
        seconds=settings.rule_seconds or DEFAULT_SECONDS,
        memory=megabytes * 1024 * 1024 if megabytes else DEFAULT_BYTES,
    )
