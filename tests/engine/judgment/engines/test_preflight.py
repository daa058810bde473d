"""What the embedded engine lacks: the list is right, and what uses it is found before it runs."""

from __future__ import annotations

import subprocess

import msgspec
import pytest
import regorus

from engine.judgment.templates import bundle, rego_rule
from opa_program import opa_program
from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.judgment.engines.preflight import MISSING, preflight


class _Declared(msgspec.Struct):
    args: list[object] = []


class _Builtin(msgspec.Struct):
    name: str
    decl: _Declared
    infix: str = ""


class _Capabilities(msgspec.Struct):
    builtins: list[_Builtin]


def _is_missing(builtin: _Builtin) -> bool:
    engine = regorus.Engine()
    arguments = ", ".join(f"input.a{number}" for number in range(len(builtin.decl.args)))
    engine.add_policy("a.rego", f"package a\nimport rego.v1\nx := {builtin.name}({arguments})\n")
    engine.set_input_json("{}")
    try:
        engine.eval_rule_as_json("data.a.x")
    except RuntimeError as error:
        return "could not find function" in str(error)
    return False


@pytest.mark.parity
def test_the_list_is_what_opa_has_and_the_engine_has_not() -> None:
    opa = opa_program()
    done = subprocess.run([opa, "capabilities", "--current"], capture_output=True, check=True)
    builtins = msgspec.json.decode(done.stdout, type=_Capabilities).builtins
    missing = {
        one.name
        for one in builtins
        if not one.infix and not one.name.startswith("internal.") and _is_missing(one)
    }
    assert missing == MISSING


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ('deny contains x if { x := crypto.sha256("a") }', 17, "no function `crypto.sha256`"),
        ("deny contains x if {\n\tx := time.now_ns()\n}", 18, "`input.now` is the time"),
        ("deny contains x if { x := yaml.marshal({}) }", 17, "gives another result than OPA's"),
        (
            "deny contains x if {\n\t[_, x] := walk(f([input.a, 1]))\n}",
            18,
            "with two arguments only",
        ),
        ('deny contains {"msg": $"a {input.x}"}', 17, "use sprintf"),
    ],
)
def test_what_stands_in_the_way_is_found_with_its_line(body: str, line: int, says: str) -> None:
    (obstacle,) = preflight(bundle(rego_rule("rule", body)).rules)
    assert (obstacle.rule, obstacle.line) == ("small/rule", line)
    assert says in obstacle.message


@pytest.mark.parametrize(
    "body",
    [
        'deny contains "crypto.sha256(x)"',
        "# crypto.sha256(x)\ndeny contains 1",
        "deny contains `http.send(\n`",
        "deny contains x if { some x in input.all }",
        "deny contains count(input.x)",
        "deny contains x if walk(input.x[f(1)], [x, # (\n_])",
        'deny contains "walk(x)"',
    ],
)
def test_names_in_texts_and_comments_are_none(body: str) -> None:
    assert preflight(bundle(rego_rule("rule", body)).rules) == []


def test_the_built_in_rules_run_on_the_embedded_engine() -> None:
    rules = [rule for one in builtin_bundles() for rule in one.rules]
    assert rules
    assert preflight(rules) == []


def test_what_a_library_uses_stands_in_the_way_of_the_rules_that_use_it() -> None:
    judged = bundle(
        rego_rule("uses", "import data.small.lib.sums\n\ndeny contains sums.sum(input.x)"),
        rego_rule("leaves", "deny contains 1"),
        **{
            "lib/sums.rego": "package small.lib.sums\n\nimport rego.v1\n\nsum(x) := crypto.md5(x)\n"
        },
    )
    (obstacle,) = judged.obstacles
    assert (obstacle.rule, obstacle.file, obstacle.line) == ("small/uses", "lib/sums.rego", 5)
