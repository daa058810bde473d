"""What two versions of a bundle hold beside rules: data, settings, libraries, documents, texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.bundle.models import SETTINGS
from packer_systo.engine.comparison.models import Change
from packer_systo.engine.comparison.tokens import rego_code
from packer_systo.engine.judgment.patterns import show_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

DEEPEST_DATA = 4
"""Levels of the data that are gone into; below, a value differs as a whole."""

MOST_LISTED = 6
LONGEST_SHOWN = 80


def content_changes(old: Bundle, new: Bundle) -> Iterator[Change]:
    """Every difference but those of the rules."""
    yield from _documents(old, new)
    # A schema says what may be set, and its changes are told apart; without one, all settings may.
    described = old.metadata.settings is not None
    for change in _data(old.data, new.data, ()):
        yield _only_data(change) if described else change
    before, after = dict(old.libraries), dict(new.libraries)
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield Change("library", "minor", name, before="removed")
        elif name not in before:
            yield Change("library", "minor", name, after="added")
        elif rego_code(before[name]) != rego_code(after[name]):
            yield Change("library", "minor", name)
    texts = [
        name
        for name in ("title", "description")
        if getattr(old.metadata, name) != getattr(new.metadata, name)
    ]
    if texts:
        yield Change("text", "patch", after=", ".join(texts))


def _only_data(change: Change) -> Change:
    """What became of a default where the schema tells what may be set."""
    if change.kind not in {"setting-removed", "setting-added", "setting-type"}:
        return change
    return Change("setting-changed", "minor", change.subject, change.before, change.after)


def _documents(old: Bundle, new: Bundle) -> Iterator[Change]:
    before, after = _judged(old), _judged(new)
    for one in sorted(before - after):
        yield Change("documents-dropped", "major", before=one)
    for one in sorted(after - before):
        yield Change("documents-added", "minor", after=one)


def _judged(bundle: Bundle) -> set[str]:
    """`template 1` for each kind and version of document that the bundle judges."""
    return {
        f"{kind} {version}"
        for kind, versions in bundle.metadata.judges.items()
        for version in versions
    }


def _data(old: JSON, new: JSON, path: Path) -> Iterator[Change]:
    if old == new and _type(old) == _type(new):
        return
    inside_setting = len(path) > 2 and path[1] == SETTINGS
    if (
        isinstance(old, dict)
        and isinstance(new, dict)
        and len(path) < DEEPEST_DATA
        and not inside_setting
    ):
        for key in sorted(old.keys() | new.keys()):
            below = (*path, key)
            if key not in new:
                yield _gone(old[key], below)
            elif key not in old:
                yield _came(new[key], below)
            else:
                yield from _data(old[key], new[key], below)
        return
    yield _changed(old, new, path)


def _changed(old: JSON, new: JSON, path: Path) -> Change:
    before, after = _shown(old, new)
    if not _is_setting(path):
        return Change("data", "minor", show_path(path), before, after)
    if _type(old) != _type(new):
        return Change("setting-type", "major", str(path[-1]), _type(old), _type(new))
    return Change("setting-changed", "minor", str(path[-1]), before, after)


def _gone(value: JSON, path: Path) -> Change:
    if _is_setting(path):
        return Change("setting-removed", "major", str(path[-1]), before=_short(value))
    if _holds_settings(value, path):
        return Change("setting-removed", "major", "all settings")
    return Change("data", "minor", show_path(path), before=_short(value))


def _came(value: JSON, path: Path) -> Change:
    if _is_setting(path):
        return Change("setting-added", "minor", str(path[-1]), after=_short(value))
    return Change("data", "minor", show_path(path), after=_short(value))


def _is_setting(path: Path) -> bool:
    """`/<root>/settings/<name>`, what a user's `[bundle.settings]` can name."""
    return len(path) == 3 and path[1] == SETTINGS


def _holds_settings(value: JSON, path: Path) -> bool:
    if len(path) == 2 and path[1] == SETTINGS:
        return bool(value)
    return len(path) == 1 and isinstance(value, dict) and bool(value.get(SETTINGS))


def _type(value: JSON) -> str:
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return "nothing"


def _shown(old: JSON, new: JSON) -> tuple[str, str]:
    """Two lists by what each has alone, anything else by its value."""
    if isinstance(old, list) and isinstance(new, list):
        alone = [one for one in old if one not in new], [one for one in new if one not in old]
        if alone[0] or alone[1]:
            return _listed(alone[0]), _listed(alone[1])
        return "", "in another order, or repeated"
    return _short(old), _short(new)


def _listed(values: list[JSON]) -> str:
    shown = ", ".join(_short(value) for value in values[:MOST_LISTED])
    more = len(values) - MOST_LISTED
    return f"{shown} and {more} more" if more > 0 else shown


def _short(value: JSON) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
