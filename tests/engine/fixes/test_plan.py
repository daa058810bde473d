"""From a rule's fix to edits: each kind of step, in each form of file, layout and comments kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from engine.judgment.templates import loaded
from packer_systo.engine.fixes.apply import apply_changes, changes_of
from packer_systo.engine.fixes.plan import FixPlanner
from packer_systo.engine.judgment.outcome import FixRequest, SetStep

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from packer_systo.engine.template.document import JSON
    from packer_systo.engine.template.sourcemap import Path

CONFIG: Path = ("builds", 0, "sources", 0, "config")
SOURCE_OF_A = 'source "amazon-ebs" "a" {\n}\n'
BUILD = '\nbuild {\n  sources = ["source.amazon-ebs.a"]\n}\n'


def set_to(value: JSON, *path: str | int, base: Path = CONFIG) -> FixRequest:
    return FixRequest("mend it", set=(SetStep((*base, *path), value),))


def expression(text: str, *path: str | int) -> FixRequest:
    return FixRequest("mend it", set=(SetStep((*CONFIG, *path), expression=text),))


def remove(*path: str | int) -> FixRequest:
    return FixRequest("mend it", remove=((*CONFIG, *path),))


def fixed(folder: FilePath, files: dict[str, str], request: FixRequest) -> dict[str, str] | None:
    """The texts after the fix, by file name; None when it is not offered."""
    template = loaded(folder, files)
    assert not [one for one in template.problems if one.code == "syntax-error"]
    fix = FixPlanner(template).plan(request)
    if fix is None:
        return None
    texts = {name.rpartition("/")[2]: source.text for name, source in template.texts.items()}
    for name, changes in changes_of(fix, template.texts).items():
        texts[name.rpartition("/")[2]] = apply_changes(template.texts[name].text, changes)
    loaded(folder / "again", texts)  # what was made can be read
    return texts


def in_source(folder: FilePath, body: str, request: FixRequest) -> str | None:
    """The body of a source block after the fix."""
    head = 'source "amazon-ebs" "a" {\n'
    texts = fixed(folder, {"a.pkr.hcl": f"{head}{body}}}\n{BUILD}"}, request)
    if texts is None:
        return None
    text = texts["a.pkr.hcl"]
    assert text.startswith(head)
    assert text.endswith(f"}}\n{BUILD}")
    return text[len(head) : -len(f"}}\n{BUILD}")]


@pytest.mark.parametrize(
    ("body", "request_", "after"),
    [
        pytest.param(
            "  encrypt_boot = false # really?\n",
            set_to(True, "encrypt_boot"),
            "  encrypt_boot = true # really?\n",
            id="replace a literal, keep the comment",
        ),
        pytest.param(
            '  ami_name   = "a" /* x */\n  imds_support = "v1.0"\n',
            set_to('say "v2" ${x}\n', "imds_support"),
            '  ami_name   = "a" /* x */\n  imds_support = "say \\"v2\\" $${x}\\n"\n',
            id="replace a string, quoted",
        ),
        pytest.param(
            "  encrypt_boot = false\n",
            expression("var.encrypt", "encrypt_boot"),
            "  encrypt_boot = var.encrypt\n",
            id="replace by an expression",
        ),
        pytest.param(
            "  user_data = <<EOT\nhello\nEOT\n  encrypt_boot = true\n",
            set_to("x", "user_data"),
            '  user_data = "x"\n  encrypt_boot = true\n',
            id="replace a heredoc",
        ),
        pytest.param(
            '  security_group_ids = [\n    "a", # why\n    "b",\n  ]\n',
            set_to("c", "security_group_ids", 0),
            '  security_group_ids = [\n    "c", # why\n    "b",\n  ]\n',
            id="replace an item of a list",
        ),
        pytest.param(
            '  ami_name      = "a"\n  instance_type = "b"\n',
            set_to(True, "encrypt_boot"),
            '  ami_name      = "a"\n  instance_type = "b"\n  encrypt_boot  = true\n',
            id="add, aligned with the neighbours",
        ),
        pytest.param(
            '  ami_name = "a"\n  region   = "b" # here\n',
            set_to(True, "encrypt_boot"),
            '  ami_name     = "a"\n  region       = "b" # here\n  encrypt_boot = true\n',
            id="add a longer name, the neighbours move",
        ),
        pytest.param(
            '  ami_name = "a"\n\n  region = "b"\n',
            set_to(True, "encrypt_boot"),
            '  ami_name = "a"\n\n  region       = "b"\n  encrypt_boot = true\n',
            id="add below the last group alone",
        ),
        pytest.param(
            '\tami_name = "a"\n',
            set_to(True, "encrypt_boot"),
            '\tami_name     = "a"\n\tencrypt_boot = true\n',
            id="add with the neighbours' indentation",
        ),
        pytest.param(
            '  ami_regions = [\n    "a",\n  ]\n',
            set_to(True, "encrypt_boot"),
            '  ami_regions = [\n    "a",\n  ]\n  encrypt_boot = true\n',
            id="add after something long",
        ),
        pytest.param(
            "  // nothing yet\n",
            set_to(True, "encrypt_boot"),
            "  // nothing yet\n  encrypt_boot = true\n",
            id="add to a block with a comment alone",
        ),
        pytest.param(
            '  ami_block_device_mappings {\n    device_name = "a"\n  }\n',
            set_to(True, "encrypt_boot"),
            '  encrypt_boot = true\n\n  ami_block_device_mappings {\n    device_name = "a"\n  }\n',
            id="add before nested blocks",
        ),
        pytest.param(
            "  encrypt_boot = null\n",
            set_to(True, "encrypt_boot"),
            "  encrypt_boot = true\n",
            id="replace null",
        ),
        pytest.param(
            '  ami_name = "a"\n  encrypt_boot = false # gone\n  region = "b"\n',
            remove("encrypt_boot"),
            '  ami_name = "a"\n  region = "b"\n',
            id="remove a line",
        ),
        pytest.param(
            '  ami_regions = [\n    "a",\n  ]\n  region = "b"\n',
            remove("ami_regions"),
            '  region = "b"\n',
            id="remove several lines",
        ),
        pytest.param(
            '  tags = {\n    Name = "a"\n  }\n',
            set_to("me", "tags", "Owner"),
            '  tags = {\n    Name = "a"\n    Owner = "me"\n  }\n',
            id="add to an object",
        ),
        pytest.param(
            '  tags = {\n    LongName = "a",\n  }\n',
            set_to("me", "tags", "Owner"),
            '  tags = {\n    LongName = "a",\n    Owner    = "me",\n  }\n',
            id="add to an object with commas",
        ),
        pytest.param(
            '  tags = { Name = "a" }\n',
            set_to("me", "tags", "a b"),
            '  tags = { Name = "a", "a b" = "me" }\n',
            id="add to an object on one line",
        ),
        pytest.param(
            "  tags = {}\n",
            set_to("me", "tags", "Owner"),
            '  tags = { Owner = "me" }\n',
            id="add to an empty object",
        ),
        pytest.param(
            '  ami_name = "a"\n',
            set_to("me", "tags", "Owner"),
            '  ami_name = "a"\n  tags = {\n    Owner = "me"\n  }\n',
            id="add an object that is not there",
        ),
        pytest.param(
            '  ami_name = "a"\n',
            set_to("required", "metadata_options", "http_tokens"),
            '  ami_name = "a"\n\n  metadata_options {\n    http_tokens = "required"\n  }\n',
            id="add a block that is not there",
        ),
        pytest.param(
            "  metadata_options {\n    http_endpoint = \"enabled\"\n  }\n",
            set_to("required", "metadata_options", "http_tokens"),
            '  metadata_options {\n    http_endpoint = "enabled"\n    http_tokens   = "required"\n  }\n',
            id="add to a nested block",
        ),
        pytest.param(
            '  encrypt_boot = var.a == "x"\n',
            set_to(True, "encrypt_boot"),
            None,
            id="not: what is made of parts",
        ),
        pytest.param(
            '  ami_name = "a-${var.b}"\n', set_to("x", "ami_name"), None, id="not: a template"
        ),
        pytest.param("", set_to("<secret>", "user_data"), None, id="not: a secret's stand-in"),
        pytest.param("", set_to(["x-<unknown>"], "ami_regions"), None, id="not: an unknown's"),
        pytest.param("", remove("encrypt_boot"), None, id="not: remove what is absent"),
        pytest.param("", set_to(1, "a", "b", "c"), None, id="not: far below what is there"),
    ],
)  # fmt: skip
def test_hcl(tmp_path: FilePath, body: str, request_: FixRequest, after: str | None) -> None:
    assert in_source(tmp_path, body, request_) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ('variable "a" {}\n', 'variable "a" {\n  sensitive = true\n}\n'),
        (
            'variable "a" { default = 1 }\n',
            'variable "a" {\n  default = 1\n  sensitive = true\n}\n',
        ),
        (
            'variable "a" {\n  sensitive = false\n}\n',
            'variable "a" {\n  sensitive = true\n}\n',
        ),
    ],
)
def test_blocks_on_one_line(tmp_path: FilePath, text: str, after: str) -> None:
    request = set_to(True, "sensitive", base=("variables", 0))
    texts = fixed(tmp_path, {"a.pkr.hcl": text}, request)
    assert texts == {"a.pkr.hcl": after}


SHARED = """variable "boot" {
  default = false
}

