"""Which statements of a Rego rule hold for a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.explanation.example import TEMPLATE, subjects, write_bundle
from engine.judgment.templates import rego_rule
from opa_program import opa_program
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.explanation import text
from packer_systo.engine.explanation.why import explain_result
from packer_systo.engine.settings.engine import EngineSettings

if TYPE_CHECKING:
    from pathlib import Path


def test_where_the_body_of_a_rego_rule_stops(folder: Path) -> None:
    found = subjects("small/large-size")
    stopped = {name: [body.stopped_at for body in one.bodies] for name, one in found.items()}
    lines = (folder / "small/security/large-size/large-size.rego").read_text().splitlines()
    number = {line.strip(): at for at, line in enumerate(lines, 1)}
    assert stopped == {
        "source qemu.a": [None],
        "source qemu.b": [number['not source.name == "b"']],
        "source qemu.c": [number["source.config.size > limit"]],
        "source null.d": [number['source.type == "qemu"']],
    }
    steps = found["source null.d"].bodies[0].steps
    assert [step.held for step in steps] == [True, True, False, None, None]
    assert [(one.text, one.value) for one in steps[2].values] == [("source.type", '"null"')]


def test_lines_that_hold_show_what_they_read_and_bind_and_where_it_came_from(folder: Path) -> None:
    body = """deny contains {"msg": "a", "path": ["builds", b, "sources", s]} if {
	some b, s
	source := input.builds[b].sources[s]
	source.config.mode == "wrong"
	some wanted in {"right", "wrong"}
	wanted == source.config.mode
}"""
    write_bundle(folder, rego_rule("any-mode", body, inputs=["config/memory"]))
    failed = subjects("small/any-mode")["source qemu.a"]
    (traced,) = failed.bodies
    steps = {step.text.split(" ")[0]: step for step in traced.steps}
    assert [(one.text, one.value) for one in steps["source"].gives[:2]] == [("b", "0"), ("s", "0")]
    assert steps["source.config.mode"].places == ("/builds/0/sources/0/config/mode",)
    assert steps["source.config.mode"].values[0].value == '"wrong"'
    # Of the two ways in which the fourth line holds, the one that the fifth lets through.
    wanted = next(step for step in traced.steps if "some wanted" in step.text)
    assert [(one.text, one.value) for one in wanted.gives] == [("wanted", '"wrong"')]
    read = next(one for one in failed.reads if one.path.endswith("/config/mode"))
    assert [step.place.start.line for step in read.chain if step.place] == [12, 8, 2]


def test_what_is_gone_through_without_a_key_has_its_place_too(folder: Path) -> None:
    body = """deny contains {"msg": "a", "path": ["builds", b]} if {
	some b, build in input.builds
	some source in build.sources
	some _, value in source.config
	value == 7
}"""
    write_bundle(folder, rego_rule("seven", body, subject="/builds/*", inputs=["description"]))
    (failed,) = subjects("small/seven").values()
    assert [step.held for step in failed.bodies[0].steps] == [True] * 4
    assert failed.bodies[0].steps[1].text == "some source in build.sources"
    (place,) = failed.bodies[0].steps[3].places
    # Both sources are in the build, and have this size.
    assert place in {"/builds/0/sources/0/config/size", "/builds/0/sources/1/config/size"}
    assert place in {one.path for one in failed.reads}


def test_large_values_of_variables_are_left_out_and_long_ones_cut(folder: Path) -> None:
    file = folder / "t" / "t.pkr.hcl"
    file.write_text(TEMPLATE.replace("size = 7", f'size = "{"x" * 4000}"', 1))
    body = """deny contains {"msg": "a", "path": ["builds", b, "sources", s]} if {
	some b, s
	source := input.builds[b].sources[s]
	size := source.config.size
	is_string(size)
}"""
    write_bundle(folder, rego_rule("long", body))
    (traced,) = subjects("small/long")["source qemu.a"].bodies
    assert [one.text for one in traced.steps[1].gives] == ["b", "s"]
    (size,) = traced.steps[2].gives
    assert len(size.value) < 200


def test_several_bodies_and_what_they_bind(folder: Path) -> None:
    body = """deny contains {"msg": "a", "path": place} if {
	some b, s
	source := input.builds[b].sources[s]
	source.config.size > 100
	place := ["builds", b, "sources", s]
}

