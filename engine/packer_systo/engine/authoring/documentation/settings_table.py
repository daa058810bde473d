"""What users of a bundle may set, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.authoring.documentation.markdown import table

if TYPE_CHECKING:
    from packer_systo.engine.authoring.inspection.models import InspectedSetting

LONGEST_DEFAULT = 80


def settings_table(settings: tuple[InspectedSetting, ...]) -> str:
    """One row a setting; long defaults are cut."""
    rows = [(f"`{one.name}`", f"`{_shown(one)}`", one.description) for one in settings]
    return table(("setting", "default", "what it is"), rows)


def _shown(setting: InspectedSetting) -> str:
    text = msgspec.json.encode(setting.default).decode()
    return text if len(text) <= LONGEST_DEFAULT else f"{text[: LONGEST_DEFAULT - 1]}…"
