"""Going on after a mistake: all mistakes of a file are reported, and each of them once."""

from __future__ import annotations

import pytest

from hcl_reading import mistakes_of
from packer_systo.engine.syntax.hcl.nodes import Attribute, Block
from packer_systo.engine.syntax.hcl.parser import parse, parse_expression, parse_template

TEMPLATE = """\
packer {
  required_plugins {
    qemu = {
      version = ">= 1.0.0"
      source  = "github.com/hashicorp/qemu"
    }
  }
}

variable "name" {
  type    = string
  default = "debian"
}

source "qemu" "debian" {
  vm_name      = "${var.name}-12"
  boot_command = [
    "<esc>",
    "auto<enter>",
  ]
  tags = {
    owner = "me"
    team  = upper("us")
  }
  user_data = <<EOT
#!/bin/sh
echo "${var.name}"
EOT
}

build {
  sources = ["source.qemu.debian"]

  provisioner "shell" {
    inline = ["true"]
  }
}
"""

CHANGES = [
    ("required_plugins {", "required_plugins", 2),
    ("qemu = {", "qemu {", 0),
    ('version = ">= 1.0.0"', 'version = ">= 1.0.0', 4),
    ('version = ">= 1.0.0"', 'version >= 1.0.0"', 4),
    ('variable "name" {', 'variable "name" [', 10),
    ("type    = string", "type    : string", 11),
    ("type    = string", "type    = string,", 11),
    ('default = "debian"', "default = 'debian'", 12),
    ('"${var.name}-12"', '"${var.name-12"', 16),
    ('"${var.name}-12"', '"${var.}-12"', 16),
    ('"${var.name}-12"', "${var.name}-12", 16),
    ("boot_command = [", "boot_command =", 17),
    ("boot_command = [", "boot_command = {", 18),
    ('    "<esc>",\n', '    "<esc>"\n', 19),
    ('    "<esc>",\n', '    "<esc>,\n', 18),
    ("  ]\n", "", 20),
    ("  ]\n", "  }\n", 20),
    ("  tags = {\n", "  tags = \n", 21),
    ('    owner = "me"\n', '    owner "me"\n', 22),
    ('    owner = "me"\n', "    owner = \n", 22),
    ('upper("us")', 'upper("us"', 24),
    ('upper("us")', 'upper "us")', 23),
    ("<<EOT", "<<EOT ", 25),
    ("<<EOT", '<<"EOT"', 25),
    ("EOT\n}", "EOT;\n}", 28),
    ('echo "${var.name}"', 'echo "${HOME:-/root}"', 27),
    ("build {", "build", 31),
    ('provisioner "shell" {', 'provisioner "shell" {{', 34),
    ('["true"]', '["true]', 35),
    ('["true"]', '["true"', 36),
]


@pytest.mark.parametrize(("before", "after", "line"), [each for each in CHANGES if each[2]])
def test_one_change_is_one_mistake_at_its_line(before: str, after: str, line: int) -> None:
    assert TEMPLATE.count(before) == 1
    broken = TEMPLATE.replace(before, after)
    assert [found for found, _ in mistakes_of(broken)] == [line]


@pytest.mark.parametrize(("before", "after", "line"), [each for each in CHANGES if each[2]])
def test_a_second_mistake_far_from_it_is_found_too(before: str, after: str, line: int) -> None:
    broken = "first = [1 2]\n\n" + TEMPLATE.replace(before, after) + "\nlast = 1 +\n"
    last = broken.count("\n")
    if "EOT;" in after:
        broken = broken.replace("EOT;", "EOT,")
    assert [found for found, _ in mistakes_of(broken)] == [1, line + 2, last]


def test_the_template_is_valid() -> None:
    assert parse(TEMPLATE).diagnostics == []


def test_all_mistakes_of_a_file_are_reported() -> None:
    text = """\
a = [1 2]
b = 'single'
c {
  d = "${e"
  f {
    g: 1
  }
  h = {i 1}
}
j = 1,
k = f(
  1
  2
)
"""
    assert [line for line, _ in mistakes_of(text)] == [1, 2, 4, 6, 8, 10, 13]