source "amazon-ebs" "a" {
  encrypt_boot = var.boot
}
"""


def test_a_value_from_a_variable_is_mended_there(tmp_path: FilePath) -> None:
    request = set_to(True, "encrypt_boot")
    texts = fixed(tmp_path, {"a.pkr.hcl": SHARED + BUILD}, request)
    assert texts == {"a.pkr.hcl": (SHARED + BUILD).replace("= false", "= true")}


def test_it_may_be_in_another_file_of_the_template(tmp_path: FilePath) -> None:
    text = SHARED.replace("default = false", "type = bool") + BUILD
    files = {"a.pkr.hcl": text, "x.auto.pkrvars.hcl": "boot = false\n"}
    texts = fixed(tmp_path, files, set_to(True, "encrypt_boot"))
    assert texts is not None
    assert texts["x.auto.pkrvars.hcl"] == "boot = true\n"


@pytest.mark.parametrize(
    "more",
    [
        'source "null" "b" {\n  one = var.boot\n}\n',
        'locals {\n  two = "${var.boot}"\n}\n',
    ],
)
def test_a_shared_value_is_left_alone(tmp_path: FilePath, more: str) -> None:
    assert (
        fixed(tmp_path, {"a.pkr.hcl": SHARED + BUILD + more}, set_to(True, "encrypt_boot")) is None
    )


def test_a_var_file_given_by_hand_is_left_alone(tmp_path: FilePath) -> None:
    (tmp_path / "given.pkrvars.hcl").write_text("boot = false\n")
    template = loaded(
        tmp_path, {"a.pkr.hcl": SHARED + BUILD}, var_files=(str(tmp_path / "given.pkrvars.hcl"),)
    )
    assert FixPlanner(template).plan(set_to(True, "encrypt_boot")) is None


def test_crlf_stays(tmp_path: FilePath) -> None:
    text = ('source "amazon-ebs" "a" {\n  ami_name = "a"\n}\n' + BUILD).replace("\n", "\r\n")
    request = FixRequest(
        "d",
        set=(
            SetStep((*CONFIG, "encrypt_boot"), True),
            SetStep((*CONFIG, "metadata_options", "http_tokens"), "required"),
        ),
    )
    texts = fixed(tmp_path, {"a.pkr.hcl": text}, request)
    assert texts is not None
    assert "\n" not in texts["a.pkr.hcl"].replace("\r\n", "")
    assert "encrypt_boot = true\r\n" in texts["a.pkr.hcl"]


def test_a_file_that_cannot_be_read_whole_is_left_alone(tmp_path: FilePath) -> None:
    text = 'source "amazon-ebs" "a" {\n  encrypt_boot = false\n  broken = = 1\n}\n' + BUILD
    template = loaded(tmp_path, {"a.pkr.hcl": text})
    assert FixPlanner(template).plan(set_to(True, "encrypt_boot")) is None


LEGACY = """{
  "builders": [
    {
      "type": "amazon-ebs",
      "encrypt_boot": false,
      "tags": {"Name": "a"}
    }
  ]
}
"""


@pytest.mark.parametrize(
    ("request_", "old", "new"),
    [
        (set_to(True, "encrypt_boot"), "false", "true"),
        (set_to("b", "tags", "Name"), '"a"', '"b"'),
        (set_to("v2.0", "imds_support"), '{"Name": "a"}', '{"Name": "a"},\n      "imds_support": "v2.0"'),
        (set_to("me", "tags", "Owner"), '"a"}', '"a", "Owner": "me"}'),
        (
            set_to("required", "metadata_options", "http_tokens"),
            '{"Name": "a"}',
            '{"Name": "a"},\n      "metadata_options": {\n        "http_tokens": "required"\n      }',
        ),
        (remove("encrypt_boot"), ',\n      "encrypt_boot": false', ""),
        (remove("tags"), ',\n      "tags": {"Name": "a"}', ""),
    ],
)  # fmt: skip
def test_legacy_json(tmp_path: FilePath, request_: FixRequest, old: str, new: str) -> None:
    texts = fixed(tmp_path, {"t.json": LEGACY}, request_)
    assert texts is not None
    assert texts["t.json"] == LEGACY.replace(old, new)
    msgspec.json.decode(texts["t.json"])


LEGACY_VARIABLES = """{
  "variables": {"a": "1", "b": "2"},
  "builders": []
}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ',\n  "sensitive-variables": [\n    "b"\n  ]'),
        (', "sensitive-variables": []', ', "sensitive-variables": ["b"]'),
        (', "sensitive-variables": ["a"]', ', "sensitive-variables": ["a", "b"]'),
        (
            ', "sensitive-variables": [\n    "a"\n  ]',
            ', "sensitive-variables": [\n    "a",\n    "b"\n  ]',
        ),
    ],
)
def test_a_legacy_variable_is_marked_in_a_list(tmp_path: FilePath, before: str, after: str) -> None:
    text = LEGACY_VARIABLES.replace("[]", f"[]{before}", 1)
    request = set_to(True, "sensitive", base=("variables", 1))
    texts = fixed(tmp_path, {"t.json": text}, request)
    assert texts == {"t.json": LEGACY_VARIABLES.replace("[]", f"[]{after}", 1)}


