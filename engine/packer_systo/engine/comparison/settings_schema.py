"""What users of a bundle may set, in two versions: the JSON Schema in the manifest.

Whether one schema takes all that another took cannot be told in general. What is plainly wider
(a property more, a limit less or looser, more words to choose from) asks for a minor version;
any other difference may refuse what somebody has set, and asks for a major one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.comparison.models import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.comparison.models import Level
    from packer_systo.engine.template.document import JSON

_PROPERTIES = "properties"
_WORDS_ONLY = frozenset({"title", "description", "default", "examples", "$comment"})
_MORE_IS_WIDER = frozenset(
    {"maximum", "exclusiveMaximum", "maxItems", "maxLength", "maxProperties"}
)
_LESS_IS_WIDER = frozenset(
    {"minimum", "exclusiveMinimum", "minItems", "minLength", "minProperties"}
)
LONGEST_SHOWN = 80


def schema_changes(old: Bundle, new: Bundle) -> Iterator[Change]:
    """Every difference in what may be set."""
    before, after = old.metadata.settings, new.metadata.settings
    if before is None or after is None:
        if before != after:
            yield (
                Change("setting-schema", "minor", after="settings are now described")
                if before is None
                else Change("setting-schema", "major", before="nothing may be set any more")
            )
        return
    known, now = _properties(before), _properties(after)
    for name in sorted(known.keys() | now.keys()):
        if name not in now:
            yield Change("setting-removed", "major", name)
        elif name not in known:
            yield Change("setting-added", "minor", name)
        elif _decides(known[name]) != _decides(now[name]):
            level: Level = "minor" if _is_wider(known[name], now[name]) else "major"
            yield Change(
                "setting-limits", level, name, before=_short(known[name]), after=_short(now[name])
            )
    rest = ({**_decides_of(before), _PROPERTIES: None}, {**_decides_of(after), _PROPERTIES: None})
    if rest[0] != rest[1]:
        wider = _is_wider(rest[0], rest[1])
        yield Change("setting-schema", "minor" if wider else "major")


def _properties(schema: dict[str, JSON]) -> dict[str, JSON]:
    found = schema.get(_PROPERTIES)
    return found if isinstance(found, dict) else {}


def _decides(schema: JSON) -> JSON:
    return _decides_of(schema) if isinstance(schema, dict) else schema


def _decides_of(schema: dict[str, JSON]) -> dict[str, JSON]:
    """A schema without the words for people."""
    return {key: value for key, value in schema.items() if key not in _WORDS_ONLY}


def _is_wider(old: JSON, new: JSON) -> bool:
    """Whether the new schema plainly takes all that the old one took."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new is True
    for key, limit in _decides_of(new).items():
        before = old.get(key)
        if before == limit:
            continue
        match before, limit:
            case int() | float(), int() | float() if key in _MORE_IS_WIDER:
                wider = limit >= before
            case int() | float(), int() | float() if key in _LESS_IS_WIDER:
                wider = limit <= before
            case list(), list() if key == "enum":
                wider = all(one in limit for one in before)
            case list(), list() if key == "required":
                wider = all(one in before for one in limit)
            case dict(), dict() if key == "items":
                wider = _is_wider(before, limit)
            case _:
                return False
        if not wider:
            return False
    return True


def _short(schema: JSON) -> str:
    text = msgspec.json.encode(_decides(schema)).decode()
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
