"""The values of variables and locals, as Packer prints them and as we know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_output import HclInspection, line_of
from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.value import PartialString, Unknown, Value

if TYPE_CHECKING:
    from inspect_tally import Tally
    from packer_systo.engine.template.resolved import Resolved


def compare_values(path: str, inspection: HclInspection, resolved: Resolved, tally: Tally) -> None:
    """Variables and locals."""
    secrets = [
        text
        for value in [
            *[one.value for one in resolved.variables if one.sensitive],
            *[one.value for one in resolved.locals if one.sensitive],
        ]
        for text in _texts(value)
    ]
    for kind, ours, theirs in (
        ("var", resolved.variables, inspection.variables),
        ("local", resolved.locals, inspection.locals),
    ):
        values = {one.name: one.value for one in ours}
        for name, line in theirs.items():
            where = f"{path}: {kind}.{name}"
            if name not in values:
                tally.differs(f"{kind} value", f"{where} is not there")
                continue
            value = values.pop(name)
            own = line_of(value, secrets)
            if own == line:
                tally.same(f"{kind} value")
                continue
            tally.differs(f"{kind} value", where, _excuse(value, line))
        for name in values:
            if kind == "var":
                tally.differs("var value", f"{path}: var.{name} is not in Packer's output")
            else:
                tally.differs("local value", f"{path}: local.{name}", "not printed")


def _excuse(value: Value, line: str) -> str:
    reasons = unknown_reasons(value)
    if reasons and line != '"<unknown>"':
        for words, reason in (
            ("function of the outside world", "outside world"),
            ("data source", "data source"),
            ("build value", "build value"),
        ):
            if any(one.startswith(words) for one in reasons):
                return reason
        return ""
    if not reasons and line == '"<unknown>"':
        return "short circuit"
    return ""


def unknown_reasons(value: Value) -> list[str]:
    """Why a value or a part of it is unknown."""
    data = value.data
    if isinstance(data, Unknown):
        return [one.reason for one in data.reasons]
    if isinstance(data, tuple):
        return [reason for element in data for reason in unknown_reasons(element)]
    if isinstance(data, dict):
        return [reason for element in data.values() for reason in unknown_reasons(element)]
    parts = getattr(data, "parts", ())
    return [one.reason for part in parts if isinstance(part, Unknown) for one in part.reasons]


def _texts(value: Value) -> list[str]:
    data = value.data
    if isinstance(data, (str, PartialString)):
        text = known_text(data)
        return [text] if text else []
    if isinstance(data, tuple):
        return [text for element in data for text in _texts(element)]
    if isinstance(data, dict):
        return [text for element in data.values() for text in _texts(element)]
    return []
