"""`hcp_packer_registry` blocks: where a build's metadata is published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.template.blocks import Part, expand
from packer_systo.engine.template.core_settings import REGISTRY_SETTINGS, read_settings
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.schema_checks import REGISTRY, check_expanded

if TYPE_CHECKING:
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.config import Configurator
    from packer_systo.engine.template.configuration import Configuration
    from packer_systo.engine.template.core_settings import Settings

_BUCKET_NAME = r"[a-zA-Z0-9-]{3,36}"
_LONGEST_DESCRIPTION = 255
"""In bytes."""


def registry_config(part: Part, header: Span, configurator: Configurator) -> Configuration:
    expanded = expand([part], configurator.problems)
    expanded.blocks = check_expanded(expanded, REGISTRY, configurator.problems)
    settings = read_settings(expanded.attributes, REGISTRY_SETTINGS, configurator.problems)
    _check(settings, configurator.problems)
    return configurator.plain(expanded, header)


def _check(settings: Settings, problems: list[Problem]) -> None:
    """What Packer asks of the values."""
    if "bucket_name" in settings:
        value, span = settings["bucket_name"]
        name = value.data
        if isinstance(name, str) and name and not re.fullmatch(_BUCKET_NAME, name):
            message = "The name of a bucket is 3 to 36 letters, digits and dashes."
            problems.append(Problem("invalid-value", message, span))
    if "description" in settings:
        value, span = settings["description"]
        text = value.data
        if isinstance(text, str) and len(text.encode()) > _LONGEST_DESCRIPTION:
            message = f"A description has at most {_LONGEST_DESCRIPTION} bytes."
            problems.append(Problem("invalid-value", message, span))
    labels, bucket_labels = settings.get("labels"), settings.get("bucket_labels")
    if labels and bucket_labels and labels[0].data and bucket_labels[0].data:
        problems.append(
            Problem(
                "invalid-value",
                "labels is the old name of bucket_labels: only one of them may be set.",
                labels[1],
                related=(RelatedPlace(bucket_labels[1], "bucket_labels stands here"),),
            )
        )
