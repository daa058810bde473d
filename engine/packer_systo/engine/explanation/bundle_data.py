"""What a rule reads of its bundle's data: the bundle's own values, or those that its user has set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.models import SETTINGS
from packer_systo.engine.explanation.models import ReadData
from packer_systo.engine.explanation.rego_module import RegoModule
from packer_systo.engine.explanation.shown import shown_value
from packer_systo.engine.judgment.cel.data_reads import data_reads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.bundle.models import Bundle, Rule
    from packer_systo.engine.settings.models import BundleSetting
    from packer_systo.engine.template.document import JSON

MOST_VALUES = 24


def read_data(
    bundle: Bundle, rule: Rule, settings: Iterable[BundleSetting]
) -> tuple[ReadData, ...]:
    """Each value once, in the order in which the rule names it; `settings` are the user's.

    Of a Rego rule it is what its own file names, not what it takes from a library.
    """
    own = [one for one in settings if one.name == bundle.metadata.name]
    packages = {tuple(one.package.split(".")) for one in bundle.rules if one.package}
    found: dict[str, ReadData] = {}
    for keys in _keys(bundle, rule):
        way, value = _there(bundle.data, keys)
        if not way or any(package[: len(keys)] == keys for package in packages):
            continue  # of a package
        name = ".".join(("data", *way))
        if name not in found and len(found) < MOST_VALUES:
            found[name] = ReadData(name, shown_value(value), _set_at(way, own))
    return tuple(found.values())


def _keys(bundle: Bundle, rule: Rule) -> Iterator[tuple[str, ...]]:
    for _, expression in rule.expressions():
        yield from data_reads(expression)
    unread = any(one.unread and one.rule == rule.full_name for one in bundle.obstacles)
    if rule.language == "rego" and not unread:
        try:
            module = RegoModule(rule.rego)
        except RuntimeError:
            return  # the explanation says that it cannot be traced
        for reference in module.data_references():
            yield reference.keys


def _there(data: dict[str, JSON], keys: Sequence[str]) -> tuple[tuple[str, ...], JSON]:
    """How far the keys lead, and the value there; nowhere if the last mapping lacks the key."""
    here: JSON = data
    for at, key in enumerate(keys):
        if not isinstance(here, dict):
            return tuple(keys[:at]), here
        if key not in here:
            return (), None
        here = here[key]
    return tuple(keys), here


def _set_at(way: Sequence[str], settings: Iterable[BundleSetting]) -> str:
    """Where the user has set it; empty for the bundle's own."""
    if SETTINGS not in way[:-1]:
        return ""
    name = way[way.index(SETTINGS) + 1]
    return next((one.where_set(name) for one in settings if name in one.settings), "")
