"""The cross check: real differences between two readers, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.syntax.hcl.crosscheck import LARGEST, MOST, cross_check
from packer_systo.engine.syntax.hcl.parser import parse
from shared_data import corpus_path

if TYPE_CHECKING:
    from packer_systo.engine.syntax.diagnostic import Diagnostic


def checked(text: str) -> list[Diagnostic]:
    return cross_check(text, parse(text))


HIDING = """source "qemu" "debian" {
  vm_name      = "$${"
  iso_checksum = "none"
  ssh_password = "secret"
  comment      = "}"
  headless     = true
}
"""


def test_attributes_that_the_other_reader_does_not_see() -> None:
    found = checked(HIDING)
    assert [HIDING[one.start : one.end] for one in found] == [
        "iso_checksum",
        "ssh_password",
        "comment",
    ]
    assert {one.code for one in found} == {"ambiguous-template"}
    assert found[0].message == (
        'Packer reads the attribute "iso_checksum" here; python-hcl2 takes it for a part of the '
        'attribute "vm_name" on line 2. A tool that reads the file in the other way judges '
        "something else than what Packer builds."
    )
    assert found[0].example == 'format("$%s", "{")'
    # What is advised reads the same in both.
    assert checked(HIDING.replace('"$${"', found[0].example)) == []


def test_hidden_blocks_and_items() -> None:
    # The other reader's string goes on to the quote in the comment.
    text = 'a = "$${"\nprovisioner "shell" {}\nb = 1 # "\n'
    assert [text[one.start : one.end] for one in checked(text)] == ['provisioner "shell"', "b"]
    items = 'tags = {\n  a = "%%{"\n  b = 1\n  c = "}"\n}\n'
    assert [items[one.start : one.end] for one in checked(items)] == ["b", "c"]


def test_no_message_holds_a_value() -> None:
    text = 'a = "$${"\npassword = "hunter2"\nb = "}"\n'
    found = checked(text)
    assert len(found) == 2
    assert not any("hunter2" in one.message + one.example for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment",
        'a = "${var.x}-$${literal}"\nb = "%{ if x }y%{ endif }"\n',
        'a = { "k" = 1, l : 2, (m) = { n = 3 } }\r\nblock "x" y {\r\n  z = [1, 2]\r\n}\r\n',
        'a = <<EOT\nb = "not an attribute"\n${ {c = 1}.c }\nEOT\nd = <<-E\n  x\n  E\n',
        "for = 1\nin = 2\nnull = 3\nif {}\n",
        "a = [for k, v in { x = 1 } : { (k) = v } if v > 0]\nb = f({ y = 1 }...)\n",
        "a = 1 # one\n/* two\n */ b = 2 // three",
        'dynamic "disk" {\n  for_each = [{ s = 1 }]\n  content { size = disk.value["s"] }\n}\n',
        'b "c" {}\nb "d\\"e" {}\n',
    ],
)
def test_what_both_read_alike(text: str) -> None:
    assert checked(text) == []


def test_where_the_other_reader_fails_is_said_once_and_is_no_difference() -> None:
    text = 'a = 1\nb = "${~ x ~}"\nc = "$${"\nd = "}"\n'
    (found,) = checked(text)
    assert found.code == "second-reader-failed"
    assert text[found.start] == "~"
    (at_start,) = checked("é = 1")
    assert (at_start.start, at_start.code) == (0, "second-reader-failed")
    assert "python-hcl2 cannot read this file, so" in at_start.message


def test_a_failure_at_the_very_end_is_within_the_text() -> None:
    text = "a = x ? 1 : /* c */ 2"
    for found in checked(text):
        assert found.code == "second-reader-failed"
        assert 0 <= found.start <= found.end <= len(text)


def test_a_text_with_syntax_errors_is_not_compared() -> None:
    assert checked('a = "$${"\nb = "}"\nc = \n') == []


def test_a_very_long_text_is_not_read_twice() -> None:
    text = "a = 1 #" + "x" * LARGEST
    (found,) = checked(text)
    assert found.code == "second-reader-failed"


def test_very_many_differences_are_not_all_reported() -> None:
    hidden = "\n".join(f"h{number} = 1" for number in range(MOST * 3))
    assert len(checked(f'a = "$${{"\n{hidden}\nb = "}}"\n')) == MOST


def test_the_second_reader_is_imported_only_when_asked_for() -> None:
    program = (
        "import sys\n"
        "from packer_systo.engine.syntax.hcl import crosscheck\n"
        "from packer_systo.engine.syntax.hcl.parser import parse\n"
        "parse('a = 1')\n"
        "assert not {'hcl2', 'lark'} & set(sys.modules)\n"
        "crosscheck.cross_check('a = 1', parse('a = 1'))\n"
        "assert {'hcl2', 'lark'} <= set(sys.modules)\n"
    )
    path = [entry for entry in sys.path if entry]
    subprocess.run(
        [sys.executable, "-c", f"import sys\nsys.path[:0] = {path!r}\n{program}"], check=True
    )


@pytest.mark.slow
def test_no_real_template_means_two_things() -> None:
    compared = 0
    for path in sorted(corpus_path("repos").rglob("*.hcl")):
        if not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8-sig")
        found = [one for one in checked(text) if one.code == "ambiguous-template"]
        assert found == [], path
        compared += 1
    assert compared > 200


def test_the_syntax_cases_differ_where_an_escape_swallows_an_attribute() -> None:
    different: set[str] = set()
    for path in sorted(corpus_path("syntax-cases").glob("*.hcl")):
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        if any(one.code == "ambiguous-template" for one in checked(text)):
            different.add(path.name)
    assert different == {"esc_swallow.pkr.hcl"}
