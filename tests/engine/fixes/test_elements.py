"""Elements of lists put in and taken out: commands, steps, plugins; layout and comments kept."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING

import msgspec
import pytest

from engine.fixes.test_plan import fixed
from packer_systo.engine.errors import EngineError
from packer_systo.engine.judgment.outcome import FixRequest, InsertStep

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

INLINE: Path = ("builds", 0, "provisioners", 0, "config", "inline")
PROVISIONERS: Path = ("builds", 0, "provisioners")
PLUGINS: Path = ("packer", "required_plugins")
STEP: JSON = {"type": "shell", "config": {"inline": ["b"]}}
AMAZON: JSON = {"name": "amazon", "source": "github.com/hashicorp/amazon", "version": "~> 1"}


def insert(value: JSON, *path: str | int) -> FixRequest:
    return FixRequest("mend it", insert=(InsertStep(path, value),))


def remove(*path: str | int) -> FixRequest:
    return FixRequest("mend it", remove=(path,))


def after_fix(folder: FilePath, text: str, request: FixRequest, name: str) -> str | None:
    texts = fixed(folder, {name: text}, request)
    return None if texts is None else texts[name]


def in_list(folder: FilePath, written: str, request: FixRequest) -> str | None:
    """What stands in place of a list of commands after the fix."""
    head = 'source "null" "a" {}\n\nbuild {\n  sources = ["null.a"]\n  provisioner "shell" {\n'
    head += "    inline = "
    tail = "\n  }\n}\n"
    text = after_fix(folder, f"{head}{written}{tail}", request, "a.pkr.hcl")
    if text is None:
        return None
    assert text.startswith(head)
    assert text.endswith(tail)
    return text[len(head) : -len(tail)]


LINES = '[\n      "a", # one\n      "c"  # three\n    ]'


@pytest.mark.parametrize(
    ("written", "request_", "after"),
    [
        pytest.param('["a"]', insert("b", *INLINE, 0), '["b", "a"]', id="first, on one line"),
        pytest.param('["a"]', insert("b", *INLINE, 1), '["a", "b"]', id="last, on one line"),
        pytest.param(
            '["a", "c"]', insert("b", *INLINE, 1), '["a", "b", "c"]', id="between, on one line"
        ),
        pytest.param(
            LINES,
            insert("b", *INLINE, 1),
            '[\n      "a", # one\n      "b",\n      "c"  # three\n    ]',
            id="between, on lines",
        ),
        pytest.param(
            LINES,
            insert("d", *INLINE, 2),
            '[\n      "a", # one\n      "c",  # three\n      "d"\n    ]',
            id="last, behind a comment",
        ),
        pytest.param(
            '[\n      "a",\n    ]',
            insert('say "b" ${x}', *INLINE, 1),
            '[\n      "a",\n      "say \\"b\\" $${x}",\n    ]',
            id="last, behind a comma, quoted",
        ),
        pytest.param(
            '[\n      # why\n      "a"\n    ]',
            insert("b", *INLINE, 0),
            '[\n      "b",\n      # why\n      "a"\n    ]',
            id="in front of a comment that belongs to the next",
        ),
        pytest.param(
            LINES, remove(*INLINE, 0), '[\n      "c"  # three\n    ]', id="take the first out"
        ),
        pytest.param(
            LINES,
            remove(*INLINE, 1),
            '[\n      "a"  # three\n    ]',
            id="take the last out",
        ),
        pytest.param(
            '[\n      "a",\n      "b",\n      "c",\n    ]',
            remove(*INLINE, 1),
            '[\n      "a",\n      "c",\n    ]',
            id="take a line out",
        ),
        pytest.param('["a", "b"]', remove(*INLINE, 0), '["b"]', id="take one of a line out"),
        pytest.param('["a", "b",]', remove(*INLINE, 1), '["a"]', id="with its comma"),
    ],
)
def test_a_command_in_a_list(
    tmp_path: FilePath, written: str, request_: FixRequest, after: str
) -> None:
    assert in_list(tmp_path, written, request_) == after


@pytest.mark.parametrize(
    ("written", "request_"),
    [
        pytest.param('["a"]', remove(*INLINE, 0), id="the only one stays"),
        pytest.param('concat(["a"], ["b"])', insert("c", *INLINE, 2), id="a list that is made"),
        pytest.param('["a", timestamp()]', remove(*INLINE, 5), id="one that is not there"),
        pytest.param('["a", var.gone]', insert("c", *INLINE, 1), id="beside what is not known"),
        pytest.param('["a"]', insert("x <secret>", *INLINE, 1), id="what a rule could not see"),
        pytest.param('["a", <<EOF\nb\nEOF\n    ]', insert("c", *INLINE, 2), id="behind a heredoc"),
    ],
)
def test_a_list_that_is_left_alone(tmp_path: FilePath, written: str, request_: FixRequest) -> None:
    assert in_list(tmp_path, written, request_) is None


def build(*lines: str) -> str:
    body = "".join(f"{line}\n" for line in lines)
    return f'source "null" "a" {{}}\n\nbuild {{\n  sources = ["null.a"]\n{body}}}\n'


ONE = ("", '  provisioner "shell" {', '    inline = ["a"]', "  }")
OTHER = ("", '  provisioner "shell" {', '    inline = ["b"]', "  }")


def test_a_provisioner_before_another_and_its_comment(tmp_path: FilePath) -> None:
    commented = ("", "  # why", *ONE[1:])
    request = insert(STEP, *PROVISIONERS, 0)
    text = after_fix(tmp_path, build(*commented), request, "a.pkr.hcl")
    assert text == build(*OTHER, *commented)


def test_a_provisioner_after_the_last(tmp_path: FilePath) -> None:
    request = insert(STEP, *PROVISIONERS, 1)
    text = after_fix(
        tmp_path, build(*ONE, "", '  post-processor "manifest" {}'), request, "a.pkr.hcl"
    )
    assert text == build(*ONE, *OTHER, "", '  post-processor "manifest" {}')


def test_the_first_provisioner_of_a_build(tmp_path: FilePath) -> None:
    text = after_fix(tmp_path, build(), insert(STEP, *PROVISIONERS, 0), "a.pkr.hcl")
    assert text == build(*OTHER)


def test_settings_of_a_step_are_aligned_and_long_lists_have_lines(tmp_path: FilePath) -> None:
    config: JSON = {"inline_shebang": "/bin/sh -x", "only": ["null.a"], "inline": ["a", "b"]}
    request = insert({"type": "shell", "config": config}, *PROVISIONERS, 0)
    assert after_fix(tmp_path, build(), request, "a.pkr.hcl") == build(
        "",
        '  provisioner "shell" {',
        '    inline_shebang = "/bin/sh -x"',
        '    only           = ["null.a"]',
        "    inline = [",
        '      "a",',
        '      "b",',
        "    ]",
        "  }",
    )


def test_a_post_processor_at_the_end_of_a_build(tmp_path: FilePath) -> None:
    manifest: JSON = [{"type": "manifest", "config": {"output": "manifest.json"}}]
    request = insert(manifest, "builds", 0, "post_processors", 0)
    assert after_fix(tmp_path, build(*ONE), request, "a.pkr.hcl") == build(
        *ONE, "", '  post-processor "manifest" {', '    output = "manifest.json"', "  }"
    )


LEGACY = dedent(
    """\
    {
      "builders": [
        { "type": "null" }
      ],
      "provisioners": [
        {
          "type": "shell",
          "inline": ["a"]
        }
      ]
    }
    """
)


def test_steps_of_a_legacy_template(tmp_path: FilePath) -> None:
    before = after_fix(tmp_path, LEGACY, insert(STEP, *PROVISIONERS, 0), "a.json")
    assert before is not None
    assert before.startswith(
        dedent(
            """\
            {
              "builders": [
                { "type": "null" }
              ],
              "provisioners": [
                {
                  "type": "shell",
                  "inline": [
                    "b"
                  ]
                },
                {
                  "type": "shell",
            """
        )
    )
    chain: JSON = [{"type": "manifest", "config": {"output": "m.json"}}]
    request = insert(chain, "builds", 0, "post_processors", 0)
    after = after_fix(tmp_path / "chain", LEGACY, request, "a.json")
    assert after is not None
    assert msgspec.json.decode(after)["post-processors"] == [
        {"type": "manifest", "output": "m.json"}
    ]


@pytest.mark.parametrize("unit", ["\t", " ", "    "])
def test_what_is_added_is_indented_as_the_file_is(tmp_path: FilePath, unit: str) -> None:
    def indented(text: str) -> str:
        return re.sub("^ +", lambda found: unit * (len(found[0]) // 2), text, flags=re.MULTILINE)

    step = insert(STEP, *PROVISIONERS, 0)
    usual = after_fix(tmp_path / "usual", LEGACY, step, "a.json")
    assert usual is not None
    assert after_fix(tmp_path / "other", indented(LEGACY), step, "a.json") == indented(usual)


def test_commands_of_a_legacy_template(tmp_path: FilePath) -> None:
    text = after_fix(tmp_path, LEGACY, insert("b", *INLINE, 1), "a.json")
    assert text == LEGACY.replace('["a"]', '["a", "b"]')
    two = LEGACY.replace('["a"]', '["a", "b"]')
    assert after_fix(tmp_path / "two", two, remove(*INLINE, 1), "a.json") == LEGACY


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "# Copyright\n\n# The base.\n" + build(),
            "# Copyright\n\npacker {\n  required_plugins {\n    amazon = {\n"
            '      source  = "github.com/hashicorp/amazon"\n      version = "~> 1"\n    }\n  }\n}\n'
            "\n# The base.\n" + build(),
            id="no packer block",
        ),
        pytest.param(
            'packer {\n  required_version = ">= 1.9"\n}\n' + build(),
            'packer {\n  required_version = ">= 1.9"\n\n  required_plugins {\n    amazon = {\n'
            '      source  = "github.com/hashicorp/amazon"\n      version = "~> 1"\n    }\n  }\n}\n'
            + build(),
            id="a packer block without plugins",
        ),
        pytest.param(
            "packer {\n  required_plugins {\n    qemu = {\n"
            '      source = "github.com/hashicorp/qemu"\n    }\n  }\n}\n' + build(),
            "packer {\n  required_plugins {\n    qemu = {\n"
            '      source = "github.com/hashicorp/qemu"\n    }\n    amazon = {\n'
            '      source  = "github.com/hashicorp/amazon"\n      version = "~> 1"\n    }\n  }\n}\n'
            + build(),
            id="beside another",
        ),
    ],
)
def test_a_required_plugin(tmp_path: FilePath, before: str, after: str) -> None:
    assert after_fix(tmp_path, before, insert(AMAZON, *PLUGINS, 0), "a.pkr.hcl") == after


def test_a_legacy_template_cannot_require_plugins(tmp_path: FilePath) -> None:
    assert after_fix(tmp_path, LEGACY, insert(AMAZON, *PLUGINS, 0), "a.json") is None


def test_a_step_of_the_wrong_form_is_an_error_of_the_rule(tmp_path: FilePath) -> None:
    with pytest.raises(EngineError, match="no element of its list"):
        after_fix(tmp_path, build(), insert("b", *PROVISIONERS, 0), "a.pkr.hcl")


def test_a_block_goes_with_one_of_the_blank_lines_around_it(tmp_path: FilePath) -> None:
    variables = 'variable "a" {}\n\nvariable "b" {}\n\n'
    text = after_fix(tmp_path, variables + build(), remove("variables", 1), "a.pkr.hcl")
    assert text == 'variable "a" {}\n\n' + build()
    both = FixRequest("mend it", remove=(("variables", 0), ("variables", 1)))
    assert after_fix(tmp_path / "both", variables + build(), both, "a.pkr.hcl") == build()


def test_what_is_added_stands_as_deep_as_its_neighbours(tmp_path: FilePath) -> None:
    deep = 'source "null" "a" {}\n\nbuild {\n    sources = ["null.a"]\n}\n'
    request = insert([{"type": "manifest"}], "builds", 0, "post_processors", 0)
    text = after_fix(tmp_path, deep, request, "a.pkr.hcl")
    assert text == deep[:-2] + '\n    post-processor "manifest" {}\n}\n'
