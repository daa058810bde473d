from __future__ import annotations

import ast
from pathlib import Path

import packer_systo.engine
from packer_systo.engine.template.diagnostics import RULES, rule_of

PACKAGES = ("template", "evaluation", "syntax", "checking")
MAKERS = {"Problem", "Diagnostic", "_problem", "problem"}


def codes_in(source: str) -> set[str]:
    """The codes that a module gives to problems and diagnostics, as far as they are written out."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        if name in MAKERS:
            given += node.args
        found |= {
            one.value
            for one in given
            if isinstance(one, ast.Constant)
            and isinstance(one.value, str)
            and one.value.replace("-", "").isalpha()
            and one.value.islower()
            and "-" in one.value
        }
    return found


def test_every_code_that_is_given_is_described() -> None:
    root = Path(next(iter(packer_systo.engine.__path__)))
    codes: set[str] = set()
    for package in PACKAGES:
        for file in (root / package).rglob("*.py"):
            codes |= codes_in(file.read_text("utf-8"))
    assert len(codes) > 10
    assert codes <= {rule.name for rule in RULES}


def test_rules_are_in_order_and_speak_plainly() -> None:
    names = [rule.name for rule in RULES]
    assert names == sorted(set(names))
    for rule in RULES:
        assert rule_of(rule.name) is rule
        assert rule.title
        assert not rule.title.endswith(".")
        assert rule.why
        assert rule.remediation
