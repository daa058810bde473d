from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from template_folder import TemplateFolder


def test_locals_need_no_order(folder: TemplateFolder) -> None:
    folder.file("a.pkr.hcl", 'locals {\n  c = "${local.b}!"\n  b = upper(local.a)\n}\n')
    folder.file("b.pkr.hcl", 'local "a" {\n  expression = "x"\n}\n')
    assert folder.locals() == {"a": "x", "b": "X", "c": "X!"}
    assert [one.name for one in folder.load().document.locals] == ["c", "b", "a"]


def test_a_cycle_shows_its_path(folder: TemplateFolder) -> None:
    text = "locals {\n  a = local.b\n  b = [local.c]\n  c = local.a\n  d = local.a\n  e = 1\n}\n"
    loaded = folder.load(text)
    (problem,) = loaded.problems
    assert problem.code == "reference-cycle"
    assert "local.a → local.b → local.c → local.a" in problem.message
    assert problem.span is not None
    assert problem.span.source.position(problem.span.start).line == 2
    assert [place.label for place in problem.related] == ["needs local.c", "needs local.a"]
    assert folder.locals() == {"e": 1}
    assert {(entry.path[1], entry.reason) for entry in loaded.document.unknowns} == {
        (index, "in error") for index in range(4)
    }


def test_a_local_that_needs_itself(folder: TemplateFolder) -> None:
    ((code, line, message),) = folder.problems('locals {\n  a = "${local.a}"\n}\n')
    assert (code, line) == ("reference-cycle", 2)
    assert "local.a → local.a" in message


def test_two_cycles_are_two_problems(folder: TemplateFolder) -> None:
    text = "locals {\n  a = local.b\n  b = local.a\n  c = local.d\n  d = local.c\n}\n"
    assert folder.codes(text) == [("reference-cycle", 2), ("reference-cycle", 4)]


def test_a_cycle_through_a_data_source(folder: TemplateFolder) -> None:
    text = 'data "null" "d" {\n  input = local.a\n}\nlocals {\n  a = data.null.d.output\n}\n'
    found = folder.problems(text)
    assert [code for code, *_ in found] == ["reference-cycle"]
    assert "data.null.d" in found[0][2]


def test_what_a_data_source_finds_is_unknown(folder: TemplateFolder) -> None:
    text = 'data "null" "d" {\n  input = "x"\n}\nlocals {\n  a = "id-${data.null.d.output}"\n}\n'
    document = folder.document(text)
    assert document["locals"][0]["value"] == "id-<unknown>"
    (entry,) = document["unknowns"]
    assert entry["expression"] == "data.null.d.output"
    assert entry["reason"] == "data source"


def test_a_long_chain(folder: TemplateFolder) -> None:
    lines = [f"  l{number} = local.l{number + 1}" for number in range(3000)]
    text = "locals {\n" + "\n".join(lines) + '\n  l3000 = "end"\n}\n'
    assert folder.locals(text)["l0"] == "end"


def test_a_long_cycle_is_cut(folder: TemplateFolder) -> None:
    lines = [f"  l{number} = local.l{(number + 1) % 500}" for number in range(500)]
    ((code, _, message),) = folder.problems("locals {\n" + "\n".join(lines) + "\n}\n")
    assert code == "reference-cycle"
    assert "…" in message
    assert len(message) < 400


def test_a_second_definition(folder: TemplateFolder) -> None:
    text = 'locals {\n  a = 1\n}\nlocal "a" {\n  expression = 2\n}\n'
    (problem,) = folder.load(text).problems
    assert problem.code == "duplicate-definition"
    assert problem.span is not None
    places = [problem.span, problem.related[0].span]
    assert [place.source.position(place.start).line for place in places] == [4, 2]


def test_a_name_that_is_missing_is_suggested(folder: TemplateFolder) -> None:
    text = "locals {\n  image_name = 1\n  b = local.image_nam\n  c = local.b\n}\n"
    ((code, line, message),) = folder.problems(text)
    assert (code, line) == ("unknown-reference", 3)
    assert "local.image_name" in message


def test_try_and_can_may_ask_for_what_is_not_there(folder: TemplateFolder) -> None:
    text = 'locals {\n  a = try(var.nowhere, "else")\n  b = can(var.nowhere)\n}\n'
    assert folder.load(text).problems == ()
    assert folder.locals() == {"a": "else", "b": False}


def test_a_sensitive_local(folder: TemplateFolder) -> None:
    text = (
        'local "a" {\n  sensitive = true\n  expression = { user = "root", key = "hunter2" }\n}\n'
        'locals {\n  b = "${local.a.key}!"\n}\n'
    )
    loaded = folder.load(text)
    document = folder.document()
    assert document["locals"][0]["value"] == {"user": "<secret>", "key": "<secret>"}
    assert document["locals"][0]["sensitive"] is True
    assert document["locals"][1]["value"] == "<secret>!"
    assert {one["origin"] for one in document["secrets"]} == {"local"}
    source = loaded.texts["main.pkr.hcl"].text
    hidden = {source[start:end] for start, end in loaded.secrets["main.pkr.hcl"]}
    assert any("hunter2" in one for one in hidden)


