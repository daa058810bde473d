"""What is in a bundle as JSON, version 1.

The fields are those of `InspectedBundle`; `annotations` of a Rego rule equal those of
`opa inspect -a -f json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from packer_systo.engine.authoring.inspection.models import InspectedBundle


def json(bundle: InspectedBundle) -> str:
    """The bundle as indented JSON."""
    made = {"kind": "bundle", "version": "1", "bundle": bundle}
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n"
