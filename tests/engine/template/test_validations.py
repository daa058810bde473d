from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from template_folder import TemplateFolder

VALIDATED = """
variable "x" {
  type = string
  validation {
    condition     = length(var.x) > 2
    error_message = "It is too short."
  }
  validation {
    condition     = substr(var.x, 0, 1) == "a"
    error_message = "It starts with an a."
  }
}
"""


def test_validation_rules_that_pass(folder: TemplateFolder) -> None:
    (variable,) = folder.document(VALIDATED, variables=(("x", "abc"),))["variables"]
    assert variable["validations"] == [
        {"error_message": "It is too short.", "passed": True},
        {"error_message": "It starts with an a.", "passed": True},
    ]


def test_a_validation_rule_that_fails_says_why_and_not_what(folder: TemplateFolder) -> None:
    ((code, _, message),) = folder.problems(VALIDATED, variables=(("x", "hunter2"),))
    assert code == "validation-failed"
    assert 'The value of the variable "x" (--var x on the command line) is not allowed' in message
    assert "It starts with an a." in message
    assert "hunter2" not in message


def test_a_validation_that_fails_sits_at_the_value(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", VALIDATED)
    folder.file("given.pkrvars.hcl", '\nx = "a"\n')
    (problem,) = folder.load(var_files=("given.pkrvars.hcl",)).problems
    assert problem.span is not None
    assert problem.span.source.path == "given.pkrvars.hcl"
    assert problem.related[0].span.source.path == "main.pkr.hcl"


def test_a_validation_rule_of_an_unknown_value_is_open(folder: TemplateFolder) -> None:
    (variable,) = folder.document(VALIDATED)["variables"]
    assert variable["validations"][0] == {"error_message": "It is too short."}


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("var.y == 1", "unknown-reference"),
        ("true", "unknown-reference"),
        ("length(var.x)", "wrong-type"),
        ("null == var.x ? null : null", "wrong-type"),
    ],
)
def test_validation_rules_that_are_none(folder: TemplateFolder, condition: str, code: str) -> None:
    text = (
        f'variable "x" {{\n  default = "a"\n  validation {{\n    condition = {condition}\n'
        '    error_message = "It is wrong."\n  }\n}\n'
    )
    assert folder.codes(text) == [(code, 4)]


def test_the_message_of_a_validation_is_a_sentence(folder: TemplateFolder) -> None:
    text = (
        'variable "x" {\n  default = "a"\n  validation {\n    condition = var.x == "a"\n'
        '    error_message = "must be a"\n  }\n}\n'
    )
    assert folder.codes(text) == [("invalid-value", 5)]
