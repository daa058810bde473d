"""Heads whose value may be absent: the embedded engine leaves out one element, as OPA does."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.judgment.engines.guarded import GuardedEngine
from packer_systo.engine.judgment.engines.rego_heads import changes, with_changes
from packer_systo.engine.judgment.engines.rego_negations import LONGEST_LINE

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.template.document import JSON

HEADS = {
    "a value": "r contains s.mode if some s in input.s",
    "within an object": 'r contains {"m": s.mode, "n": (s.name)} if some s in input.s',
    "within a list, in parentheses": 'r contains ["a", (s.mode)] if { some s in input.s }',
    "of a function": "r contains f(s) if some s in input.s\n\nf(s) := s.mode",
    "of a builtin": 'r contains sprintf("%s] \\" `", [s.mode]) if {\n\tsome s in input.s\n}',
    "of a map": "r[s.name] := s.mode if some s in input.s",
    "the key of a map": "r[s.mode] := s.name if some s in input.s # why",
    "key and value": "r[s.mode] := f(s) if {\n\tsome s in input.s # why\n}\n\nf(s) := s.mode",
    "of a map of sets": "r[s.name] contains s.mode if some s in input.s",
    "on several lines": 'r contains object.union(\n\t{"m": s.mode}, # the mode\n\t{"x": 1},\n) if {\n\tsome s in input.s\n}',
    "without a body": "r contains input.s[0].mode\n\nr contains input.s[1].mode",
    "after an equation in parentheses": "r contains s.mode if {some s in input.s; s.n == (1 + (0))}",
    "alone, in parentheses": "r contains s[_].mode if s := (input.s)",
    "beside a text with braces": 'r contains s.mode if {some s in input.s; s.name != "}"}',
    "behind a long line": f'r contains s.mode if {{some s in input.s; s.name != "{"x" * (LONGEST_LINE - 60)}"}}',
    "of a comprehension": "r contains [m | m := s.mode] if some s in input.s",
    "of an index": 'r contains data.u.v[input.s[_].mode]["x"].y if true',
    "after brackets": "r contains input.s[_].mode.deep[0].er if true",
    "over one index": 'r contains {"a": s[i].name, "b": s[i].mode} if s := input.s',
    "over lines, of a function with a comprehension": "r contains f(\n\t[x |\n\t\tx := s.mode\n\t\tx != 2\n\t],\n) if some s in input.s\n\nf(x) := x[0]",
    "one value, of a reference that goes on": "r := input.s[_].mode",
    "one value, within a list": 'r := ["x", input.s[_].mode] if true # why',
    "one value, of a body that goes on": "r := s.mode if some s in input.s",
    "one value, by a function": "r := f(s) if {\n\tsome s in input.s\n}\n\nf(s) := s.mode",
    "one value, of an implicit variable": "r := input.s[i].mode if input.s[i].n == 1",
    "one value, of `walk`": "r := v.mode if walk(input, [_, v])",
    "before an else": "r := input.s[1].mode if input.s[0]\n\nelse := 3",
    "of an else": 'r := 1 if input.s[0].none else := input.s[1].mode if input.s[1] else := {"m": input.s[0].mode}',
    "of a function with an else": "r := [f(s) | some s in input.s]\n\nf(s) := s.mode if s.name\n\nelse := s.n",
    "of a function that goes on": "r := [f(input.s)]\n\nf(s) := t.mode if some t in s",
    "beside a default": 'default r := "none"\n\nr := input.s[_].mode if input.s',
    "before an object": 'r contains input.s[_].mode if {"m": input.s[0].n} == {"m": 1}',
    "before a set": "r contains input.s[_].mode if {1, 2} != {3}",
    "before an object in braces": 'r contains s.mode if { {"m": t.n} == {"m": 1}; t = input.s[_]; s := t }',
    "never there": 'r contains "x" if some s in input.s',
}

MOVED = {"behind a long line": 1, "over lines, of a function with a comprehension": 5}

DOCUMENTS: list[JSON] = [
    {"s": [{"name": "a", "mode": "1", "n": 1}, {"name": "b", "n": 1}]},
    {"s": [{"name": "b", "n": 1}, {"name": "a", "mode": "1", "n": 1}]},
    {"s": [{"name": "a", "mode": False, "n": 1}, {"name": "b", "n": 1}, {"n": 1, "mode": None}]},
    {"s": [{"name": "b"}, {}]},
    {"s": []},
]


def _module(head: str) -> str:
    return f"package t\n\nimport rego.v1\n\n{head}\n"


def _embedded(text: str, document: JSON) -> JSON:
    engine = GuardedEngine()
    engine.add_policy("t.rego", text)
    engine.set_input_json(json.dumps(document))
    value: JSON = json.loads(engine.eval_rule_as_json("data.t.r"))
    return value


@pytest.mark.parity
@pytest.mark.parametrize("head", HEADS)
def test_what_is_undefined_is_left_out_as_opa_does(head: str, tmp_path: Path) -> None:
    opa = shutil.which("opa")
    if opa is None:
        pytest.skip("opa is not on PATH")
    text = _module(HEADS[head])
    (tmp_path / "t.rego").write_text(text, encoding="utf-8")
    for document in DOCUMENTS:
        (tmp_path / "input.json").write_text(json.dumps(document), encoding="utf-8")
        said = subprocess.run(
            [opa, "eval", "-d", "t.rego", "-i", "input.json", "-f", "json", "data.t.r"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        if said.returncode:  # several values
            assert b"eval_conflict_error" in said.stdout
            with pytest.raises(RuntimeError):
                _embedded(with_changes(text, changes(text)), document)
            continue
        rows = json.loads(said.stdout).get("result")
        expected = rows[0]["expressions"][0]["value"] if rows else "<undefined>"
        if expected == {} and "] contains" in text:
            expected = "<undefined>"  # docs/engines.md
        assert _embedded(with_changes(text, changes(text)), document) == expected, document


@pytest.mark.parametrize("head", HEADS)
def test_no_line_moves_but_for_one_that_would_be_too_long(head: str) -> None:
    text = _module(HEADS[head])
    changed = with_changes(text, changes(text))
    moved = changed.count("\n") - text.count("\n")
    assert moved == MOVED.get(head, 0)
    assert max(map(len, changed.split("\n"))) < 1024


def test_a_head_that_is_always_there_is_left_as_it_is() -> None:
    text = _module(
        'r contains {"msg": sprintf("%s", [name]), "path": ["a", b]} if some b, name in input.s\n\n'
        "one := input.s if input.t\n\nf(s) := s.mode\n\nq[b] := name if some b, name in input.s"
    )
    assert changes(text) == ()
    assert with_changes(text, ()) is text


def test_what_cannot_be_read_is_left_to_others() -> None:
    assert changes("package t\n\nr contains {") == ()


def test_the_built_in_bundles_can_be_read_as_changed() -> None:
    seen = 0
    for bundle in builtin_bundles():
        texts = {rule.file: rule.rego for rule in bundle.rules if rule.language == "rego"}
        texts |= dict(bundle.libraries)
        for name, changed_parts in bundle.heads.items():
            changed = with_changes(texts[name], changed_parts)
            assert changed.count("\n") == texts[name].count("\n"), name
            GuardedEngine().add_policy(name, changed)
            seen += 1
    assert seen > 50
