from __future__ import annotations

import random

import msgspec

from packer_systo.engine.checking.order import in_order
from packer_systo.engine.finding.models import Place
from packer_systo.engine.source.text import Position
from report_samples import SYNTAX_ERROR, UNENCRYPTED, UNVERIFIED_ISO


def test_severity_then_impact_then_place() -> None:
    def at(file: str, line: int) -> Place:
        return Place(file, Position(line, 1), Position(line, 2))

    high = msgspec.structs.replace(UNENCRYPTED, severity="high", impact="low")
    expected = [
        SYNTAX_ERROR,
        UNVERIFIED_ISO,
        high,
        msgspec.structs.replace(UNENCRYPTED, impact="high", location=at("z", 9)),
        msgspec.structs.replace(UNENCRYPTED, location=at("a", 2)),
        msgspec.structs.replace(UNENCRYPTED, location=at("a", 10)),
        msgspec.structs.replace(UNENCRYPTED, location=at("b", 1)),
    ]
    shuffled = list(expected)
    random.Random(7).shuffle(shuffled)
    assert list(in_order(shuffled)) == expected
