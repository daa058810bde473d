from __future__ import annotations

import pytest

from packer_systo.engine.template.legacy.engine_errors import TemplateError
from packer_systo.engine.template.legacy.engine_template import parse


@pytest.mark.parametrize(
    "text",
    [
        "{{if .A}}a{{else if .B}}b{{else}}c{{end}}",
        "{{with .A}}a{{else with .B}}b{{end}}",
        "{{range .A}}{{if .B}}{{break}}{{end}}{{else}}none{{end}}",
        "{{range .A}}{{range .B}}{{else}}{{continue}}{{end}}{{end}}",
        "{{define `x`}}a{{end}}{{template `x`}}{{block `y` .}}b{{end}}",
        '{{template `x`}}{{define "x"}}a{{end}}',
        "a{{/* {{end}} */}}",
        "{{`{{if}}`}}",
    ],
)
def test_blocks_that_go_reads(text: str) -> None:
    assert parse(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{if .A}}a", "the {{end}} of {{if …}} is missing"),
        ("{{range .A}}{{with .B}}{{end}}", "the {{end}} of {{range …}} is missing"),
        ("{{end}}", "closes nothing"),
        ("{{if .A}}{{else if .B}}{{end}}{{end}}", "closes nothing"),
        ("{{end .A}}", "takes nothing"),
        ("{{else}}", "belongs to no"),
        ("{{define `x`}}{{else}}{{end}}", "belongs to no"),
        ("{{if .A}}{{else}}{{else}}{{end}}", "a second {{else}}"),
        ("{{if .A}}{{else .B}}{{end}}", "only if may follow"),
        ("{{with .A}}{{else if .B}}{{end}}", "only with may follow"),
        ("{{range .A}}{{else if .B}}{{end}}", "nothing may follow"),
        ("{{if .A}}{{else if}}{{end}}", "needs a value"),
        ("{{if}}{{end}}", "needs a value"),
        ("{{block `x`}}{{end}}", "needs a value"),
        ("{{define x}}{{end}}", "a name in quotes"),
        ("{{template}}", "a name in quotes"),
        ("{{template `x`}}{{define `y`}}{{end}}", "a name that no {{define}} has"),
        ("{{if .A}}{{define `x`}}{{end}}{{end}}", "within another block"),
        ("{{break}}", "outside of a {{range}}"),
        ("{{range .A}}{{else}}{{continue}}{{end}}", "outside of a {{range}}"),
        ("{{range .A}}{{break .B}}{{end}}", "takes nothing"),
    ],
)
def test_blocks_that_go_refuses(text: str, said: str) -> None:
    with pytest.raises(TemplateError) as refused:
        parse(text)
    assert said in refused.value.message


def test_many_open_blocks_take_no_time() -> None:
    depth = 20_000
    assert parse("{{range .A}}" * depth + "{{break}}" * depth + "{{end}}" * depth)