deny contains object if {
	some path, value
	walk(input.builds, [path, value])
	value == "right"
	object := {"msg": "b", "path": array.concat(["builds"], path)}
}

deny contains {"msg": "c", "path": hit.path} if some hit in hits

hits contains {"path": ["builds", 0, "sources", 3]}
"""
    write_bundle(folder, rego_rule("many-ways", body, partial="judge"))
    found = subjects("small/many-ways")
    assert not any(one.untraced for one in found.values())
    denied = {name: [body.stopped_at is None for body in one.bodies] for name, one in found.items()}
    assert denied == {
        "source qemu.a": [False, False, False],
        "source qemu.b": [False, True, False],
        "source qemu.c": [False, False, False],
        "source null.d": [False, False, True],
    }


def test_what_is_denied_by_an_object_that_is_put_together(folder: Path) -> None:
    body = """deny contains denial if {
	some b, build in input.builds
	some s, source in build.sources
	source.name == "b"
	denial := object.union({"msg": "a", "path": ["builds", b, "sources", s]}, {})
}

deny contains object.union({"msg": "b"}, {"path": ["builds", b, "sources", s]}) if {
	some b, build in input.builds
	some s, source in build.sources
	source.type == "null"
}

deny contains made(b, s) if {
	some b, build in input.builds
	some s, source in build.sources
	source.name == "c"
}

made(b, s) := {"msg": "c", "path": ["builds", b, "sources", s]}"""
    write_bundle(folder, rego_rule("joined", body, partial="judge"))
    found = subjects("small/joined")
    assert not any(one.untraced for one in found.values())
    assert {
        name: [body.stopped_at is None for body in one.bodies] for name, one in found.items()
    } == {
        "source qemu.a": [False, False, False],
        "source qemu.b": [True, False, False],
        "source qemu.c": [False, False, True],
        "source null.d": [False, True, False],
    }
    # Where an object tells the place, earlier statements are told apart by it too.
    assert [step.held for step in found["source qemu.a"].bodies[0].steps] == [
        True,
        True,
        False,
        None,
    ]


@pytest.mark.parity
def test_a_rule_that_only_opa_knows_has_its_result_and_says_what_is_missing(folder: Path) -> None:
    opa_program()
    body = """deny contains {"msg": crypto.md5("a"), "path": ["builds", b, "sources", s]} if {
	some b, build in input.builds
	some s, source in build.sources
	crypto.md5(source.name) == crypto.md5("a")
}"""
    write_bundle(folder, rego_rule("hashed", body))
    options = CheckOptions(
        bundles=("small",), cache=False, now="2027-01-15", engine=EngineSettings(name="opa")
    )
    (template,) = explain_result("small/hashed", "t", options).templates
    assert not template.error
    outcomes = {one.name: one.outcome for one in template.subjects}
    assert outcomes["source qemu.a"] == "fail"
    assert outcomes["source qemu.b"] == "pass"
    assert "crypto.md5" in template.subjects[0].untraced
    assert "not traced: could not find function crypto.md5" in text.render(
        explain_result("small/hashed", "t", options)
    )


LOOPS = "\tsome x in numbers.range(1, 100000)\n\tsome y in numbers.range(1, 100000)\n\tx + y == 0\n"


def test_a_rule_that_loops_is_stopped_and_said_to_be(folder: Path) -> None:
    write_bundle(
        folder, rego_rule("endless", f'deny contains {{"msg": "x", "path": []}} if {{\n{LOOPS}}}')
    )
    options = CheckOptions(
        bundles=("small",), cache=False, engine=EngineSettings(rule_seconds=1.5), now="2027-01-15"
    )
    (template,) = explain_result("small/endless", "t", options).templates
    assert template.error == "the rule was stopped: it took more than 1.5 s"
    assert {one.untraced for one in template.subjects} == {
        "tracing it was stopped: it took more than 1.5 s"
    }
    assert {one.outcome for one in template.subjects} == {"error", "undecided"}
