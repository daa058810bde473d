"""Lines about what could not be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.report.undecided import undecided_lines
from report_samples import UNVERIFIED_ISO

if TYPE_CHECKING:
    from packer_systo.engine.finding.models import Finding


def undecided(rule: str, reason: str) -> Finding:
    return msgspec.structs.replace(UNVERIFIED_ISO, rule=rule, status="undecided", reason=reason)


def test_each_rule_has_a_line() -> None:
    lines = undecided_lines(
        [undecided("a/one", "var.x"), undecided("a/one", "var.y"), undecided("a/two", "var.x")]
    )
    assert lines == [
        ("a/one", "2 places could not be decided: var.x; var.y"),
        ("a/two", "1 place could not be decided: var.x"),
    ]


def test_a_reason_that_stops_many_rules_has_one_line() -> None:
    rules = ["a/one", "a/two", "a/three", "a/four"]
    lines = undecided_lines(
        [undecided("a/one", "var.y"), *(undecided(rule, "qemu.y is in error") for rule in rules)]
    )
    assert lines == [
        ("a/one", "1 place could not be decided: var.y"),
        ("4 rules", "4 places could not be decided: qemu.y is in error"),
    ]
