from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from packer_systo.engine.source.text import SourceText, Span
from packer_systo.engine.template.hidden_names import plain
from packer_systo.engine.template.legacy.rendering import Renderer, Surroundings, World
from packer_systo.engine.values.constructors import string, string_from_parts
from packer_systo.engine.values.value import (
    Origin,
    PartialString,
    Secret,
    SecretText,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from packer_systo.engine.template.problem import Problem

# What the variables were when tests/go/interpolate recorded what Packer makes of a text.
VARIABLES = {"a": "Alpha", "b": "x-y-z", "u": "äÖß", "e": "", "t": "{{user `a`}}"}
RECORDED = Path(__file__).parent / "recorded" / "interpolation.json"
PLACE = Span(SourceText("t.json", "x" * 99), 10, 20)
SECRET = Secret("sensitive-variable", "variable-default")
DEBIAN = Surroundings(of_plugin=True, build_name=plain("debian"), build_type="qemu")


def rendered(
    text: str,
    surroundings: Surroundings = DEBIAN,
    values: dict[str, Value] | None = None,
    environment: dict[str, str] | None = None,
) -> tuple[Value, list[Problem], Renderer]:
    known = values if values is not None else {n: string(v) for n, v in VARIABLES.items()}
    problems: list[Problem] = []
    world = World(environment or {}, "images", set())
    renderer = Renderer(world, known.get, problems)
    return renderer.render(text, Origin(PLACE), surroundings), problems, renderer


def text_of(value: Value, unknown: str = "<unknown>") -> str:
    data = value.data
    if isinstance(data, PartialString):
        return "".join(
            p if isinstance(p, str) else unknown if isinstance(p, Unknown) else p.text
            for p in data.parts
        )
    if isinstance(data, Unknown):
        return unknown
    assert isinstance(data, str)
    return data


class Recorded(msgspec.Struct):
    text: str
    result: str | None


@pytest.mark.parametrize(
    "case",
    msgspec.json.decode(RECORDED.read_bytes(), type=list[Recorded]),
    ids=lambda case: case.text[:40],
)
def test_a_text_becomes_what_packer_makes_of_it(case: Recorded) -> None:
    value, problems, _ = rendered(case.text)
    if case.result is None:
        assert problems
    else:
        assert problems == []
        # What Packer takes for empty, a variable that nobody sets, is unknown here.
        assert text_of(value, unknown="") == case.result


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ .Vars }} sudo -E sh '{{ .Path }}'", "{{ .Vars }} sudo -E sh '{{ .Path }}'"),
        ("{{user `a`}} {{ .Vars }}", "Alpha {{ .Vars }}"),
        ("{{ clean_resource_name `a b` }}", "{{ clean_resource_name `a b` }}"),
        ("{{ if .X }}{{user `a`}}{{ end }}", "{{ if .X }}Alpha{{ end }}"),
        ("{{ printf `%s` `a` }}", "{{ printf `%s` `a` }}"),
    ],
)
def test_what_a_plugin_evaluates_stays_as_it_is_written(text: str, shown: str) -> None:
    value, problems, _ = rendered(text)
    assert value.data == shown
    assert problems == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ timestamp }}", "function of the outside world"),
        ("{{ isotime `2006` }}", "function of the outside world"),
        ("{{ uuid }}", "function of the outside world"),
        ("{{ isotime | clean_resource_name }}", "function of the outside world"),
        ("{{ build `ID` }}", "build value"),
        ("{{ user `nobody-sets-it` }}", "variable without a value"),
    ],
)
def test_what_only_the_run_knows_is_unknown_and_says_why(text: str, reason: str) -> None:
    value, problems, _ = rendered(f"a-{text}-b")
    assert problems == []
    assert text_of(value) == "a-<unknown>-b"
    assert isinstance(value.data, PartialString)
    unknown = value.data.parts[1]
    assert isinstance(unknown, Unknown)
    assert [(one.expression, one.reason) for one in unknown.reasons] == [(text, reason)]


def test_a_text_that_is_one_unknown_action_is_wholly_unknown() -> None:
    assert isinstance(rendered("{{ timestamp }}")[0].data, Unknown)


def test_the_builds_name_is_unknown_where_several_builders_share_a_text() -> None:
    assert isinstance(rendered("{{ build_name }}", Surroundings())[0].data, Unknown)
    assert rendered("{{ build_name }}.{{ build_type }}")[0].data == "debian.qemu"


def test_folders_are_relative_so_that_documents_are_the_same_everywhere() -> None:
    assert rendered("{{ template_dir }}/x {{ pwd }}")[0].data == "images/x ."


