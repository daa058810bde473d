"""One function of OPA called many times, on the embedded engine and by `opa`."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from opa_program import opa_program
from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Sequence

Results = dict[str, JSON]
"""What the calls gave, by their number; a call that fails has none."""


def both(name: str, calls: Sequence[Sequence[JSON]]) -> tuple[Results, Results]:
    """What the embedded engine gives, and what OPA gives."""
    return embedded(name, calls), by_opa(name, calls)


def embedded(name: str, calls: Sequence[Sequence[JSON]]) -> Results:
    engine = GuardedEngine()
    engine.add_policy("calls.rego", _rule(name, calls))
    results: Results = {}
    for number, arguments in enumerate(calls):
        engine.set_input_json(msgspec.json.encode({"calls": {str(number): arguments}}).decode())
        # What fails is told by an error.
        with suppress(RuntimeError):
            answered = engine.eval_rule_as_json("data.calls.results")
            results |= msgspec.json.decode(answered, type=Results)
    return results


def by_opa(name: str, calls: Sequence[Sequence[JSON]]) -> Results:
    asked = {str(number): arguments for number, arguments in enumerate(calls)}
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "calls.rego"
        rules.write_text(_rule(name, calls), encoding="utf-8")
        command = [opa_program(), "eval", "--format", "raw", "--stdin-input"]
        ran = subprocess.run(
            [*command, "--data", rules, "data.calls.results"],
            input=msgspec.json.encode({"calls": asked}),
            capture_output=True,
            check=True,
            timeout=60,
        )
    return msgspec.json.decode(ran.stdout, type=Results)


def _rule(name: str, calls: Sequence[Sequence[JSON]]) -> str:
    arguments = ", ".join(f"call[{number}]" for number in range(len(calls[0])))
    return (
        "package calls\n\nimport rego.v1\n\n"
        f"results[number] := value if {{\n\tsome number, call in input.calls\n\tvalue := {name}({arguments})\n}}\n"
    )
