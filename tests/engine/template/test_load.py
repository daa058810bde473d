from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from template_folder import KEYS, TemplateFolder

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
# a comment
packer {
  required_plugins {
    qemu = { version = "~> 1.1", source = "github.com/hashicorp/qemu" }
  }
}
variable "checksum" {
  type    = string
  default = "none"
}
locals {
  name = "debian"
}
source "qemu" "debian" {
  iso_url      = "https://example.org/debian.iso"
  iso_checksum = var.checksum
  vm_name      = local.name
}
build {
  sources = ["source.qemu.debian"]
  provisioner "shell" {
    inline = ["echo ${source.name}"]
  }
}
"""


def test_a_template_becomes_a_document(folder: TemplateFolder) -> None:
    document = folder.document(WHOLE, now="2026-11-23T00:00:00Z")
    assert document["format"] == "hcl2"
    assert document["kind"] == "template"
    assert document["version"] == "1"
    assert document["path"] == "."
    assert document["now"] == "2026-11-23T00:00:00Z"
    assert document["files"] == [{"path": "main.pkr.hcl", "role": "template", "format": "hcl"}]
    (source,) = document["builds"][0]["sources"]
    assert source["config"] == {
        "iso_url": "https://example.org/debian.iso",
        "iso_checksum": "none",
        "vm_name": "debian",
    }
    assert document["builds"][0]["provisioners"][0]["config"] == {"inline": ["echo debian"]}
    assert document["unknowns"] == []


def test_the_chain_from_an_attribute_to_the_default_behind_it(folder: TemplateFolder) -> None:
    loaded = folder.load(WHOLE)
    path = ("builds", 0, "sources", 0, "config", "iso_checksum")
    origin = loaded.source_map.origin(path)
    assert origin is not None
    assert origin.span is not None
    text = origin.span.source.text
    assert text[origin.span.start : origin.span.end] == "var.checksum"
    (parent,) = origin.parents
    assert parent.label == "default of var.checksum"
    assert parent.span is not None
    assert text[parent.span.start : parent.span.end] == '"none"'


def test_comments_and_texts_are_kept(folder: TemplateFolder) -> None:
    loaded = folder.load(WHOLE)
    assert list(loaded.texts) == ["main.pkr.hcl"]
    (comment,) = loaded.comments["main.pkr.hcl"]
    assert loaded.texts["main.pkr.hcl"].text[comment.start : comment.end] == "# a comment"


def test_what_a_result_depends_on(folder: TemplateFolder) -> None:
    folder.file("a.auto.pkrvars.hcl", 'checksum = "sha256:1"\n')
    loaded = folder.load(WHOLE)
    assert sorted(os.path.basename(one) for one in loaded.dependencies.files) == [
        "a.auto.pkrvars.hcl",
        "main.pkr.hcl",
    ]
    assert loaded.dependencies.environment == ("PKR_VAR_checksum",)


def test_every_mistake_is_reported_at_once(folder: TemplateFolder) -> None:
    text = """
