from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conftest import LegacyFolder

NULL = [{"type": "null", "communicator": "none"}]


def values(folder: LegacyFolder, declared: object, **inputs: object) -> dict[str, object]:
    document = folder.legacy({"variables": declared, "builders": NULL}, **inputs)
    return {one["name"]: one.get("value") for one in document["variables"]}


def test_a_default_is_the_value_and_null_asks_for_one(folder: LegacyFolder) -> None:
    loaded = folder.load_legacy({"variables": {"a": "x", "b": None}, "builders": NULL})
    a, b = loaded.document.variables
    assert (a.value, a.origin) == ("x", "default")
    assert b.origin == "none"
    assert loaded.unset_variables == ("b",)
    assert [one.reason for one in loaded.document.unknowns] == ["variable without a value"]


def test_a_value_may_refer_to_others_in_any_order(folder: LegacyFolder) -> None:
    variables = {"c": "{{user `b`}}!", "b": "{{user `a`}}-b", "a": "A"}
    assert values(folder, variables) == {"c": "A-b!", "b": "A-b", "a": "A"}


def test_var_files_count_in_order_and_the_command_line_after_them(folder: LegacyFolder) -> None:
    folder.file("1.json", '{"a": "one", "b": "one", "c": "one"}')
    folder.file("2.json", '{"b": "two", "c": "two"}')
    given = {"var_files": ("1.json", "2.json"), "variables": (("c", "three"),)}
    variables = {"a": "", "b": "", "c": ""}
    assert values(folder, variables, **given) == {"a": "one", "b": "two", "c": "three"}
    loaded = folder.load_legacy({"variables": variables, "builders": NULL}, **given)
    assert [one.origin for one in loaded.document.variables] == [
        "var-file",
        "var-file",
        "command-line",
    ]


def test_the_environment_is_asked_and_what_was_asked_is_recorded(folder: LegacyFolder) -> None:
    variables = {"a": "{{env `BUILD_A`}}", "b": "{{env `BUILD_B`}}"}
    template = {"variables": variables, "builders": NULL}
    loaded = folder.load_legacy(template, environment={"BUILD_A": "x", "OTHER": "y"})
    assert [one.value for one in loaded.document.variables] == ["x", ""]
    assert loaded.dependencies.environment == ("BUILD_A", "BUILD_B")


def test_a_variable_that_nobody_declares_is_one_without_a_value(folder: LegacyFolder) -> None:
    template = {"builders": [{"type": "qemu", "vm_name": "{{user `name`}}"}]}
    loaded = folder.load_legacy(template)
    assert loaded.unset_variables == ("name",)
    assert loaded.problems == ()
    assert "vm_name" not in loaded.document.builds[0].sources[0].config
    assert folder.legacy(template, variables=(("name", "x"),))["sources"][0]["config"] == {
        "vm_name": "x"
    }


def test_a_variable_that_is_itself_must_be_given(folder: LegacyFolder) -> None:
    template = {"variables": {"os": "{{user `os`}}"}, "builders": NULL}
    loaded = folder.load_legacy(template)
    assert loaded.unset_variables == ("os",)
    assert loaded.problems == ()


def test_variables_that_need_each_other_are_a_cycle_with_its_path(folder: LegacyFolder) -> None:
    variables = {"a": "{{user `b`}}", "b": "{{user `c`}}", "c": "{{user `a`}}", "d": "x"}
    ((code, message),) = folder.mistakes({"variables": variables, "builders": NULL})
    assert code == "reference-cycle"
    assert "a → b → c → a" in message
    assert values(folder, variables) == {"a": None, "b": None, "c": None, "d": "x"}


def test_a_chain_of_variables_without_end_is_cut(folder: LegacyFolder) -> None:
    variables = {f"v{n}": f"{{{{user `v{n + 1}`}}}}" for n in range(5_000)}
    codes = {code for code, _ in folder.mistakes({"variables": variables, "builders": NULL})}
    assert codes == {"reference-cycle"}


