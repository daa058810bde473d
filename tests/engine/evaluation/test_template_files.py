from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evaluating import HIDDEN, SECRET, hidden, made, plain, world
from packer_systo.engine.evaluation.budget import Budget
from packer_systo.engine.evaluation.template_files import TemplateFileRenderer
from packer_systo.engine.functions.models import FunctionError

if TYPE_CHECKING:
    from packer_systo.engine.values.value import Value


def render(text: str, **variables: Value) -> Value:
    return TemplateFileRenderer(Budget())(text, "preseed.cfg.tpl", variables, world())


def test_a_file_is_a_template() -> None:
    assert plain(render("a ${x}\n%{ for y in l }${y},%{ endfor }", x=made(1), l=made(["b"]))) == (
        "a 1\nb,"
    )


def test_a_single_interpolation_keeps_the_type() -> None:
    assert plain(render("${l}", l=made([1]))) == [1]


def test_secrets_stay_parts() -> None:
    assert plain(render("password=${p}", p=hidden())) == ("password=", f"<{HIDDEN}>")
    assert render("${p}", p=hidden()).secret is SECRET


def test_mistakes_name_file_and_line() -> None:
    with pytest.raises(FunctionError, match=r"preseed\.cfg\.tpl, line 2: There is no `y` here"):
        render("${x}\n${y}", x=made(1))
    with pytest.raises(FunctionError, match=r"preseed\.cfg\.tpl, line 1"):
        render("${")


def test_the_budget_is_the_templates() -> None:
    budget = Budget(steps=10)
    with pytest.raises(FunctionError, match="too many steps"):
        TemplateFileRenderer(budget)("${x}" * 20, "a", {"x": made(1)}, world())
