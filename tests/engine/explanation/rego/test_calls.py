"""What a Rego rule asks: functions, rules and `every`, of its own module and of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.explanation.example import TEMPLATE, explained, subjects, write_bundle
from engine.judgment.templates import rego_rule
from packer_systo.engine.explanation import text
from packer_systo.engine.explanation.rego.text import Folding

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.explanation.models import RegoBody, RegoCall, Subject

LIBRARY = """package small.lib.media

import rego.v1

media := [{"source": source, "place": ["builds", b, "sources", s], "settings": source.config} |
	some b, build in input.builds
	some s, source in build.sources
]

wrong(medium) if {
	not excused(medium)
	says(medium, {"mode", "size"}, "wrong")
}

excused(medium) if medium.source.name == "b"

says(medium, names, value) if {
	some name in names
	medium.settings[name] == value
}

grade(size) := "large" if {
	size > 100
} else := "small" if {
	size > 5
} else := "tiny"
"""
RULE = """import data.small.lib.media

deny contains {"msg": "wrong", "path": medium.place} if {
	some medium in media.media
	media.wrong(medium)
}"""


def write_rule(folder: Path, body: str, subject: str = "/builds/*/sources/*") -> None:
    write_bundle(folder, rego_rule("asks", body, partial="judge", subject=subject))
    library = folder / "small/lib/media.rego"
    library.parent.mkdir(exist_ok=True)
    library.write_text(LIBRARY)


def only_call(body: RegoBody, text_of: str) -> RegoCall:
    (found,) = [call for step in body.steps for call in step.calls if call.text == text_of]
    return found


def asked(subject: Subject, text_of: str) -> RegoCall:
    (body,) = subject.bodies
    return only_call(body, text_of)


def test_a_function_of_a_library_is_opened_and_what_it_read_has_its_place(folder: Path) -> None:
    write_rule(folder, RULE)
    failed = subjects("small/asks")["source qemu.a"]
    assert failed.outcome == "fail"
    call = asked(failed, "media.wrong")
    assert (call.file, call.held) == ("lib/media.rego", True)
    (body,) = call.bodies
    assert [step.held for step in body.steps] == [True, True]
    excused = only_call(body, "excused")
    assert excused.held is False
    assert excused.bodies[0].steps[0].values[0].value == '"a"'
    says = only_call(body, "says")
    assert {one.text: one.value for one in says.bodies[0].given}["names"] == '["mode","size"]'
    # What only the library reads is among what was read, with the way that it came.
    read = next(one for one in failed.reads if one.path.endswith("/config/mode"))
    assert read.path == "/builds/0/sources/0/config/mode"
    assert [step.place.start.line for step in read.chain if step.place] == [12, 8, 2]


def test_of_a_rule_that_does_not_fire_the_condition_of_the_function_is_told(folder: Path) -> None:
    write_rule(folder, RULE)
    passed = subjects("small/asks")["source qemu.b"]
    assert passed.outcome == "pass"
    call = asked(passed, "media.wrong")
    (body,) = call.bodies
    assert call.held is False
    assert [step.held for step in body.steps] == [False, None]
    assert only_call(body, "excused").held is True
    assert next(one for one in passed.reads if one.path.endswith("/name")).value == '"b"'


def test_the_element_that_a_rule_of_many_gives_is_the_one_that_is_meant(folder: Path) -> None:
    write_rule(folder, RULE)
    for name, number in (("source qemu.a", "0"), ("source qemu.b", "1")):
        media = asked(subjects("small/asks")[name], "media.media")
        gives = {one.text: one.value for step in media.bodies[0].steps for one in step.gives}
        assert gives["s"] == number


def test_an_every_tells_the_element_that_it_does_not_hold_for(folder: Path) -> None:
    write_rule(
        folder,
        """deny contains {"msg": "x", "path": ["builds", b]} if {
	some b, build in input.builds
	every source in build.sources {
		source.type in {"qemu"}
	}
}""",
        subject="/builds/*",
    )
    (passed,) = subjects("small/asks").values()
    call = asked(passed, "every source in build.sources")
    assert call.held is False
    assert [step.held for step in call.bodies[0].steps] == [True, False]
    assert "/builds/0/sources/3/type" in {one.path for one in passed.reads}


def test_an_else_is_told_with_what_came_before_it(folder: Path) -> None:
    write_rule(
        folder,
        """import data.small.lib.media

deny contains {"msg": "x", "path": ["builds", b, "sources", s]} if {
	some b, s
	source := input.builds[b].sources[s]
	media.grade(source.config.size) == "small"
}""",
    )
    call = asked(subjects("small/asks")["source qemu.a"], "media.grade")
    assert call.value == '"small"'
    assert [(one.otherwise, one.stopped_at is None) for one in call.bodies] == [
        (False, False),
        (True, True),
    ]
    # Where the argument has no value, nobody is asked.
    assert asked(subjects("small/asks")["source qemu.c"], "media.grade").held is None


def test_expressions_of_every_form_are_taken_over_as_they_are(folder: Path) -> None:
    write_rule(
        folder,
        """deny contains {"msg": "x", "path": ["builds", b, "sources", s]} if {
	some b, s
	source := input.builds[b].sources[s]
	both := (named("a") | named("b")) & one_of
	source.name in both
	count(table.of) == 2
	by_name["b"] == source.config.mode
}

