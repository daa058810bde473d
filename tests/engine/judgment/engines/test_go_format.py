"""`sprintf` on the embedded engine gives what OPA's gives."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from opa_program import opa_program
from packer_systo.engine.judgment.engines.go_format import sprintf
from packer_systo.engine.judgment.engines.guarded import GuardedEngine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from packer_systo.engine.judgment.engines.go_terms import Term

VERBS = (
    "%s", "%d", "%v", "%x", "%X", "%5d", "%05d", "%-5d|", "%5s", "%-5s|", "%05s", "%5v", "%.2f", "%f",
    "%6.2f", "%-8.1f|", "%08.2f", "%q", "%#q", "%+q", "%8q", "%c", "%b", "%o", "%O", "%t", "%e",
    "%E", "%g", "%G", "%.3g", "%.3e", "%+d", "% d", "%.2s", "%.3v", "%+v", "%#v", "%+.1f", "% .2f",
    "%U", "%#U", "%T", "%p", "%w", "%z", "%F", "%#g", "%#.0f", "%#.3e", "%#.8G", "%+x", "% x", "%.3d", "%8.3d", "%-8.3d|", "%.0d",
    "%é",
)  # fmt: skip
VALUES = (
    '"aé"', '""', '"a\\nb\\u0001\\u200b😀`\\"\\\\"', '"\\u00a0ÿ\\t"', "7", "0", "-7", "8364", "255",
    "1114112", "55296", "9223372036854775807", "-9223372036854775808", "1.5", "-0.25", "0.1",
    "0.000001", "1e-7", "100000.5", "1234567.5", "100000000000.5", "123456789.125", "0.00012345",
    "true", "null", '[1, "a", {"b": 2.5}]', '{"k": "v", "a": {1: true}}', '{2, 10, "x", null}',
    "set()", "{}", "[]",
)  # fmt: skip
CALLS = (
    *(f'sprintf("{verb}", [{value}])' for verb in VERBS for value in VALUES),
    *(f'sprintf("%#{verb}", [{value}])' for verb in "xXob" for value in VALUES if "." not in value
      and "e" not in value),
    'sprintf("none", [])',
    'sprintf("", [1, "a", 2.5])',
    'sprintf("%d %d", [1])',
    'sprintf("%d", [1, "a", 2.5, [1]])',
    'sprintf("%[2]d %[1]d", [1, 2])',
    'sprintf("%[2]d %[1]d %d", [1, 2])',
    'sprintf("%[5]d %[x]d %[1]", [1, 2])',
    'sprintf("%[1d", [1])',
    'sprintf("%[1]5d %[2]*[1]d|%[1]*[2]d|", [3, 4])',
    'sprintf("%[3]*.[2]*[1]f|", [12.5, 2, 6])',
    'sprintf("%", [1])',
    'sprintf("a%", [])',
    'sprintf("%!", [1])',
    'sprintf("%%|%5%|%-%", [])',
    'sprintf("%*d|%-*d|%.*f|%*d", [5, 1, 5, 1, 2, 1.234, -4, 1])',
    'sprintf("%*d", ["a", 1])',
    'sprintf("%.*d|%.*d", [-2, 1, "x", 1])',
    'sprintf("%9999999d|", [1])',
    'sprintf("%.[2]d|", [1, 2])',
    'sprintf("%s is %d of %v (%.1f %%)", ["é", 3, [true], 99.5])',
)  # fmt: skip
HEAD = "package calls\n\nimport rego.v1\n\n"


@pytest.mark.parity
def test_each_gives_what_opa_gives(tmp_path: Path) -> None:
    joined = ",\n\t".join(CALLS)
    rules = tmp_path / "calls.rego"
    rules.write_text(f"{HEAD}given := [\n\t{joined},\n]\n")
    ran = subprocess.run(
        [opa_program(), "eval", "--format", "raw", "--data", str(rules), "data.calls.given"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    theirs = msgspec.json.decode(ran.stdout, type=list[str])
    assert [
        (call, ours, one)
        for call, ours, one in zip(CALLS, embedded(CALLS), theirs, strict=True)
        if ours != one
    ] == []


def embedded(calls: Sequence[str]) -> list[str]:
    engine = GuardedEngine()
    # One rule each: the engine takes no text of so many columns or lines at once.
    for at, call in enumerate(calls):
        engine.add_policy(
            f"{at}.rego", f"package calls.c{at}\n\nimport rego.v1\n\ngiven := {call}\n"
        )
    texts: list[str] = []
    for at in range(len(calls)):
        try:
            found = engine.eval_rule_as_json(f"data.calls.c{at}.given")
        except RuntimeError as error:
            texts.append(str(error).partition("Stack backtrace")[0])
            continue
        texts.append(msgspec.json.decode(found, type=str))
    return texts


@pytest.mark.parametrize(
    ("form", "values", "text"),
    [
        ("%d", [-7], "-7"),
        ("%6.2f|%-6s|%03d", [1.5, "é", 5], "  1.50|é     |005"),
        ("%s", [1], "%!s(int64=1)"),
        ("%v of %v", [True, ["a", {"b": None}]], 'true of ["a", {"b": null}]'),
        ("%d", [], "%!d(MISSING)"),
        ("", ["x"], "%!(EXTRA string=x)"),
    ],
)
def test_what_is_written(form: str, values: list[Term], text: str) -> None:
    assert sprintf(form, values) == text


@pytest.mark.parametrize(("form", "values"), [(1, []), ("%d", 1), ("%#x", [1.5]), ("%.2x", [1.5])])
def test_what_cannot_be_written_is_an_error(form: Term, values: Term) -> None:
    with pytest.raises((TypeError, ValueError)):
        sprintf(form, values)