def test_they_come_in_the_order_of_the_text() -> None:
    diagnostics = parse("a {\n  b = [1 2]\n  c = = 1\n").diagnostics
    assert [each.start for each in diagnostics] == sorted(each.start for each in diagnostics)


def test_every_mistake_has_a_place_a_message_and_most_an_example() -> None:
    for before, after, _ in CHANGES:
        text = TEMPLATE.replace(before, after)
        for diagnostic in parse(text).diagnostics:
            assert 0 <= diagnostic.start <= diagnostic.end <= len(text)
            assert diagnostic.message.endswith(".")
            assert diagnostic.example
            assert diagnostic.code == "syntax-error"


def test_an_unindented_file_is_read_on_too() -> None:
    text = "a {\nb = [\n1\n2\n]\nc = {\nd = 1\ne 2\n}\nf = 1\n}\ng = = 1\n"
    assert [line for line, _ in mistakes_of(text)] == [4, 8, 12]


def test_items_after_a_broken_one_are_in_the_tree() -> None:
    items = parse("a = )\nb {\n  c = )\n  d = 1\n}\ne = 2\n").file.body.items
    assert [item.name for item in items if isinstance(item, Attribute)] == ["a", "e"]
    (block,) = [item for item in items if isinstance(item, Block)]
    assert len(block.body.items) == 2


def test_garbage_is_reported_once_and_reading_goes_on_behind_it() -> None:
    text = "a = 1\n!!!\n???\n***\n+++\nb = = 2\n"
    assert [line for line, _ in mistakes_of(text)] == [2, 6]


def test_reading_stops_where_nothing_makes_sense() -> None:
    parsed = parse("a = 'b'\n" * 5000)
    assert 100 < len(parsed.diagnostics) <= 1001


def test_reading_of_templates_and_expressions_stops_too() -> None:
    assert len(parse_template("${'b'}\n" * 5000)[1]) <= 1001
    assert len(parse_expression("[" + "'b',\n1,\n" * 5000 + "]")[1]) <= 1001


def test_what_is_said_holds_nothing_of_the_values() -> None:
    for broken in (
        'password = "hunter2 geheim\n',
        "password = hunter2'geheim'\n",
        'password = hunter2"geheim"\n',
        "password = <<EOT\nhunter2 geheim\n",
        'password = ["hunter2" "geheim"]\n',
        'password = {"hunter2" "geheim"}\n',
        'password = "${hunter2 geheim}"\n',
        'password = "\\hunter2 geheim"\n',
        "password: hunter2 geheim\n",
        "hunter2 = geheim = 1\n",
        "hunter2 geheim\n",
    ):
        (diagnostic, *_) = parse(broken).diagnostics
        assert "hunter2" not in diagnostic.message + diagnostic.example
        assert "geheim" not in diagnostic.message + diagnostic.example


@pytest.mark.parametrize(
    "lines",
    [
        ('communicator : "none"', 'ssh_host : "a"', "ssh_port : 22"),
        ("a =", "b =", 'c == "t3"'),
        ("a == 3", "b == 4"),
        ("a b = 3", "c d = 4"),
        ('"q" = 3', '"r" = 4'),
        ("c = 3;", "d = 4;"),
        ("a = 1 2", "b = 3 4"),
    ],
)
def test_each_broken_line_is_told_and_what_follows_is_read(lines: tuple[str, ...]) -> None:
    text = "\n".join(['source "null" "x" {', *(f"  {line}" for line in lines), "  z = 1", "}", ""])
    parsed = parse(text)
    told = [text.count("\n", 0, one.start) + 1 for one in parsed.diagnostics]
    assert told == list(range(2, 2 + len(lines)))
    (block,) = parsed.file.body.items
    assert isinstance(block, Block)
    last = block.body.items[-1]
    assert isinstance(last, Attribute)
    assert last.name == "z"


