"""How a rule came to its result, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.explanation.example import CEL, REGO, TEMPLATE, write_bundle
from engine.judgment.templates import cel_rule, rego_rule
from opa_program import opa_program
from packer_systo.engine.authoring.scaffold.new import new_bundle
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.errors import NothingToJudgeError, UsageError
from packer_systo.engine.explanation import text
from packer_systo.engine.explanation.why import explain_result
from packer_systo.engine.settings.engine import EngineSettings

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.explanation.models import CelStep, Explanation, Subject


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a template in `t` and a bundle in `small`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "t.pkr.hcl").write_text(TEMPLATE)
    write_bundle(tmp_path, CEL, REGO)
    return tmp_path


def explained(
    rule: str, path: str = "t", variables: tuple[tuple[str, str], ...] = ()
) -> Explanation:
    options = CheckOptions(bundles=("small",), cache=False, now="2027-01-15", variables=variables)
    return explain_result(rule, path, options)


def subjects(rule: str, variables: tuple[tuple[str, str], ...] = ()) -> dict[str, Subject]:
    (template,) = explained(rule, variables=variables).templates
    return {one.name: one for one in template.subjects}


def leaves(step: CelStep) -> list[tuple[str, str, bool]]:
    if not step.parts:
        return [(step.text, step.result, step.decides)]
    return [leaf for part in step.parts for leaf in leaves(part)]


def test_outcomes_of_a_cel_rule(folder: Path) -> None:
    found = subjects("small/wrong-mode")
    assert {name: one.outcome for name, one in found.items()} == {
        "source qemu.a": "fail",
        "source qemu.b": "pass",
        "source qemu.c": "undecided",
        "source null.d": "not judged",
    }
    failed = found["source qemu.a"]
    assert failed.said[0].message == "mode of a"
    assert failed.assertion is not None
    assert leaves(failed.assertion) == [
        ('self.config.mode != "wrong"', "false", True),
        ('self.name == "b"', "false", True),
    ]
    assert failed.assertion.parts[0].values[0].value == '"wrong"'


def test_the_part_that_decides(folder: Path) -> None:
    not_judged = subjects("small/wrong-mode")["source null.d"]
    assert not_judged.when is not None
    assert leaves(not_judged.when) == [
        ('self.type == "qemu"', "false", True),
        ("has(self.config.mode)", "not needed", False),
    ]
    assert not_judged.assertion is None


def test_undecided_says_which_input_and_why(folder: Path) -> None:
    undecided = subjects("small/wrong-mode")["source qemu.c"]
    assert undecided.undecided == "var.unset cannot be known: variable without a value"
    (read,) = [one for one in undecided.reads if one.path.endswith("/mode")]
    assert read.unknown == undecided.undecided
    places = [step.place for step in read.chain if step.place is not None]
    assert [(one.file, one.start.line) for one in places] == [
        ("t/t.pkr.hcl", 22),
        ("t/t.pkr.hcl", 5),
    ]


def test_the_way_of_a_value(folder: Path) -> None:
    read = subjects("small/wrong-mode")["source qemu.a"].reads[0]
    assert (read.path, read.value) == ("/builds/0/sources/0/config/mode", '"wrong"')
    lines = [step.place.start.line for step in read.chain if step.place is not None]
    assert lines == [12, 8, 2]
    from_outside = subjects("small/wrong-mode", variables=(("mode", "other"),))
    last = from_outside["source qemu.a"].reads[0].chain[-1]
    assert (last.label, last.place) == ("--var mode on the command line", None)


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


def test_a_rule_that_cannot_be_evaluated_says_so(folder: Path) -> None:
    write_bundle(
        folder,
        rego_rule("no-builtin", 'deny contains {"msg": crypto.md5("a"), "path": []}', subject="/"),
        cel_rule("no-key", "self.config.nothing.at_all == 1", inputs=["config/x"]),
    )
    (template,) = explained("small/no-builtin").templates
    assert "crypto.md5" in template.error
    assert template.subjects[0].outcome == "error"
    (template,) = explained("small/no-key").templates
    assert template.error
    assert template.subjects[0].assertion is not None
    assert template.subjects[0].assertion.result == "error"


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


def test_what_accepts_a_finding_is_named(folder: Path) -> None:
    file = folder / "t" / "t.pkr.hcl"
    waiver = 'mode = local.mode # systo: ignore[wrong-mode] reason="known" until=2027-03-31'
    file.write_text(file.read_text().replace("mode = local.mode", waiver))
    waived = subjects("small/wrong-mode")["source qemu.a"]
    assert waived.outcome == "waived"
    assert waived.said[0].waiver == "a comment at t/t.pkr.hcl:12: known, until 2027-03-31"
    settings = '[[waivers]]\nrule = "small/wrong-mode"\npath = "t/**"\nreason = "old"\n'
    file.write_text(TEMPLATE)
    (folder / "systo.toml").write_text(settings)
    waived = subjects("small/wrong-mode")["source qemu.a"]
    assert waived.outcome == "waived"
    assert waived.said[0].waiver == "the settings at systo.toml:1: old"


def test_a_source_through_two_builds_fails_in_both(folder: Path) -> None:
    file = folder / "t" / "t.pkr.hcl"
    file.write_text(TEMPLATE + 'build {\n  sources = ["source.qemu.a"]\n}\n')
    (template,) = explained("small/wrong-mode").templates
    failed = [one.path for one in template.subjects if one.outcome == "fail"]
    assert failed == ["/builds/0/sources/0", "/builds/1/sources/0"]
    fingerprints = {one.said[0].fingerprint for one in template.subjects if one.outcome == "fail"}
    assert len(fingerprints) == 1, "it is one finding that names both"


def test_a_rule_of_the_reader_tells_its_findings(folder: Path) -> None:
    (folder / "t" / "t.pkr.hcl").write_text("a = [1 2]\n")
    explanation = explained("syntax-error")
    assert explanation.language == "built in"
    assert explanation.templates[0].said
    assert "template/syntax-error on t: 1 finding" in text.render(explanation)


def test_the_files_of_a_folder_that_clash_are_explained_one_by_one(folder: Path) -> None:
    (folder / "t" / "u.pkr.hcl").write_text(TEMPLATE)
    assert [one.template for one in explained("small/wrong-mode").templates] == [
        "t/t.pkr.hcl",
        "t/u.pkr.hcl",
    ]


def test_a_list_of_sources_that_is_not_known_hides_subjects(folder: Path) -> None:
    file = folder / "t" / "t.pkr.hcl"
    file.write_text(TEMPLATE.replace('"source.null.d"]', "var.unset]"))
    (template,) = explained("small/wrong-mode").templates
    assert any("may hold more" in one for one in template.hidden)


def test_secrets_stay_hidden(folder: Path) -> None:
    canary = "Kx8vQz2LmN5pRt7w"
    file = folder / "t" / "t.pkr.hcl"
    secret = TEMPLATE.replace('default = "wrong"', f'sensitive = true\n  default = "{canary}"')
    file.write_text(secret)
    for rule in ("small/wrong-mode", "small/large-size", "secret-in-variable-default"):
        explanation = explained(rule)
        assert canary not in repr(explanation)
        assert canary not in text.render(explanation, width=80, colour=True)
    assert '"<secret>"' in repr(explained("small/wrong-mode"))


def test_what_cannot_be_asked(folder: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean `wrong-mode`"):
        explained("wrong-mod")
    (folder / "empty").mkdir()
    with pytest.raises(NothingToJudgeError):
        explained("wrong-mode", "empty")


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


@pytest.mark.parametrize("language", ["cel", "rego"])
def test_what_is_read_of_the_data_of_the_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "systo.toml").write_text(
        'bundles = ["acme"]\n\n[[bundle]]\nname = "acme"\n\n[bundle.settings]\n'
        'mirrors = ["https://a.example.com/"]\n'
    )
    new_bundle(str(tmp_path / "acme"))
    (tmp_path / "acme/data.json").write_text(
        '{"acme": {"hosts": {"a": 1}, "settings": {"mirrors": ["https://mirror.example.org/"]}}}'
    )
    rule = tmp_path / "acme/security/foreign-mirror/foreign-mirror.cel.yaml"
    changed = rule.read_text().replace(
        "data.acme.settings.mirrors.",
        'size(data["acme"].hosts) == 1 && data.acme.settings.mirrors.',
    )
    rule.write_text(changed)
    if language == "rego":
        rule.unlink()
        package = "security.foreign_mirror"
        name, written = rego_rule(
            "foreign-mirror",
            'deny contains {"msg": "x", "path": ["builds", 0, "sources", 0]} if {\n'
            "\tcount(data.acme.hosts) == 1\n\tcount(mine.mirrors) == 1\n"
            f"\tnot data.acme.{package}.is_good\n}}",
        )
        written = written.replace(f"package small.{package}", f"package acme.{package}")
        written = written.replace(
            "import rego.v1\n", "import rego.v1\n\nimport data.acme.settings as mine\n"
        )
        rule.with_name(name).write_text(written)
    (tmp_path / "t").mkdir()
    (tmp_path / "t/t.pkr.hcl").write_text(
        'source "qemu" "a" {\n  iso_url = "https://b.example.com/x.iso"\n}\n'
        'build {\n  sources = ["source.qemu.a"]\n}\n'
    )
    found = explain_result("acme/foreign-mirror", "t", CheckOptions(cache=False))
    assert {(one.name, one.value, one.set_at) for one in found.data} >= {
        ("data.acme.hosts", '{"a":1}', ""),
        ("data.acme.settings.mirrors", '["https://a.example.com/"]', "systo.toml:7"),
    }
    shown = text.render(found)
    assert 'data: data.acme.hosts = {"a":1}, the bundle\'s own\n' in shown
    assert (
        'data: data.acme.settings.mirrors = ["https://a.example.com/"], set in systo.toml:7\n'
        in shown
    )
