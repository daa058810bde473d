from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.template.legacy.engine_errors import TemplateError
from packer_systo.engine.template.legacy.engine_template import (
    Action,
    Call,
    Literal,
    Pipeline,
    Text,
    parse,
)


def pipeline(text: str) -> Pipeline | None:
    (action,) = parse(text)
    assert isinstance(action, Action)
    assert action.written == text
    return action.pipeline


def one_call(text: str) -> Call:
    found = pipeline(text)
    assert found is not None
    (command,) = found.commands
    assert isinstance(command, Call)
    return command


def test_text_and_actions_come_in_order() -> None:
    assert parse("a {{user `x`}} b") == [
        Text("a "),
        Action("{{user `x`}}", Pipeline((Call("user", (Literal("x"),)),))),
        Text(" b"),
    ]
    assert parse("") == []
    assert parse("no action } {") == [Text("no action } {")]


@pytest.mark.parametrize(
    "text", ["{{user `x`}}", '{{ user "x" }}', "{{user\n`x`}}", '{{"x" | user}}', "{{(user `x`)}}"]
)
def test_a_call_is_read_however_it_is_written(text: str) -> None:
    found = pipeline(text)
    assert found is not None


def test_arguments_and_pipes() -> None:
    assert pipeline('{{ isotime "2006-01-02" | clean_resource_name }}') == Pipeline(
        (Call("isotime", (Literal("2006-01-02"),)), Call("clean_resource_name", ()))
    )
    assert one_call("{{ split build_name `-` 1 }}") == Call(
        "split", (Call("build_name", ()), Literal("-"), Literal(1))
    )
    assert one_call("{{ upper (user `x`) }}") == Call(
        "upper", (Pipeline((Call("user", (Literal("x"),)),)),)
    )


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('"a\\"b"', 'a"b'),
        ('"\\n\\t\\\\"', "\n\t\\"),
        ('"\\u00e9\\x41\\101"', "éAA"),
        ("`a\\nb`", "a\\nb"),
        ("`{{ .X }}`", "{{ .X }}"),
        ('"}}"', "}}"),
    ],
)
def test_literals_are_unquoted_as_in_go(written: str, text: str) -> None:
    assert pipeline(f"{{{{{written}}}}}") == Pipeline((Literal(text),))


@pytest.mark.parametrize(
    "text",
    [
        "{{ .Vars }}",
        "{{.Path}}",
        "{{ . }}",
        "{{ $ }}",
        "{{ $x := .Y }}",
        "{{ .Name | upper }}",
        "{{ clean_resource_name .Name }}",
        "{{ user `x` | .Method }}",
        "{{ true }}",
    ],
)
def test_what_a_plugin_evaluates_is_kept_as_written(text: str) -> None:
    assert pipeline(text) is None


def test_blocks_are_for_plugins_too() -> None:
    parts = parse("{{ if .X }}a{{ else }}b{{ end }}")
    assert [part.pipeline for part in parts if isinstance(part, Action)] == [None, None, None]


def test_trim_marks_take_the_space_around_and_comments_vanish() -> None:
    assert parse("a {{- user `x` -}} b{{/* nothing */}}c") == [
        Text("a"),
        Action("{{- user `x` -}}", Pipeline((Call("user", (Literal("x"),)),))),
        Text("b"),
        Text("c"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a {{user `x`", "not closed with }}"),
        ("{{user `x}}", "quoted text"),
        ('{{user "x}}', "quoted text"),
        ("{{ user # }}", "means nothing"),
        ("{{}}", "holds nothing"),
        ("{{ (user `x` }}", "not closed"),
        ("{{ user `x`) }}", "stands alone"),
        ("{{ upper () }}", "missing"),
        ("{{ nil }}", "nil cannot stand alone"),
        ("{{ 1 | 2 }}", "is no function"),
        ("{{ user `x` | . }}", "is no function"),
        ("{{ (nil) | print }}", "nil cannot stand alone"),
        ("{{ upper `a``b` }}", "space is missing"),
        ("{{/* never closed }}", "comment"),
    ],
)
def test_what_go_refuses_is_an_error_in_words(text: str, message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        parse(text)


@given(st.text(alphabet="{}`\"'|()- .$user1/*\\\n", max_size=60))
def test_no_text_crashes(text: str) -> None:
    with contextlib.suppress(TemplateError):
        parse(text)


def test_nothing_is_quadratic() -> None:
    for unit in ("{{", "{{ user `x` }}", "{{ (", "{{ a | ", "`", "{{/*", "{{- x -}} "):
        with contextlib.suppress(TemplateError):
            parse(unit * 20_000)
