"""HCL's JSON form: which blocks, labels and attributes a file holds, and where."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from engine.syntax.json.json_texts import damaged_texts, token_soup, valid_texts
from packer_systo.engine.syntax.hcl.nodes import (
    Attribute,
    Block,
    Body,
    FunctionCall,
    GetAttribute,
    Interpolation,
    ObjectExpression,
    Template,
    TemplateText,
    TupleExpression,
    Variable,
)
from packer_systo.engine.syntax.json.hcl_form import parse, to_body
from packer_systo.engine.syntax.json.reader import read
from shared_data import corpus_path


def body_of(text: str, *, var_file: bool = False) -> Body:
    parsed = parse(text, var_file=var_file)
    assert parsed.diagnostics == []
    return parsed.file.body


def outline(body: Body) -> list[str]:
    """The names in a body, blocks with their labels and contents."""
    lines: list[str] = []
    for item in body.items:
        if isinstance(item, Attribute):
            lines.append(item.name)
        else:
            header = " ".join([item.type, *(label.value for label in item.labels)])
            inner = ", ".join(outline(item.body))
            lines.append(f"{header} {{{inner}}}")
    return lines


def block(body: Body, *types: str) -> Block:
    found = body.blocks(types[0])
    assert len(found) == 1
    return found[0] if len(types) == 1 else block(found[0].body, *types[1:])


TEMPLATE = """{
  "//": "a comment",
  "packer": {
    "required_version": ">= 1.11",
    "required_plugins": {"qemu": {"version": "~> 1", "source": "github.com/hashicorp/qemu"}}
  },
  "variable": {
    "size": {"type": "list(string)", "default": ["${upper(\\"a\\")}"], "description": "${x}"},
    "user": {"sensitive": true, "validation": {"condition": "${length(var.user) > 1}",
                                               "error_message": "No ${x}."}}
  },
  "locals": {"name": "${var.user}-image"},
  "source": {"qemu": {"debian": {"disk_size": "40G", "//": "why", "qemuargs": [["-m", "1G"]],
                                 "efi": {"//": "kept", "firmware": "x"}}}},
  "build": {
    "sources": ["source.qemu.debian"],
    "source": {"qemu.debian": {"name": "${literal}"}},
    "provisioner": [
      {"shell": {"inline": ["echo ${build.name}"]}},
      {"file": {"source": "a", "destination": "b"}}
    ],
    "post-processors": [
      {"post-processor": {"shell-local": {"inline": ["x"]}}},
      {"post-processor": [{"checksum": {}}, {"manifest": {}}]}
    ],
    "dynamic": {"provisioner": {"for_each": "${var.size}", "iterator": "it", "labels": ["shell"],
                                "content": {"inline": ["${it.value}"]}}}
  }
}"""


BUILD = (
    "build {sources, source qemu.debian {name}, provisioner shell {inline}, "
    "provisioner file {source, destination}, "
    "post-processors {post-processor shell-local {inline}}, "
    "post-processors {post-processor checksum {}, post-processor manifest {}}, "
    "dynamic provisioner {for_each, iterator, labels, content {inline}}}"
)


def test_a_whole_template() -> None:
    assert outline(body_of(TEMPLATE)) == [
        "packer {required_version, required_plugins {qemu}}",
        "variable size {type, default, description}",
        "variable user {sensitive, validation {condition, error_message}}",
        "locals {name}",
        "source qemu debian {disk_size, qemuargs, efi}",
        BUILD,
    ]


def test_strings_are_read_as_packer_reads_them() -> None:
    body = body_of(TEMPLATE)
    size = body.blocks("variable")[0].body.attributes()
    assert isinstance(size["type"].expression, FunctionCall)
    assert isinstance(size["default"].expression, TupleExpression)
    literal = size["description"].expression
    assert isinstance(literal, Template)
    assert [part.value for part in literal.parts if isinstance(part, TemplateText)] == ["${x}"]
    message = block(body.blocks("variable")[1].body, "validation").body.attributes()[
        "error_message"
    ]
    assert isinstance(message.expression, Template)
    assert len(message.expression.parts) == 1
    name = block(body, "locals").body.attributes()["name"].expression
    assert isinstance(name, Template)
    first = name.parts[0]
    assert isinstance(first, Interpolation)
    assert isinstance(first.expression, GetAttribute)
    local_name = block(body, "build", "source").body.attributes()["name"].expression
    assert isinstance(local_name, Template)
    assert isinstance(local_name.parts[0], TemplateText)
    iterator = block(body, "build", "dynamic").body.attributes()["iterator"].expression
    assert isinstance(iterator, Variable)
    assert iterator.name == "it"


def test_what_stands_for_a_block_of_a_component_stays_an_attribute() -> None:
    efi = block(body_of(TEMPLATE), "source").body.attributes()["efi"].expression
    assert isinstance(efi, ObjectExpression)
    assert len(efi.items) == 2  # here "//" may be a key: only whoever knows the component can tell


def test_places_of_blocks_and_attributes() -> None:
    text = TEMPLATE
    body = body_of(text)
    source = block(body, "source")
    assert text[source.start : source.header_end] == '"debian"'
    assert [text[label.start : label.end] for label in source.labels] == ['"qemu"', '"debian"']
    assert text[source.start : source.end].startswith('"debian": {"disk_size"')
    assert text[source.end - 1] == "}"
    assert text[source.body.start - 1] == "{"
    assert text[source.body.end] == "}"
    size = source.body.attributes()["disk_size"]
    assert text[size.start : size.name_end] == '"disk_size"'
    assert text[size.start : size.end] == '"disk_size": "40G"'
    first, second = block(body, "build").body.blocks("post-processors")
    assert text[first.start : first.header_end] == "{"
    assert first.start < first.end < second.start


def test_every_form_of_several_blocks() -> None:
    one = '{"variable": {"a": {"default": 1}, "b": {"default": 2}}}'
    forms = [
        one,
        '{"variable": [{"a": {"default": 1}}, {"b": {"default": 2}}]}',
        '{"variable": {"a": {"default": 1}}, "variable": {"b": {"default": 2}}}',
        '[{"variable": {"a": {"default": 1}}}, {"variable": {"b": {"default": 2}}}]',
        '{"variable": {"a": [{"default": 1}], "b": [[{"default": 2}]]}}',
    ]
    for text in forms:
        assert outline(body_of(text)) == ["variable a {default}", "variable b {default}"], text
    assert outline(body_of('{"build": [], "source": {"a": {"b": null}}, "local": {"x": []}}')) == []
    assert outline(body_of('{"source": {"a": {"b": {}, "b": {}}}}')) == [
        "source a b {}",
        "source a b {}",
    ]


@pytest.mark.parametrize(
    ("text", "marked", "words"),
    [
        ('"x"', '"x"', "A template is an object"),
        ("null", "null", "A template is an object"),
        ("[1]", "1", "A template is an object, or an array of objects"),
        ('{"build": "x"}', '"x"', "A build block is an object"),
        ('{"build": [1]}', "1", "A build block is an object"),
        ('{"source": {}}', "{", "The type of a source block is the key of an object"),
        ('{"source": "x"}', '"x"', "The type of a source block is the key of an object"),
        ('{"source": {"qemu": {}}}', "{", "The name of a source block is the key"),
        ('{"source": {"qemu": null}}', "null", "The name of a source block is the key"),
        ('{"source": [{"qemu": {"a": {}}}, 1]}', "1", "The type of a source block is the key"),
        ('{"source": {"qemu": {"a": 1}}}', "1", "A source block is an object"),
        ('{"locals": {"//": 1}, "variables": null, "locals": [[]]}', "[", "A locals block is"),
        ('{"build": {"provisioner": {"shell": "x"}}}', '"x"', "A provisioner block is an object"),
        ('{"locals": {"a": "${"}}', None, ""),
    ],
)
def test_what_is_no_template(text: str, marked: str | None, words: str) -> None:
    (found,) = parse(text).diagnostics
    assert found.code == "syntax-error"
    assert words in found.message
    if marked is not None:
        assert text[found.start : found.end] == marked
        assert found.example


def test_a_repeated_attribute_is_reported_once_and_a_repeated_block_is_not() -> None:
    text = '{"locals": {"a": 1,\n"a": 2}, "locals": {"b": {"k": 1, "k": 2}}, "//": 1, "//": 2}'
    found = parse(text).diagnostics
    assert [(one.code, text[one.start : one.end]) for one in found] == [
        ("repeated-key", '"a"'),
        ("repeated-key", '"k"'),
    ]
    across = '{"build": [[{"name": "a"}, {"name": "b"}]]}'
    (one,) = parse(across).diagnostics
    assert across[one.start : one.end] == '"name"'


def test_a_var_file_holds_values_and_nothing_else() -> None:
    text = '{"//": "why", "build": {"a": "${x}"}, "tags": ["%{", null], "variable": "v"}'
    body = body_of(text, var_file=True)
    assert outline(body) == ["build", "tags", "variable"]
    value = body.attributes()["build"].expression
    assert isinstance(value, ObjectExpression)
    assert isinstance(value.items[0].value, Template)
    assert isinstance(value.items[0].value.parts[0], TemplateText)
    declared = body_of('{"variable": {"a": {"default": 1}}}', var_file=True)
    assert outline(declared) == ["variable a {default}"]
    (found,) = parse("[{}]", var_file=True).diagnostics
    assert "A var file is an object" in found.message


def test_a_byte_order_mark_is_a_mistake_in_json() -> None:
    (found,) = parse("{}", byte_order_mark=True).diagnostics
    assert (found.start, found.end) == (0, 0)
    assert "byte order mark" in found.message


def test_damaged_json_keeps_what_can_be_read() -> None:
    text = '{"source": {"qemu": {"a": {"x": 1,}}} "build": {"sources": [tru]}}'
    parsed = parse(text)
    assert len(parsed.diagnostics) == 3
    assert outline(parsed.file.body) == ["source qemu a {x}", "build {sources}"]
    assert parse("").file.body.items == ()


def test_to_body_leaves_what_the_reader_says_to_the_caller() -> None:
    text = '{"locals": {"a": 1}, "locals": {"b": 2}}'
    found = read(text)
    assert found.root is not None
    body, diagnostics = to_body(found.root, text)
    assert outline(body) == ["locals {a}", "locals {b}"]
    assert diagnostics == []
    assert [one.code for one in found.diagnostics] == ["repeated-key"]


@given(valid_texts | damaged_texts | token_soup)
def test_no_text_is_a_crash(text: str) -> None:
    for var_file in (False, True):
        parsed = parse(text, var_file=var_file)
        assert all(0 <= one.start <= one.end <= len(text) + 1 for one in parsed.diagnostics)


def test_very_many_mistakes_are_not_all_reported() -> None:
    text = json.dumps({"locals": {f"a{number}": "${" for number in range(5000)}})
    assert len(parse(text).diagnostics) < 2500


def test_the_files_of_the_corpus() -> None:
    files = [path for path in corpus_path().rglob("*.pkr.json") if path.is_file()]
    assert files
    for path in files:
        assert parse(path.read_text(encoding="utf-8")).diagnostics == [], path
