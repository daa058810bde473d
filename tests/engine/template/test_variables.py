from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from typing import Any

    from template_folder import TemplateFolder

ONE = 'variable "x" {\n  default = "default"\n}\n'


def set_everywhere(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", ONE)
    folder.file("a.auto.pkrvars.hcl", 'x = "auto hcl a"\n')
    folder.file("b.auto.pkrvars.hcl", 'x = "auto hcl b"\n')
    folder.file("a.auto.pkrvars.json", '{"x": "auto json a"}')
    folder.file("given.pkrvars.hcl", 'x = "given"\n')
    folder.file("later.pkrvars.json", '{"x": "later"}')


def only(folder: TemplateFolder, **inputs: Any) -> tuple[object, str]:
    (variable,) = folder.document(**inputs)["variables"]
    return variable["value"], variable["origin"]


def test_the_default_counts_when_nothing_is_given(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", ONE)
    assert only(folder) == ("default", "default")


def test_the_environment_comes_before_the_default(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", ONE)
    assert only(folder, environment={"PKR_VAR_x": "environment"}) == ("environment", "environment")


def test_auto_var_files_come_before_the_environment(folder: TemplateFolder) -> None:
    set_everywhere(folder)
    (folder.path / "a.auto.pkrvars.json").unlink()
    environment = {"PKR_VAR_x": "environment"}
    assert only(folder, environment=environment) == ("auto hcl b", "auto-var-file")


def test_auto_json_comes_after_all_auto_hcl(folder: TemplateFolder) -> None:
    set_everywhere(folder)
    assert only(folder) == ("auto json a", "auto-var-file")


def test_of_the_given_var_files_the_last_counts(folder: TemplateFolder) -> None:
    set_everywhere(folder)
    files = ("later.pkrvars.json", "given.pkrvars.hcl")
    assert only(folder, var_files=files) == ("given", "var-file")
    assert only(folder, var_files=files[::-1]) == ("later", "var-file")


def test_the_command_line_counts_most_and_its_last_word_last(folder: TemplateFolder) -> None:
    set_everywhere(folder)
    given = (("x", "first"), ("x", "second"))
    found = only(folder, var_files=("given.pkrvars.hcl",), variables=given)
    assert found == ("second", "command-line")


def test_a_file_that_is_named_has_no_auto_var_files(folder: TemplateFolder) -> None:
    set_everywhere(folder)
    assert only(folder, target="main.pkr.hcl") == ("default", "default")


@pytest.mark.parametrize(
    ("type", "given", "expected"),
    [
        ("string", "[1]", "[1]"),
        ("string", "${x}", "${x}"),
        ("number", "40960", 40960),
        ("number", "1.5", 1.5),
        ("bool", "true", True),
        ("list(string)", '["a", 1]', ["a", "1"]),
        ("map(number)", '{ a = "1" }', {"a": 1}),
        ("object({ a = string })", '{ a = "x", b = 1 }', {"a": "x"}),
    ],
)
def test_text_from_outside_is_read_by_the_type(
    folder: TemplateFolder, type: str, given: str, expected: object
) -> None:
    text = f'variable "x" {{\n  type = {type}\n}}\n'
    assert folder.variables(text, variables=(("x", given),)) == {"x": expected}
    assert folder.variables(text, environment={"PKR_VAR_x": given}) == {"x": expected}


def test_text_from_outside_for_a_variable_with_a_default_takes_the_defaults_type(
    folder: TemplateFolder,
) -> None:
    text = 'variable "x" {\n  default = ["a"]\n}\n'
    assert folder.variables(text, variables=(("x", '["b"]'),)) == {"x": ["b"]}


def test_a_bad_value_from_outside_is_reported_without_the_value(folder: TemplateFolder) -> None:
    # What gives it is in no file, so it stands at the declaration.
    text = '\nvariable "x" {\n  type = list(string)\n}\n'
    ((code, line, message),) = folder.problems(text, variables=(("x", "hunter2 ["),))
    assert (code, line) == ("invalid-variable-value", 2)
    assert "hunter2" not in message
    assert "--var x" in message


@pytest.mark.parametrize("type", ["number", "list(string)", "object({ a = bool })", "bool"])
def test_a_value_from_outside_that_does_not_fit_stands_at_the_declaration(
    folder: TemplateFolder, type: str
) -> None:
    folder.file("a.pkr.hcl", "# Nothing is here.\n")
    folder.file("b.pkr.hcl", f'\n\nvariable "x" {{\n  type = {type}\n}}\n')
    given = '"hunter2"' if type != "number" else "hunter2"
    for loaded, who in (
        (folder.load(environment={"PKR_VAR_x": given}), "PKR_VAR_x in the environment"),
        (folder.load(variables=(("x", given),)), "--var x on the command line"),
    ):
        (problem,) = loaded.problems
        assert problem.code == "invalid-variable-value"
        assert problem.span is not None
        assert problem.span.source.path == "b.pkr.hcl"
        assert problem.span.source.position(problem.span.start).line == 3
        assert f'The value of the variable "x" ({who}) does not fit its type: ' in problem.message
        assert "hunter2" not in problem.message


def test_functions_and_references_have_no_place_in_values_from_outside(
    folder: TemplateFolder,
) -> None:
    text = 'variable "x" {\n  type = list(string)\n}\n'
    assert folder.codes(text, variables=(("x", "[upper(1)]"),)) == [("invalid-variable-value", 1)]
    assert folder.codes(text, variables=(("x", "[var.y]"),)) == [("invalid-variable-value", 1)]


def test_a_value_that_does_not_fit_the_type(folder: TemplateFolder) -> None:
    text = 'variable "x" {\n  type    = number\n  default = "ten"\n}\n'
    ((code, line, message),) = folder.problems(text)
    assert (code, line) == ("invalid-variable-value", 3)
    assert "default" in message
    assert "number" in message


def test_every_given_value_must_fit_also_one_that_is_replaced(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", 'variable "x" {\n  type    = number\n  default = 1\n}\n')
    folder.file("a.auto.pkrvars.hcl", 'x = "ten"\n')
    loaded = folder.load(variables=(("x", "2"),))
    assert [one.code for one in loaded.problems] == ["invalid-variable-value"]
    assert loaded.document.variables[0].value == 2


def test_undeclared_names(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", 'variable "version" {\n  default = "1"\n}\n')
    folder.file("given.pkrvars.hcl", 'versoin = "2"\n')
    folder.file("a.auto.pkrvars.hcl", 'elsewhere = "2"\n')
    found = folder.problems(
        var_files=("given.pkrvars.hcl",),
        variables=(("verison", "3"),),
        environment={"PKR_VAR_unheard": "4"},
    )
    assert [(code, line) for code, line, _ in found] == [
        ("undeclared-assignment", 1),
        ("undeclared-variable", 1),
    ]
    assert all("`version`" in message for *_, message in found)


def test_a_default_may_ask_the_environment(folder: TemplateFolder) -> None:
    text = 'variable "x" {\n  default = env("TEAM")\n}\n'
    loaded = folder.load(text, environment={"TEAM": "red", "OTHER": "blue"})
    assert loaded.document.variables[0].value == "red"
    assert loaded.dependencies.environment == ("PKR_VAR_x", "TEAM")
    assert folder.variables(environment={}) == {"x": ""}


def test_a_default_may_refer_to_nothing(folder: TemplateFolder) -> None:
    text = 'variable "x" {\n  default = "${local.y}-${upper("a")}"\n}\nlocals {\n  y = 1\n}\n'
    loaded = folder.load(text)
    assert [one.code for one in loaded.problems] == ["unknown-reference", "unknown-function"]
    assert loaded.document.unknowns[0].reason == "in error"


def test_env_is_only_for_defaults(folder: TemplateFolder) -> None:
    assert folder.codes('locals {\n  x = env("HOME")\n}\n') == [("unknown-function", 2)]


def test_a_variable_without_a_value_is_unknown(folder: TemplateFolder) -> None:
    text = 'variable "x" {}\nlocals {\n  y = "a-${var.x}"\n  z = var.x\n}\n'
    loaded = folder.load(text)
    assert loaded.problems == ()
    assert loaded.unset_variables == ("x",)
    document = folder.document()
    assert "value" not in document["variables"][0]
    assert document["locals"][0]["value"] == "a-<unknown>"
    assert "value" not in document["locals"][1]
    assert document["unknowns"] == [
        {
            "path": ["variables", 0, "value"],
            "expression": "var.x",
            "reason": "variable without a value",
            "whole": True,
        },
        {
            "path": ["locals", 0, "value"],
            "expression": "var.x",
            "reason": "variable without a value",
            "whole": False,
        },
        {
            "path": ["locals", 1, "value"],
            "expression": "var.x",
            "reason": "variable without a value",
            "whole": True,
        },
    ]


def test_a_variable_without_a_value_is_a_problem_when_all_must_be_set(
    folder: TemplateFolder,
) -> None:
    text = 'variable "x" {}\nvariable "y" {\n  default = null\n}\n'
    assert folder.codes(text, require_variables=True) == [("unset-variable", 1)]


def test_null_is_absent(folder: TemplateFolder) -> None:
    document = folder.document('variable "x" {\n  type = string\n  default = null\n}\n')
    assert "value" not in document["variables"][0]
    assert document["unknowns"] == []


def test_what_a_declaration_says_is_in_the_document(folder: TemplateFolder) -> None:
    text = (
        'variable "x" {\n  type        = map( list(string) )\n  description = "What it is."\n'
        "  default     = {}\n}\nlocals {\n  y = var.x\n}\n"
    )
    (variable,) = folder.document(text)["variables"]
    assert variable == {
        "name": "x",
        "type": "map( list(string) )",
        "value": {},
        "origin": "default",
        "sensitive": False,
        "description": "What it is.",
        "validations": [],
        "used": True,
    }


def test_shorthand_variables(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", 'variables {\n  a = "1"\n  b = [true]\n}\n')
    assert folder.variables(variables=(("b", "[false]"),)) == {"a": "1", "b": [False]}


def test_a_second_definition(folder: TemplateFolder) -> None:
    folder.file("a.pkr.hcl", ONE)
    folder.file("b.pkr.hcl", 'variables {\n  x = "other"\n}\n')
    loaded = folder.load()
    (problem,) = loaded.problems
    assert problem.code == "duplicate-definition"
    assert problem.span is not None
    assert problem.span.source.path == "b.pkr.hcl"
    assert problem.related[0].span.source.path == "a.pkr.hcl"
    assert loaded.document.variables[0].value == "default"


def test_optional_attributes_get_their_defaults(folder: TemplateFolder) -> None:
    text = """
variable "disk" {
  type = list(object({
    size = number
    type = optional(string, "ssd")
    tags = optional(map(string))
    at   = optional(object({ bus = optional(number, 1) }), {})
  }))
  default = [{ size = 1 }, { size = "2", type = null, at = { bus = 2 } }]
}
"""
    assert folder.variables(text) == {
        "disk": [
            {"size": 1, "type": "ssd", "at": {"bus": 1}},
            {"size": 2, "type": "ssd", "at": {"bus": 2}},
        ]
    }


def test_the_chain_of_a_value_leads_to_the_var_file(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", ONE + "locals {\n  y = var.x\n}\n")
    folder.file("given.pkrvars.hcl", '\nx = "given"\n')
    origin = folder.load(var_files=("given.pkrvars.hcl",)).source_map.origin(("locals", 0, "value"))
    assert origin is not None
    assert origin.label == "var.x"
    (parent,) = origin.parents
    assert parent.label == "set by given.pkrvars.hcl"
    assert parent.span is not None
    assert parent.span.source.position(parent.span.start).line == 2


def test_blocks_in_var_files(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", ONE)
    folder.file("a.auto.pkrvars.hcl", 'variable "x" {\n  default = 1\n}\nother {}\n')
    assert folder.codes() == [("unknown-block", 1), ("unknown-block", 4)]


def test_a_var_file_that_is_not_there(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", ONE)
    loaded = folder.load(var_files=("absent.pkrvars.hcl",))
    assert [one.code for one in loaded.problems] == ["unreadable-file"]
    assert loaded.document.variables[0].value == "default"


def test_strings_in_json_var_files_are_not_templates(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", ONE)
    folder.file("given.pkrvars.json", '{"x": "${not} %{if}"}')
    assert only(folder, var_files=("given.pkrvars.json",)) == ("${not} %{if}", "var-file")


def test_the_places_of_a_declaration(folder: TemplateFolder) -> None:
    text = (
        'variable "x" {\n  type = string\n  sensitive = false\n  description = "It."\n'
        "  default = null\n}\n"
    )
    source_map = folder.load(text).source_map
    for field, name, expression in (
        ("type", "type", "string"),
        ("sensitive", "sensitive", "false"),
        ("description", "description", '"It."'),
        ("value", "default", "null"),
    ):
        header = source_map.header(("variables", 0, field))
        origin = source_map.origin(("variables", 0, field))
        assert header is not None
        assert origin is not None
        assert origin.span is not None
        assert text[header.start : header.end] == name
        assert text[origin.span.start : origin.span.end] == expression
