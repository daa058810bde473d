"""What is in a bundle, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.finding.models import SEVERITIES
from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from packer_systo.engine.authoring.inspection.models import InspectedBundle, InspectedRule

LONGEST_DEFAULT = 60


def text(bundle: InspectedBundle) -> str:
    """Facts, rules by severity, settings, and what the bundle needs."""
    kinds = ", ".join(f"{kind} {'/'.join(of)}" for kind, of in sorted(bundle.judges.items()))
    lines = [
        f"{bundle.name} {bundle.version}: {bundle.title}",
        *([f"  {bundle.description}"] if bundle.description else []),
        f"  judges: {kinds}",
        f"  digest: {bundle.digest}",
        *([f"  archive: {bundle.archive}"] if bundle.archive else []),
        f"  files: {bundle.files}, {bundle.size} bytes",
        f"  signed: {'yes; `bundle verify` says by whom' if bundle.signed else 'no'}",
        "",
        _count(bundle),
    ]
    width = max((len(rule.metadata.name) for rule in bundle.rules), default=0)
    lines += [
        f"  {rule.metadata.severity:8}  {rule.metadata.name:{width}}  {rule.language:4}  "
        f"{rule.metadata.title}"
        for rule in sorted(bundle.rules, key=_order)
    ]
    if bundle.settings:
        lines += ["", "settings:"]
        for setting in bundle.settings:
            default = msgspec.json.encode(setting.default).decode()
            if len(default) > LONGEST_DEFAULT:
                default = f"{default[: LONGEST_DEFAULT - 1]}…"
            lines.append(f"  {setting.name} = {default}")
            if setting.description:
                lines.append(f"    {setting.description}")
    if bundle.libraries or bundle.tests:
        lines += ["", f"shared Rego: {', '.join([*bundle.libraries, *bundle.tests])}"]
    lines += ["", *_needs(bundle)]
    return "".join(f"{printable(line)}\n" for line in lines)


def _count(bundle: InspectedBundle) -> str:
    rego = sum(rule.language == "rego" for rule in bundle.rules)
    severities = [rule.metadata.severity for rule in bundle.rules]
    split = ", ".join(
        f"{severities.count(severity)} {severity}"
        for severity in SEVERITIES
        if severity in severities
    )
    rules = "1 rule" if len(severities) == 1 else f"{len(severities)} rules"
    return f"{rules}, {rego} in Rego and {len(severities) - rego} in CEL" + (
        f": {split}" if split else ""
    )


def _order(rule: InspectedRule) -> tuple[int, str]:
    return SEVERITIES.index(rule.metadata.severity), rule.name


def _needs(bundle: InspectedBundle) -> list[str]:
    """Which engine the Rego rules need, and what no engine is of use for."""
    unread = [rule for rule in bundle.rules if rule.unread]
    lines: list[str] = []
    if unread:
        lines.append("cannot be read:")
        for rule in unread:
            lines += [f"  {rule.name}, {why}" for why in rule.unread]
        lines.append("")
    needing = [rule for rule in bundle.rules if rule.needs_opa]
    if not needing:
        others = " for what can be read" if unread else ""
        return [*lines, f"needs: nothing beside packer-systo{others}"]
    lines.append("needs: `--engine opa`, for")
    for rule in needing:
        lines += [f"  {rule.name}, {why}" for why in rule.needs_opa]
    return lines
