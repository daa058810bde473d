from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from template_folder import TemplateFolder

STEP = """\
source "null" "a" {
  communicator = "none"
}
build {
  sources = ["null.a"]
  provisioner "shell-local" {
    inline = [%s]
  }
}
"""


def test_a_function_that_packer_lacks_is_told_at_its_braces(folder: TemplateFolder) -> None:
    (problem,) = folder.load(STEP % '"echo {{ timestmap }} {{ isotime }}"').problems
    assert problem.code == "unknown-function"
    assert problem.message.endswith('"timestmap" for {{ … }} in a text. Did you mean `timestamp`?')
    assert problem.span is not None
    text = problem.span.source.text[problem.span.start : problem.span.end]
    assert text == "{{ timestmap }}"
    assert problem.path == ("builds", 0, "provisioners", 0, "config", "inline", 0)


@pytest.mark.parametrize(
    "text",
    ["docker ps --format '{{json .}}'", "{{ ansible_host }}", "{{ lookup `env` `x` | upper }}"],
)
def test_braces_for_another_program_are_told_with_how_to_keep_them(
    folder: TemplateFolder, text: str
) -> None:
    (problem,) = folder.load(STEP % f'"{text}"').problems
    assert problem.code == "unknown-function"
    assert "{{`{{ … }}`}}" in problem.example


@pytest.mark.parametrize(
    "text",
    [
        "docker ps --format '{{.Names}}'",
        "{{ if .X }}a{{ else }}b{{ end }}",
        "{{ isotime | upper }} {{ printf `a` }} }}",
        "{{`{{ ansible_host }}`}}",
    ],
)
def test_what_packer_takes_is_left_alone(folder: TemplateFolder, text: str) -> None:
    assert folder.problems(STEP % f'"{text}"') == []


@pytest.mark.parametrize("text", ["{{ build `ID` }}", "{{ user `x` }}"])
def test_what_only_its_values_make_fail_is_not_told(folder: TemplateFolder, text: str) -> None:
    assert folder.problems(STEP % f'"{text}"') == []


def test_braces_of_a_file_are_told_where_it_is_read(folder: TemplateFolder) -> None:
    folder.file("greeting.j2", "a {{ ansible_host }} b\n")
    ((code, line, message),) = folder.problems(STEP % 'file("greeting.j2")')
    assert (code, line) == ("unknown-function", 7)
    assert '"ansible_host"' in message


def test_braces_of_the_environment_are_told(folder: TemplateFolder) -> None:
    declared = 'variable "x" {\n  type = string\n}\n' + STEP % "var.x"
    ((code, line, _),) = folder.problems(declared, environment={"PKR_VAR_x": "{{ ansible_host }}"})
    assert (code, line) == ("unknown-function", 10)


def test_braces_behind_a_local_are_shown_where_they_stand(folder: TemplateFolder) -> None:
    text = 'locals {\n  a = "echo {{ nofunc }}"\n  b = local.a\n}\n' + STEP % "local.b"
    (problem,) = folder.load(text).problems
    assert problem.span is not None
    assert problem.span.source.text[problem.span.start : problem.span.end] == "local.b"
    (related,) = problem.related
    assert related.span.source.text[related.span.start : related.span.end] == "{{ nofunc }}"


def test_braces_at_their_own_place_need_no_other(folder: TemplateFolder) -> None:
    (problem,) = folder.load(STEP % '"echo {{ nofunc }}"').problems
    assert problem.related == ()


def test_a_heredoc_and_a_nested_block_are_looked_into(folder: TemplateFolder) -> None:
    found = folder.problems(
        'source "amazon-ebs" "a" {\n'
        "  source_ami_filter {\n"
        '    filters = { name = "{{ nofunc }}-*" }\n'
        "  }\n"
        '  ami_name = "{{ isotime | clean_resource_name }}"\n'
        "  user_data = <<-X\n"
        "    a\n"
        "    {{ vault `a` `b` }}\n"
        "  X\n"
        "}\n"
        'build {\n  sources = ["amazon-ebs.a"]\n}\n'
    )
    assert [(code, line) for code, line, _ in found] == [
        ("unknown-function", 3),
        ("invalid-value", 8),
    ]


def test_a_function_of_a_plugin_is_none_of_packers_own_components(folder: TemplateFolder) -> None:
    ((code, _, message),) = folder.problems(STEP % '"{{ clean_resource_name `x` }}"')
    assert (code, "clean_resource_name" in message) == ("unknown-function", True)


def test_braces_that_are_not_closed(folder: TemplateFolder) -> None:
    ((code, line, message),) = folder.problems(STEP % '"echo {{ isotime"')
    assert (code, line) == ("invalid-value", 7)
    assert "{{ and not closed with }}" in message


def test_of_an_unknown_component_nothing_is_told(folder: TemplateFolder) -> None:
    assert (
        folder.problems(
            'source "other" "a" {\n  x = "{{ nofunc }}"\n}\nbuild {\n  sources = ["other.a"]\n}\n'
        )
        == []
    )


def test_a_source_of_two_builds_is_told_once(folder: TemplateFolder) -> None:
    build = 'build {\n  sources = ["file.a"]\n}\n'
    source = 'source "file" "a" {\n  content = "{{ nofunc }}"\n  target = "x"\n}\n'
    assert len(folder.problems(source + build + build)) == 1