@pytest.mark.parametrize("field", ["type", "description"])
def test_a_legacy_variable_has_no_other_attributes(tmp_path: FilePath, field: str) -> None:
    request = set_to("x", field, base=("variables", 1))
    assert fixed(tmp_path, {"t.json": LEGACY_VARIABLES}, request) is None


def test_a_users_variable_in_legacy_json_is_left_alone(tmp_path: FilePath) -> None:
    text = '{"variables": {"e": "false"}, "builders": [{"type": "amazon-ebs", "encrypt_boot": "{{user `e`}}"}]}'
    assert fixed(tmp_path, {"t.json": text}, set_to(True, "encrypt_boot")) is None


@pytest.mark.parametrize(
    "inside", [' default = "CANARY" ', 'default = "CANARY"', ' default = ["CANARY", 1]']
)
def test_what_a_block_on_one_line_holds_is_in_no_edit(tmp_path: FilePath, inside: str) -> None:
    """It may be a secret, and edits are in reports and in the cache."""
    text = f'variable "a" {{{inside}}}\n{SOURCE_OF_A}{BUILD}'
    template = loaded(tmp_path, {"a.pkr.hcl": text})
    fix = FixPlanner(template).plan(set_to(True, "sensitive", base=("variables", 0)))
    assert fix is not None
    assert not any("CANARY" in edit.text or "default" in edit.text for edit in fix.edits)
    request = set_to(True, "sensitive", base=("variables", 0))
    texts = fixed(tmp_path, {"a.pkr.hcl": text}, request)
    assert texts is not None
    expected = f'variable "a" {{\n  {inside.strip()}\n  sensitive = true\n}}\n'
    assert texts["a.pkr.hcl"] == f"{expected}{SOURCE_OF_A}{BUILD}"


def test_a_block_on_one_line_with_a_comment_in_it_is_left_alone(tmp_path: FilePath) -> None:
    text = f'variable "a" {{ /* why */ default = 1 }}\n{SOURCE_OF_A}{BUILD}'
    request = set_to(True, "sensitive", base=("variables", 0))
    assert fixed(tmp_path, {"a.pkr.hcl": text}, request) is None