varable "x" {}
variable "v" {
  type    = int
  deflaut = 1
}
locals {
  a = local.b
  b = local.a
  c = nothing.here
  d = uper("x")
  e = 1 + "x"
}
source "qemu" "q" {
  memroy = 1
  cpus   = "many"
}
source "qemu" {}
build {
  sources = ["source.qemu.p"]
  provisioner "shell" {
    inlin = []
  }
}
"""
    assert folder.codes(text) == [
        ("unknown-block", 2),
        ("wrong-type", 4),
        ("unknown-attribute", 5),
        ("reference-cycle", 8),
        ("unknown-reference", 10),
        ("unknown-function", 11),
        ("wrong-type", 12),
        ("unknown-attribute", 15),
        ("wrong-type", 16),
        ("wrong-labels", 18),
        ("undefined-source", 20),
        ("unknown-attribute", 22),
    ]


def test_a_file_with_a_syntax_error_is_read_as_far_as_it_goes(folder: TemplateFolder) -> None:
    folder.file("a.pkr.hcl", "locals {\n  a = 1\n}\nlocals {\n  b = [1,, 2]\n}\n")
    folder.file("b.pkr.hcl", "locals {\n  c = local.a\n}\n")
    loaded = folder.load()
    assert "syntax-error" in {one.code for one in loaded.problems}
    assert folder.locals()["c"] == 1


def test_a_file_that_is_not_text(folder: TemplateFolder) -> None:
    (folder.path / "a.pkr.hcl").write_bytes(b"locals {\n  a = \xff\n}\n")
    folder.file("b.pkr.hcl", "locals {\n  b = 1\n}\n")
    found = folder.problems()
    assert [(code, line) for code, line, _ in found] == [("syntax-error", 2)]
    assert "UTF-8" in found[0][2]
    assert folder.locals() == {"b": 1}


def test_what_else_is_wrong_with_a_file_that_is_not_text(folder: TemplateFolder) -> None:
    content = b'locals {\n  a = [1 2]\n  b = "caf\xe9"\n  c = 1 +\n  d\xff = 1\n}\n'
    (folder.path / "a.pkr.hcl").write_bytes(content)
    found = folder.problems()
    assert [(code, line) for code, line, _ in found] == [("syntax-error", n) for n in (2, 3, 4, 5)]
    assert ["UTF-8" in message for _, _, message in found] == [False, True, False, True]


def test_a_file_in_utf_16_is_one_mistake(folder: TemplateFolder) -> None:
    (folder.path / "a.pkr.hcl").write_bytes("locals {\n  a = [1 2]\n}\n".encode("utf-16"))
    ((code, line, message),) = folder.problems()
    assert (code, line) == ("syntax-error", 1)
    assert "UTF-16" in message


def test_a_text_beyond_our_bound_is_not_said_to_be_refused_by_packer(
    folder: TemplateFolder,
) -> None:
    folder.file("a.pkr.hcl", "locals {\n  a = " + "[" * 150 + "]" * 150 + "\n}\n")
    (problem,) = [one for one in folder.load().problems if one.code == "syntax-error"]
    assert "not of Packer" in problem.why


def test_an_empty_template(folder: TemplateFolder) -> None:
    folder.file("main.pkr.hcl", "")
    document = folder.document()
    assert document["builds"] == []
    assert document["unknowns"] == []


def test_attributes_at_the_root(folder: TemplateFolder) -> None:
    assert folder.codes('a = 1\nsource = "x"\n') == [
        ("unknown-attribute", 1),
        ("unknown-attribute", 2),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a {\n" * 2000,
        "locals {\n  a = " + "[" * 5000 + "\n}\n",
        "locals {\n  a = " + "(" * 400 + "1" + ")" * 400 + "\n}\n",
        "locals {\n  a = " + "-" * 3000 + "1\n}\n",
        "locals {\n  a = " + "1 + " * 5000 + "1\n}\n",
        'locals {\n  a = "' + "${" * 1000 + "}" * 1000 + '"\n}\n',
        "locals {\n" + "".join(f"  a{n} = [local.a{n + 1}, local.a{n + 1}]\n" for n in range(40))
        + '  a40 = "x"\n}\n',
        'locals {\n  a = join(",", [for x in range(1000) : join(",", range(1000))])\n}\n',
        'variable "x" {\n  type = ' + "list(" * 500 + "string" + ")" * 500 + "\n}\n",
        'source "a" "b" {\n' + "a {\n" * 300 + "}\n" * 300 + "}\n",
        'build {\n' + 'dynamic "source" {\n  for_each = range(900)\n  labels = ["a.b"]\n'
        "  content {}\n}\n" * 100 + "}\n",
        "\x00\ufeff\u2028locals {}",
        'build {\n  sources = ["\x00.\x00"]\n  provisioner "\x00" {\n    script = "\\u0000"\n  }\n}\n',
    ],
)  # fmt: skip
def test_hostile_templates_give_a_document(folder: TemplateFolder, text: str) -> None:
    loaded = folder.load(text, detector=KEYS)
    assert loaded.document.kind == "template"


WORDS = st.sampled_from(
    [
        *("variable", "locals", "local", "source", "build", "dynamic", "packer", "data", "content"),
        *('"x"', '"qemu"', '"null.x"', "x", "var.x", "local.x", "each.value", "source.x.y"),
        *("{", "}", "{", "}", "[", "]", "(", ")", "=", "\n", "\n", ",", ".", "...", "?", ":", "=>"),
        *("for_each", "labels", "default", "type", "sensitive", "sources", "only", "name", "if"),
        *("for", "in", "null", "true", "1", "-1", '"${var.x}"', '"%{ if x }"', "<<E\n", "E\n"),
        *("string", "list(string)", "env(", "file(", "range(9)", "timestamp()", "#", "/*", "provisioner"),
    ]
)  # fmt: skip


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(words=st.lists(WORDS, max_size=40))
def test_no_text_makes_it_crash(folder: TemplateFolder, words: list[str]) -> None:
    loaded = folder.load(" ".join(words) + "\n", detector=KEYS)
    for problem in loaded.problems:
        assert problem.message
        assert problem.span is None or problem.span.source.path in loaded.texts


def test_the_working_directory_does_not_change_a_document(
    folder: TemplateFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the paths, which are relative to it."""
    folder.file("images/main.pkr.hcl", WHOLE)
    from_above = folder.document(target="images")
    monkeypatch.chdir(tmp_path / "images")
    inside = folder.document(target=".")
    for document in (from_above, inside):
        del document["path"], document["files"]
    assert from_above == inside