def test_a_secret_variable_is_a_secret_part_of_a_text() -> None:
    values = {"password": string("hunter2", secret=SECRET)}
    value, _, _ = rendered("echo {{user `password`}}", values=values)
    assert value.data == PartialString(("echo ", SecretText("hunter2", SECRET)))
    assert rendered("{{user `password`}}", values=values)[0].secret == SECRET
    upper, _, _ = rendered("x{{user `password` | upper}}", values=values)
    assert upper.data == PartialString(("x", SecretText("HUNTER2", SECRET)))


def test_a_partly_unknown_secret_hides_what_is_known_of_it() -> None:
    reason = Unknown(())
    partly = msgspec.structs.replace(string_from_parts(["known", reason]), secret=SECRET)
    value, _, _ = rendered("x {{user `p`}}", values={"p": partly})
    assert value.data == PartialString(("x ", SecretText("known", SECRET), reason))


def test_what_an_if_asks_for_is_used() -> None:
    _, _, renderer = rendered("{{if eq (user `a`) `true`}}a.sh{{else}}b.sh{{end}}")
    assert renderer.used == {"a"}


def test_the_origin_leads_to_the_variable() -> None:
    default = Origin(Span(PLACE.source, 1, 2), "default of var.a")
    value, _, renderer = rendered("{{user `a`}}", values={"a": string("x", origin=default)})
    assert value.origin is not None
    assert value.origin.span == PLACE
    (reference,) = value.origin.parents
    assert reference.parents == (default,)
    assert renderer.used == {"a"}


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("{{user `a`", "invalid-value", "not closed"),
        ("{{ env `HOME` }}", "invalid-value", 'env can only be called in "variables"'),
        ("{{ vault `a` `b` }}", "invalid-value", 'vault can only be called in "variables"'),
        ("{{ sed `a` `b` }}", "invalid-value", "sed is gone"),
        ("{{ split `a` `-` 3 }}", "invalid-value", "there is no part 3"),
        ("{{ usr `a` }}", "unknown-function", "Did you mean `user`?"),
        ("{{ upper }}", "invalid-value", "upper takes 1 argument, and 0 are given"),
    ],
)
def test_what_packer_refuses_is_one_problem_in_words(text: str, code: str, message: str) -> None:
    _, (problem,), _ = rendered(text)
    assert problem.code == code
    assert message in problem.message
    assert problem.span == PLACE


def test_a_plugin_that_nobody_knows_may_have_any_function() -> None:
    value, problems, _ = rendered("{{ usr `a` }}", Surroundings(any_function=True))
    assert value.data == "{{ usr `a` }}"
    assert problems == []


IN_VARIABLES = Surroundings(in_variables=True)


def test_the_environment_is_read_in_variables_and_recorded() -> None:
    value, problems, renderer = rendered("{{env `KEY`}}", IN_VARIABLES, environment={"KEY": "v"})
    assert value.data == "v"
    assert problems == []
    assert renderer.world.read == {"KEY"}
    assert rendered("[{{env `KEY`}}]", IN_VARIABLES)[0].data == "[]", (
        "not set is empty, as in Packer"
    )


def test_a_result_of_megabytes_is_refused() -> None:
    text = "{{ replace_all `a` `" + "b" * 2000 + "` `" + "a" * 2000 + "` }}"
    _, (problem,), _ = rendered(text)
    assert "too large" in problem.message


@pytest.mark.parametrize(
    "text", ["{{clean_resource_name `a`}}", "{{if clean_ami_name `a`}}{{end}}"]
)
def test_packers_own_components_have_no_function_of_a_plugin(text: str) -> None:
    assert rendered(text)[1] == []
    (problem,) = rendered(text, Surroundings())[1]
    assert problem.code == "unknown-function"


def test_an_if_stays_as_it_is_written_and_its_condition_is_looked_at() -> None:
    text = "{{if eq (user `a`) `b`}}x{{else if user `b`}}y{{end}}"
    value, problems, renderer = rendered(text)
    assert (value.data, problems) == (text, [])
    assert renderer.used == {"a", "b"}
    (problem,) = rendered("{{if eq 1 (user `a`)}}x{{end}}")[1]
    assert problem.message == "The function eq cannot compare a text with a number."


def test_nothing_can_go_through_a_text() -> None:
    assert rendered("{{range 3}}x{{end}}")[1] == []
    (problem,) = rendered("{{range user `a`}}x{{end}}")[1]
    assert problem.message == "A {{range}} cannot go through a text."