named(name) := {name}

one_of := (({"a"} | {"x"}) | named("b")) | {"(", `)`}

table := {"of": {"a": 1, "b": 2}, "to": {"c": 3, "d": {"e": 4, "f": 5}}}

by_name := {source.name: source.config.mode | some source in input.builds[0].sources}""",
    )
    found = subjects("small/asks")
    assert {name: one.outcome for name, one in found.items()}["source qemu.b"] == "fail"
    assert not any(one.untraced for one in found.values())
    call = asked(found["source qemu.a"], "by_name")
    assert call.value == '{"a":"wrong","b":"right"}'


def test_what_is_asked_twice_is_told_once(folder: Path) -> None:
    write_rule(
        folder,
        """deny contains {"msg": "x", "path": ["builds", b, "sources", s]} if {
	some b, s
	source := input.builds[b].sources[s]
	is_a(source)
	is_a(source)
}

is_a(source) if source.name == "a" """,
    )
    (body,) = subjects("small/asks")["source qemu.a"].bodies
    first, second = [call for step in body.steps for call in step.calls]
    assert first.bodies
    assert (second.held, second.bodies, second.folded) == (True, (), "as above")


def test_each_finding_of_one_subject_has_what_held_for_it(folder: Path) -> None:
    write_rule(folder, RULE.replace('"wrong")', "value)"), subject="/")
    file = folder / "t/t.pkr.hcl"
    file.write_text(TEMPLATE.replace('mode = "right"', 'mode = "wrong"').replace('"b" {', '"e" {'))
    file.write_text(file.read_text().replace("source.qemu.b", "source.qemu.e"))
    (subject,) = subjects("small/asks").values()
    assert len(subject.said) == 2
    assert len(subject.bodies) == 2
    shown = text.render(explained("small/asks"))
    assert "says: wrong (t/t.pkr.hcl:11)" in shown
    assert "says: wrong (t/t.pkr.hcl:16)" in shown


def test_what_did_not_decide_is_folded_and_named(folder: Path) -> None:
    write_rule(folder, RULE)
    explanation = explained("small/asks")
    shown = text.render(explanation)
    assert "media.wrong holds (lib/media.rego:10):" in shown
    assert "excused fails (lib/media.rego:15):" in shown
    assert "= folded: media.media (--all shows everything)" in shown
    assert "media.media is" not in shown
    flat = text.render(explanation, folding=Folding(1))
    assert "excused fails (lib/media.rego:15) …" in flat
    whole = text.render(explanation, folding=Folding(8, everything=True))
    assert "media.media is a list of 4 (lib/media.rego:5)" in whole
    assert "folded" not in whole


def test_long_chains_end_and_say_so(folder: Path) -> None:
    functions = "\n\n".join(f"f{at}(x) if f{at + 1}(x)" for at in range(12))
    write_rule(
        folder,
        f"""deny contains {{"msg": "x", "path": ["builds", b, "sources", s]}} if {{
	some b, s
	source := input.builds[b].sources[s]
	f0(source.name)
}}

{functions}

f12(x) if x == "a" """,
    )
    call = asked(subjects("small/asks")["source qemu.a"], "f0")
    depth = 1
    while call.bodies:
        (call,) = call.bodies[0].steps[0].calls
        depth += 1
    assert call.folded == "too deep"
    assert depth == 9


def test_no_secret_is_shown_by_what_is_asked(folder: Path) -> None:
    canary = "Kx8vQz2LmN5pRt7w"
    write_rule(
        folder,
        """deny contains {"msg": "x", "path": ["builds", b, "sources", s]} if {
	some b, s
	source := input.builds[b].sources[s]
	given(source.config, source.config.ssh_password)
}

given(config, password) if {
	some name, value in config
	value == password
	some command in commands
	contains(command, "secret")
}

commands contains command if {
	some build in input.builds
	some provisioner in build.provisioners
	some command in provisioner.config.inline
}""",
    )
    source = f'ssh_password = "{canary}"\n  mode = local.mode'
    commands = f'provisioner "shell" {{ inline = ["export PASSWORD={canary}; run"] }}'
    (folder / "t/t.pkr.hcl").write_text(
        TEMPLATE.replace("mode = local.mode", source).replace("build {", f"build {{\n  {commands}")
    )
    explanation = explained("small/asks")
    (failed,) = [one for one in explanation.templates[0].subjects if one.outcome == "fail"]
    assert asked(failed, "given").held
    whole = text.render(explanation, folding=Folding(8, everything=True))
    assert '"<secret>"' in whole
    assert canary not in whole + repr(explanation)


def test_what_is_absent_within_a_negation_stops_the_rule_as_in_opa(folder: Path) -> None:
    body = """deny contains {"msg": "wrong", "path": ["builds", b, "sources", s]} if {
	some b, build in input.builds
	some s, source in build.sources
	not startswith(source.config.nothing, "x")
	not held(source.name)
}

held(name) if name == "z\""""
    write_rule(folder, body)
    passed = subjects("small/asks")["source qemu.a"]
    assert passed.outcome == "pass"
    (body_told,) = passed.bodies
    assert [step.held for step in body_told.steps] == [True, True, False, None]
    assert [(one.text, one.value) for one in body_told.steps[2].values] == [
        ("source.config.nothing", "absent")
    ]
