"""Amounts with a unit on the embedded engine are what OPA makes of them."""

from __future__ import annotations

import pytest

from engine.judgment.engines.both_engines import both, embedded
from packer_systo.engine.judgment.engines import go_units

NUMBERS = [
    "1", "0", "10", "1.5", "0.1", ".5", "5.", "1.7", "0.29", "-5", "+5", "1e3", "1e-2", "1.2.3", "", "e", "1e", "--1",
    '"10', "1 0", "0.0000000001", "12.123456789",
]  # fmt: skip
UNITS = [
    "", "m", "M", "k", "K", "Ki", "kI", "KB", "kb", "kib", "KiB", "G", "g", "GB", "Gi", "gib", "tb", "Ti", "P", "pib",
    "e", "E", "EiB", "Q", "x", " G", '"', "e3", "µ",
]  # fmt: skip
CALLS = [[number + unit] for number in NUMBERS for unit in UNITS]


@pytest.mark.parity
@pytest.mark.parametrize("name", ["units.parse", "units.parse_bytes"])
def test_each_is_what_opa_makes_of_it(name: str) -> None:
    ours, theirs = both(name, [*CALLS, [1], [None]])
    assert ours == theirs
    assert ours


def test_what_has_no_known_unit_is_an_error() -> None:
    assert embedded("units.parse", [["10kb"], ["10K"]]) == {"1": 10_000}
    assert embedded("units.parse_bytes", [["40 GB"], ["40GB"]]) == {"1": 40_000_000_000}


@pytest.mark.parametrize("text", ["1e999999999", "1" * 2000, f"0.{'1' * 2000}K"])
def test_an_amount_is_bounded(text: str) -> None:
    with pytest.raises(ValueError, match="too"):
        go_units.parse(text)