def test_where_mistakes_are_no_longer_told_is_said() -> None:
    last = parse("x = [1 2]\n" * 3000).diagnostics[-1]
    assert last.message.startswith("There are more than 1,000 mistakes")


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ('"\\q \\z"', 2),
        ('"${ } and ${ 1 + }"', 2),
        ("[1 2, 3 4]", 2),
        ("[1 2 3]", 2),
        ("[this is text]", 1),
        ("{ a: 1, b 2, c 3 }", 2),
        ("f(1 2, 3 4)", 2),
        ("f(g(1 2), g(3 4))", 2),
        ("[for x in [1 2] : f(3 4)]", 2),
        ("[for x [1 2] : f(3 4)]", 3),
        ("a[1 2] + b[3 4]", 2),
        ("(1 +) * (3 4)", 2),
        ('[5m"]', 1),
        ('f("a"(, 1)', 1),
        ('"${var.a%{ endif }b}"', 1),
    ],
)
def test_all_mistakes_of_a_line_are_told_and_no_consequences(value: str, count: int) -> None:
    assert [line for line, _ in mistakes_of(f"a = {value}\nb = 1\n")] == [1] * count


def test_all_mistakes_of_a_heredoc_are_told() -> None:
    text = "a = <<EOT\n${} and ${1 +}\n${HOME:-/root}\nEOT\n"
    assert [line for line, _ in mistakes_of(text)] == [2, 2, 3]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("foo\nbar\nbaz = [1 2]\n", [1, 2, 3]),
        ("a\n= 1\nb = 2\n", [1]),
        ("a = \ntrue\n", [1]),
        ("a = 1 +\n)\n", [1]),
        ("a = {\n  b =\n  c =\n}\n", [2, 3]),
        ("a [\n  b = [1 2]\n}\n", [1, 2]),
        ('a "b" = {\n  c = [1 2]\n}\n', [1, 2]),
        ("a {\n  b { c = 1, d = 2 }\n  e {\n  f = 1\n}\n", [1, 2]),
        ('"a" {\n  b : 1\n}\nfoo\n"c" {\n}\n}\nd = [1 2]\n', [1, 2, 4, 5, 7, 8]),
        ('a {\n}\n}\n"b" "c" {\n  d = 1\n}\nfoo\n', [3, 4, 7]),
        ('"a" = [1 2]\nfoo\n"b" = 1\n', [1, 1, 2, 3]),
        ('a {\n  "b" = 1\n  "c" {\n    d : 1\n  }\n  e\n}\n', [2, 3, 4, 6]),
        ("a =\nb.c = 1\nd[0] = 2\n", [1, 2, 3]),
        ("a = b[\nc = 1\nd = [1 2]\n", [2, 3]),
        ("a = f(\nc = 1\nd = [1 2]\n", [2, 3]),
        ("a = [\nc = 1\nd = [1 2]\n", [2, 3]),
        ("a = (\nc = 1\nd = [1 2]\n", [2, 3]),
        ('a {\n  b = [\n    "c"\n    "d",\n  }\n  e = 1\n}\nf = [1 2]\n', [4, 5, 8]),
        ("a = b++\nc += 1\nd -= 1\n", [1, 2, 3]),
        ("a = <<EOT\n${\nEOT\nb = [1 2]\nc = [3 4]\n", [4, 4, 5]),
        ("a = <<EOT\n${f(\nEOT\nb = [1 2]\n", [4, 4]),
        ("a {\n  b = 1\nc {\n  d = 2\ne {\n  f = 3\n}\n", [1, 3]),
        ("a {\n  b = 1\n  c {\n    d = 2\n", [3]),
    ],
)
def test_mistakes_of_lines_below_each_other(text: str, lines: list[int]) -> None:
    assert [line for line, _ in mistakes_of(text)] == lines


def test_where_a_brace_is_missing_further_in_is_said() -> None:
    text = "a {\n  b {\n    c = 1\n  d {\n    e = 1\n  }\n}\n"
    ((line, message),) = mistakes_of(text)
    assert line == 1
    assert "probably that of the b block in line 2, before line 4" in message
