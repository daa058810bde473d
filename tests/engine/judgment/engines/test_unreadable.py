"""What cannot be read of a bundle is told when it is loaded, however long reading would take."""

from __future__ import annotations

import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from engine.judgment.templates import bundle, cel_rule, rego_rule
from packer_systo.engine.judgment.engines import worker
from packer_systo.engine.judgment.engines.limits import Limits
from packer_systo.engine.judgment.engines.unreadable import read_rego, unreadable

if TYPE_CHECKING:
    from pathlib import Path

DENIES = 'deny contains {"msg": "x", "path": []} if input.x'
# Each level doubles what regorus takes: this would be days.
NESTED = f"x := {'[' * 32}1{']' * 32}\n\n{DENIES}"


@pytest.fixture(autouse=True, params=["forked", "started"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    way: str = request.param
    monkeypatch.setattr(worker, "may_fork", lambda: way == "forked")
    return way


def test_a_rule_that_takes_for_ever_to_read_is_named_and_the_others_are_read() -> None:
    judged = bundle(rego_rule("good", DENIES), cel_rule("torn", "self."))
    # Not loaded as it is: that would take the ten seconds of every run.
    (nested,) = bundle(rego_rule("nested", DENIES)).rules
    nested = replace(nested, rego=nested.rego.replace(DENIES, NESTED))
    began = time.monotonic()
    found = unreadable([*judged.rules, nested], limits=Limits(seconds=2))
    assert time.monotonic() - began < 25
    assert [(one.rule, one.stopped, one.everywhere) for one in found] == [
        ("small/torn", False, True),
        ("small/nested", True, False),
    ]
    assert found[1].message == (
        "the embedded engine cannot read the rule: reading it was stopped: it took more than 2 s"
    )


def test_a_library_that_cannot_be_read_stands_in_the_way_of_the_rules_that_use_it() -> None:
    judged = bundle(
        rego_rule("alone", DENIES),
        rego_rule("uses", f"import data.small.lib.torn\n\n{DENIES}"),
        **{"lib/torn.rego": "package small.lib.torn\n\nimport rego.v1\n\nf(x) if {\n"},
    )
    (found,) = judged.obstacles
    assert (found.rule, found.file, found.unread) == ("small/uses", "lib/torn.rego", True)
    assert found.message.startswith("the embedded engine cannot read the library: ")
    assert found.line > 1


def test_texts_are_read_in_their_order() -> None:
    good = f"package a\n\nimport rego.v1\n\n{DENIES}\n"
    problems = read_rego([good, "package a\n\n}\n", good])
    assert [bool(one) for one in problems] == [False, True, False]
    assert problems[1].endswith("(line 3)")


def test_a_line_that_is_too_long_for_the_embedded_engine_is_no_mistake_of_the_rule() -> None:
    rules = bundle(rego_rule("long", f'{DENIES}\n\nlong := "{"x" * 1100}"')).rules
    (found,) = unreadable(rules)
    assert rules[0].rego.splitlines()[found.line - 1].startswith("long := ")
    assert "line exceeds maximum column width of 1024" in found.message
    assert found.hint == (
        "write it on several lines (`concat`), or judge by `--engine opa`, which has no such limit"
    )


@pytest.mark.parametrize(
    ("condition", "refused"),
    [
        ('not input.x[_].name == "x"', True),
        ('not startswith(input.x[_].name, "x")', True),
        ("not [1] == [input.x[0][_]]", True),
        ('not "x" in input.x[_]', True),
        ("not input.x[_]", True),
        ("every one in input.x { not one[_] }", True),
        ('not lower(input.x[_].name) == "x"', False),
        ("not count([one | one := input.x[_]]) == 1", False),
        ("some name in input.x; not name == input.x[0]", False),
        ("input.x[_]; not input.y", False),
    ],
)
def test_a_negation_that_does_not_say_of_which_is_refused_as_by_opa(
    condition: str, refused: bool, tmp_path: Path, way: str
) -> None:
    body = f'deny contains {{"msg": "x", "path": []}} if {{ {condition} }}'
    rules = bundle(rego_rule("rule", body)).rules
    found = unreadable(rules)
    assert len(found) == refused
    if refused:
        assert "does not say for which of them" in found[0].message
        assert rules[0].rego.splitlines()[found[0].line - 1] == body
    opa = shutil.which("opa")
    if opa is not None and way == "forked":
        (tmp_path / "rule.rego").write_text(rules[0].rego)
        checked = subprocess.run([opa, "check", tmp_path], capture_output=True, check=False)
        assert bool(checked.returncode) == refused
