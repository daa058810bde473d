"""What is in a bundle as JSON, version 1: `systo-policy schema bundle` prints its schema.

`annotations` of a Rego rule equal those of `opa inspect -a -f json`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from packer_systo.engine.authoring.inspection.models import InspectedBundle


class JsonBundle(msgspec.Struct):
    """What `bundle inspect --format json` prints."""

    kind: Literal["bundle"]
    version: Literal["1"]
    """Of this form."""
    bundle: InspectedBundle


def json(bundle: InspectedBundle) -> str:
    """The bundle as indented JSON."""
    made = JsonBundle("bundle", "1", bundle)
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"