def test_which_locals_are_used(folder: TemplateFolder) -> None:
    text = (
        'locals {\n  a = 1\n  b = local.a\n  c = 2\n  d = 3\n}\nsource "null" "s" {\n'
        '  ssh_host = local.c\n}\nbuild {\n  sources = ["source.null.s"]\n'
        '  provisioner "shell" {\n    inline = ["${local["d"]}"]\n  }\n}\n'
    )
    used = {one.name: one.used for one in folder.load(text).document.locals}
    assert used == {"a": True, "b": False, "c": True, "d": True}


def test_which_data_sources_are_used(folder: TemplateFolder) -> None:
    data = "".join(
        f'data "{type}" "{name}" {{}}\n'
        for type, name in (("amazon-ami", "a"), ("amazon-ami", "b"), ("http", "c"), ("http", "d"))
    )
    text = (
        f"{data}locals {{\n  a = data.amazon-ami.a.id\n  all = data.http\n}}\n"
        'build {\n  sources = ["null.none"]\n}\n'
    )
    used = {one.name: one.used for one in folder.load(text).document.data}
    assert used == {"a": True, "b": False, "c": True, "d": True}


def test_source_is_not_known_to_locals(folder: TemplateFolder) -> None:
    document = folder.document("locals {\n  b = source.type\n}\n")
    assert {one["reason"] for one in document["unknowns"]} == {"build value"}


@pytest.mark.parametrize(
    "text",
    [
        'locals {\n  a = "${build.name}"\n}\n',
        'source "null" "a" {\n  ssh_host = build.ID\n}\n',
        'build {\n  name = build.name\n  sources = ["null.a"]\n}\nsource "null" "a" {\n  communicator = "none"\n}\n',
    ],
)
def test_build_is_known_in_steps_only(folder: TemplateFolder, text: str) -> None:
    (problem,) = folder.problems(text)
    assert problem[:2] == ("unknown-reference", 2)
    assert problem[2].endswith("is known in provisioners and post-processors only.")


def test_where_build_is_not_known_try_falls_back(folder: TemplateFolder) -> None:
    assert folder.locals('locals {\n  a = try(build.ID, "x")\n}\n') == {"a": "x"}


def test_what_the_outside_world_gives_is_unknown(folder: TemplateFolder) -> None:
    text = 'locals {\n  a = "v-${timestamp()}"\n  b = uuidv4()\n}\n'
    document = folder.document(text)
    assert document["locals"][0]["value"] == "v-<unknown>"
    assert "value" not in document["locals"][1]


def test_the_templates_folder_is_as_it_is_named(folder: TemplateFolder) -> None:
    folder.file("images/main.pkr.hcl", 'locals {\n  a = "${path.root}/x"\n  b = path.cwd\n}\n')
    assert folder.locals(target="images") == {"a": "images/x", "b": "."}
    assert folder.locals(target="images/main.pkr.hcl") == {"a": "images/x", "b": "."}


def test_files_are_read_in_the_templates_folder(folder: TemplateFolder) -> None:
    folder.file("images/main.pkr.hcl", 'locals {\n  a = file("x.txt")\n  b = file("../y.txt")\n}\n')
    folder.file("images/x.txt", "hello")
    folder.file("y.txt", "outside")
    loaded = folder.load(target="images")
    assert loaded.document.locals[0].value == "hello"
    assert loaded.document.unknowns[0].reason.startswith("file not readable")
    assert any(record.path.endswith("x.txt") for record in loaded.dependencies.records)


def test_a_mistake_in_a_template_file_names_the_file_from_the_working_directory(
    folder: TemplateFolder,
) -> None:
    folder.file("images/main.pkr.hcl", 'locals {\n  a = templatefile("./x.txt", {})\n}\n')
    folder.file("images/x.txt", "\n${missing}")
    (message,) = [one.message for one in folder.load(target="images").problems]
    assert "images/x.txt, line 2" in message


def test_a_path_from_path_root_leads_into_the_templates_folder(folder: TemplateFolder) -> None:
    """Also where the process is elsewhere, and `path.root` is not `.`."""
    text = (
        'locals {\n  a = file("${path.root}/x.txt")\n  b = fileset(path.root, "*.txt")\n'
        '  c = templatefile("${path.root}/x.txt", {})\n}\n'
    )
    folder.file("images/main.pkr.hcl", text)
    folder.file("images/x.txt", "hello")
    expected = {"a": "hello", "b": ["x.txt"], "c": "hello"}
    assert folder.locals(target="images") == expected
    assert folder.load(target="images").problems == ()
