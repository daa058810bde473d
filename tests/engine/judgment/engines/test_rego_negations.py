"""What is absent within a negation: the embedded engine says what OPA says."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from opa_program import opa_program
from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.judgment.engines.rego_heads import changes, changes_of, with_changes
from packer_systo.engine.judgment.engines.rego_negations import LONGEST_LINE

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.template.document import JSON

DOCUMENT: JSON = {
    "s": [
        {"name": "a", "type": "x", "region": "eu-west-1", "tags": {"Owner": "x"}, "size": "40G"},
        {"name": "b", "type": "y", "mem": 2048, "of": {"region": "eu"}},
        {"name": "c", "type": "x", "region": False, "tags": {}},
    ],
    "r": ["eu-west-1"],
}

NEGATED = (
    "s.region",
    's.region == "x"',
    's.region != "x"',
    's["region"] != "x"',
    's.tags.Owner == "x"',
    's.tags["Owner"] != "x"',
    "s.mem > 5",
    "s.mem + 1 > 5",
    's.region in {"x"}',
    "s.region in input.r",
    's.of.region in input["r"]',
    '"x" in s.tags',
    "count(s.tags) > 0",
    "count(s.tags) == 1",
    "is_string(s.region)",
    "regex.match(`^eu`, s.of.region)",
    'sprintf("%v", [s.region]) == "false"',
    "f(s.region)",
    "f(s.of.region)",
    "data.t.f(s.region)",
    "g(s)",
    "none",
    'none == "m"',
    "f(none)",
    'none != "m"',
    "f(aliased)",
    'm[s.name] == "x"',
    'm[s.of.region] == "x"',
    "f(m[s.name])",
    "m[s.name]",
    "input.r[s.of.at]",
    's == {"name": s.region, "type": "y"}',
    '{"a": s.region, "b": 1}.a == "x"',
    "[s.region] == [false]",
    "{s.region}[false]",
    "s.tags == s.of",
    "s.tags != s.of",
    "s.region = false",
    "count([t | some t in s.tags; not f(t.deep)]) > 0",
    "count([t | some t in input.r; not f(s.region)]) == 1",
    "f(\n\t\ts.region, # the region\n\t)",
    'f(s.region) with input.r as ["x"]',
    'f(input.none) with input.none as "eu"',
    'f(object.get(s, ["of", "region"], s.nothing))',
    "f(s.tags[k])",
    "(s.region != false)",
    "e(s.region)[0]",
    "e(s.region)[0] == false",
    "f((s.region))",
)
BODIES = {
    **{f"not {one}": f'r contains s.name if {{\n\tsome s in input.s\n\tk := "Owner"\n\tnot {one}\n}}' for one in NEGATED},
    "bound behind it": "r contains s.name if {\n\tnot f(s.region)\n\ts = input.s[_]\n}",
    "on one line": "r contains s.name if {some s in input.s; not f(s.region); not f(s.of.region)}",
    "without braces": "r contains 1 if not f(input.s[1].region)",
    "without braces, nothing absent": "r contains 1 if not f(input.s[1].of)  # why",
    "without braces, a head that is moved": "r contains input.s[2].name if not f(input.s[0].region)",
    "a rule": "r := 1 if not f(input.s[1].region)",
    "else": "r := 1 if not f(input.s[1].region)\n\nelse := 2 if not f(input.r)",
    "in a comprehension": "r := [s.name | some s in input.s; not f(s.region)]",
    "in a head": "r contains {s.name | some s in input.s; not f(s.region)}",
    "in a head that is moved": "r contains h([s.name | some s in input.s; not f(s.region)]) if true\n\nh(x) := x",
    "in every": "r if every s in input.s {\n\tnot f(s.region)\n}",
    "in a function": "r contains s.name if {some s in input.s; bad(s)}\n\nbad(s) if not f(s.region)",
    "a function's else": "r contains o(s) if some s in input.s\n\no(s) := 1 if not f(s.region) else := s.mem",
    "before an object": 'r := v if {"a": input.s[0].mem} == {"a": 1}\n\nelse := v if not f(input.s[1].region)\n\nelse := 2 if [{"a": 1}] != input.s\n\nv := 1',
    "behind a long line": f'r contains s.name if {{some s in input.s; s.name != "{"x" * (LONGEST_LINE - 70)}"; not f(s.region)}}',
}  # fmt: skip
MOVED = {"behind a long line": 3}
SHARED = """
f(x) if x == "eu-west-1"

g(s) if s.region

m["a"] := "x"

e(x) := [x]

none := "n" if input.none
"""


def _text(name: str) -> str:
    number = list(BODIES).index(name)
    body = BODIES[name].replace("data.t.", f"data.t{number}.")
    return (
        f"package t{number}\n\nimport rego.v1\nimport input.nothing as aliased\n\n{body}\n{SHARED}"
    )


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, JSON]:
    """What OPA says of each, by the package."""
    folder = tmp_path_factory.mktemp("opa")
    for number, name in enumerate(BODIES):
        (folder / f"t{number}.rego").write_text(_text(name), encoding="utf-8")
    said = subprocess.run(
        [opa_program(), "eval", "--stdin-input", "--data", folder, "--format", "raw", "data"],
        input=json.dumps(DOCUMENT).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    values: dict[str, JSON] = json.loads(said.stdout)
    return values


@pytest.mark.parity
@pytest.mark.parametrize("name", BODIES)
def test_what_is_absent_is_told_as_opa_does(name: str, theirs: dict[str, JSON]) -> None:
    text = _text(name)
    package = text.partition("\n")[0].removeprefix("package ")
    expected = theirs[package]
    assert isinstance(expected, dict)
    engine = GuardedEngine()
    engine.add_policy("t.rego", with_changes(text, changes(text)))
    engine.set_input_json(json.dumps(DOCUMENT))
    value = json.loads(engine.eval_rule_as_json(f"data.{package}.r"))
    assert value == expected.get("r", "<undefined>")


@pytest.mark.parametrize("name", BODIES)
def test_no_line_moves_but_for_one_that_would_be_too_long(name: str) -> None:
    text = _text(name)
    changed = with_changes(text, changes(text))
    moved = changed.count("\n") - text.count("\n")
    assert moved == MOVED.get(name, 0)
    assert max(map(len, changed.split("\n"))) < 1024


def test_what_both_engines_read_alike_is_left_as_it_is() -> None:
    text = (
        "package t\n\nimport rego.v1\n\nr contains s.name if {\n\tsome s in input.s\n\tnot s.a.b\n"
        '\tnot s.a == 1\n\tnot f(s)\n\tnot startswith(s, "x")\n\tnot s in {1}\n}\n\nf(s) if s.a'
    )
    changed = with_changes(text, changes(text))
    assert changed.count("systo_") == 2  # of the head


@pytest.mark.parity
def test_a_rule_of_another_file_of_the_package_is_asked_before_it_too(tmp_path: Path) -> None:
    texts = {
        "one.rego": "package t\n\nimport rego.v1\n\nr if not f(elsewhere)\n\nf(x) if x",
        "two.rego": "package t\n\nimport rego.v1\n\nelsewhere := input.none\n",
    }
    engine = GuardedEngine()
    for name, changed in changes_of(texts).items():
        engine.add_policy(name, with_changes(texts[name], changed))
        (tmp_path / name).write_text(texts[name], encoding="utf-8")
    engine.set_input_json("{}")
    assert engine.eval_rule_as_json("data.t.r") == '"<undefined>"'
    command = [opa_program(), "eval", "--data", str(tmp_path), "--format", "raw", "data.t"]
    assert subprocess.check_output(command, timeout=60).strip() == b"{}"