def test_with_require_variables_each_is_a_problem(folder: LegacyFolder) -> None:
    template = {
        "variables": {"version": None},
        "builders": [{"type": "qemu", "vm_name": "{{user `versoin`}}"}],
    }
    found = folder.mistakes(template, require_variables=True)
    assert [code for code, _ in found] == ["unset-variable", "unset-variable"]
    assert any("Did you mean `version`?" in message for _, message in found)


def test_sensitive_variables_are_secret_wherever_they_go(folder: LegacyFolder) -> None:
    template = {
        "variables": {"password": "hunter22", "other": "{{user `password`}}!"},
        "sensitive-variables": ["password"],
        "builders": [{"type": "qemu", "boot_command": ["x {{user `other`}} hunter22"]}],
        "provisioners": [{"type": "shell", "inline": ["echo aHVudGVyMjI="]}],
    }
    loaded = folder.load_legacy(template)
    document = folder.legacy(template)
    assert document["variables"][0]["value"] == "<secret>"
    assert document["variables"][1]["value"] == "<secret>!"
    config = document["builds"][0]["sources"][0]["config"]
    assert config["boot_command"] == ["x <secret>! <secret>"]
    inline = document["builds"][0]["provisioners"][0]["config"]["inline"]
    assert inline == ["echo <secret>"]
    text = loaded.texts["t.json"].text
    hidden = {text[start:end] for start, end in loaded.secrets["t.json"]}
    assert '"hunter22"' in hidden


def test_a_wrong_default_says_what_a_default_is(folder: LegacyFolder) -> None:
    ((code, message),) = folder.mistakes({"variables": {"cpus": 2}, "builders": NULL})
    assert code == "wrong-type"
    assert 'default of the variable "cpus" must be a text' in message


def test_what_is_wrong_with_a_var_file_is_said_there(folder: LegacyFolder) -> None:
    folder.file("vars.json", '{"a": 1}')
    loaded = folder.load_legacy(
        {"variables": {"a": ""}, "builders": NULL}, var_files=("vars.json",)
    )
    (problem,) = loaded.problems
    assert problem.span is not None
    assert problem.span.source.path == "vars.json"
    folder.file("list.json", "[]")
    ((code, _),) = folder.mistakes({"builders": NULL}, var_files=("list.json",))
    assert code == "wrong-type"


def test_a_sensitive_name_that_no_variable_has_is_reported(folder: LegacyFolder) -> None:
    template = {"variables": {"password": ""}, "sensitive-variables": ["pasword"], "builders": NULL}
    ((code, message),) = folder.mistakes(template)
    assert code == "unmatched-sensitive-name"
    assert "Did you mean `password`?" in message


def test_what_a_variable_gives_is_read_as_a_template_once_more(folder: LegacyFolder) -> None:
    def mistakes(text: str, type: str = "null") -> list[str]:
        builder = {"type": type, "communicator": "none"}
        template = {"variables": {"a": text}, "builders": [builder]}
        return [
            message
            for code, message in folder.mistakes(template)
            if "template" in message or "function" in code
        ]

    assert mistakes("{{`{{.Vars}}`}}") == []
    assert mistakes("{{`{{`}}") == [
        "This text is no template: an action is opened with {{ and not closed with }}."
    ]
    assert mistakes("{{`{{x}}`}}") == ['There is no function "x" here.']
    assert mistakes("{{`{{x}}`}}", "of-nobody-we-know") == []
    # What is wrong in the text itself is told once.
    assert mistakes("{{x .Y}}") == ['There is no function "x" here.']


def test_a_secret_that_is_no_template_is_not_quoted(folder: LegacyFolder) -> None:
    template = {
        "variables": {"a": "{{`{{hunter22 1}}`}}"},
        "sensitive-variables": ["a"],
        "builders": [{"type": "null", "communicator": "none"}],
    }
    (mistake,) = folder.mistakes(template)
    assert mistake == (
        "unknown-function",
        "This text calls in {{ … }} a function that Packer does not have.",
    )
