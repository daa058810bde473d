"""`hcp_packer_registry` blocks: where a build's metadata is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.template.blocks import Part, expand
from packer_systo.engine.template.schema_checks import REGISTRY, check_expanded

if TYPE_CHECKING:
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.config import Configurator
    from packer_systo.engine.template.configuration import Configuration


def registry_config(part: Part, header: Span, configurator: Configurator) -> Configuration:
    expanded = expand([part], configurator.problems)
    expanded.blocks = check_expanded(expanded, REGISTRY, configurator.problems)
    return configurator.plain(expanded, header)
