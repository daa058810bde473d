from __future__ import annotations

import pytest

from packer_systo.engine.template.legacy.engine_errors import TemplateError
from packer_systo.engine.template.legacy.engine_template import parse


@pytest.mark.parametrize(
    "text",
    [
        "{{$}}",
        "{{$x := `a`}}{{$x}}{{if $x}}{{$x}}{{end}}{{$x}}",
        "{{if $x := 1}}{{$x}}{{else}}{{$x}}{{end}}",
        "{{range $i, $e := .A}}{{$i}}{{$e.B}}{{end}}",
        "{{$x := 1}}{{$x = 2}}{{block `b` $x}}{{$}}{{end}}{{$x}}",
    ],
)
def test_variables_that_are_there(text: str) -> None:
    assert parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{$x}}",
        "{{$x = 1}}",
        "{{if $x := 1}}{{end}}{{$x}}",
        "{{if .A}}{{$x := 1}}{{end}}{{$x}}",
        "{{$x := 1}}{{define `t`}}{{$x}}{{end}}",
        "{{if .A}}{{print (len $x)}}{{end}}",
    ],
)
def test_variables_that_are_not(text: str) -> None:
    with pytest.raises(TemplateError, match="declared nowhere before"):
        parse(text)


def test_many_variables_take_no_time() -> None:
    assert parse("{{if $x := 1}}{{$x}}" * 20_000 + "{{end}}" * 20_000)
