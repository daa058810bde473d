"""Functions of numbers and versions on the embedded engine give what OPA's give, errors too."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from opa_program import opa_program
from packer_systo.engine.judgment.engines.guarded import GuardedEngine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from packer_systo.engine.template.document import JSON

# An undefined value, an error say, is no member.
RULES = """package calls

import rego.v1

numbers[at] := to_number(text) + 0 if some at, text in input

compared[at] := semver.compare(pair[0], pair[1]) if some at, pair in input
"""
NUMBERS: tuple[JSON, ...] = (
    " 1", "1 ", "1", "+1", "-1", "--1", "1.5", ".5", "5.", "1e5", "1E5", "1e400", "-1e400", "0x10",
    "0x1p4", "0b1", "0o7", "010", "00", "-0", "1_000", "1__0", "_1", "1_", "1_.5", "1e1_0",
    "0x_1p4", "0x1_p4", "inf", "Infinity", "-inf", "nan", "NaN", "", "abc", "1a", "\uff11",
    "\u0663", "99999999999999999999", "123456789012345678901234567890", "0.1", "1e21",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1.0", "1.50", "\t1",
    "1\n", "1e", "e5", "+", "1,5", "true", "null", "4.9e-324", "1f", "0x1P-2", "0X1p1", "+.5e1",
    "1.e1", "0e0", ".", "-.", "0x.8p1", "0x1.p1", "0x1p", "+0x1p1", "9007199254740993", "1e17",
    "\u00a01", "1\u2028", "1 1", "é", 1, 1.5, True, False, None, [], {}, [1],
)  # fmt: skip
_VERSIONS: tuple[JSON, ...] = (
    "1.0.0", "v1.0.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2",
    "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0+b", "1.0.0-1", "1.0.0--", "2.1.0", "2.10.0", "v2.9.0",
    "V1.0.0", "1.0", " 1.0.0", "01.0.0", "9223372036854775807.0.0",
    "1.0.0-99999999999999999999", "1.0.0-9", "1.0.0-0a", "é", 1, None,
)  # fmt: skip
COMPARED: list[JSON] = [[one, other] for one in _VERSIONS for other in _VERSIONS]


@pytest.mark.parity
@pytest.mark.parametrize(("name", "asked"), [("numbers", NUMBERS), ("compared", COMPARED)])
def test_each_gives_what_opa_gives(tmp_path: Path, name: str, asked: Sequence[JSON]) -> None:
    rules = tmp_path / "calls.rego"
    rules.write_text(RULES)
    command = [opa_program(), "eval", "--format", "raw", "--stdin-input", "--data", str(rules)]
    ran = subprocess.run(
        [*command, f"data.calls.{name}"],
        input=msgspec.json.encode(asked),
        capture_output=True,
        check=True,
        timeout=60,
    )
    theirs = msgspec.json.decode(ran.stdout, type=dict[str, float])
    assert len(theirs) >= 30
    ours = {str(at): found for at, one in enumerate(asked) if (found := embedded(name, one))}
    assert {at: float(found) for at, found in ours.items()} == theirs


def embedded(name: str, asked: JSON) -> str:
    """The number that the call gives; empty where it is an error."""
    engine = GuardedEngine()
    engine.add_policy("calls.rego", RULES)
    engine.set_input_json(msgspec.json.encode([asked]).decode())
    try:
        found = engine.eval_rule_as_json(f"data.calls.{name}")
    except RuntimeError:
        return ""
    (number,) = msgspec.json.decode(found, type=dict[int, msgspec.Raw]).values()
    return bytes(number).decode()


def test_what_is_a_number() -> None:
    assert [embedded("numbers", one) for one in ("010", "+1", ".5", "1e5", "0x1p4")] == [
        "10", "1", "0.5", "100000", "16",
    ]  # fmt: skip
    none: list[JSON] = [" 1", "inf", "1e400", "9" * 2000, []]
    assert [embedded("numbers", one) for one in none] == [""] * 5


def test_which_version_comes_first() -> None:
    pairs: list[JSON] = [["1.9.0", "1.10.0"], ["v1.0.0", "1.0.0+x"], ["1.0.0", "1.0.0-rc.1"]]
    assert [embedded("compared", one) for one in pairs] == ["-1", "0", "1"]
    assert embedded("compared", ["1.0", "1.0.0"]) == ""
