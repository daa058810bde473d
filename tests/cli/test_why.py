"""`systo-policy why`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from engine.explanation.example import CEL, REGO, TEMPLATE, write_bundle
from shared_data import REPOSITORY
from snapshot import assert_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from program import Ran

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture
def debian(folder: Path) -> Path:
    shutil.copytree(REPOSITORY / "docs/examples/debian", folder / "debian")
    return folder


@pytest.mark.parametrize(("rule", "name"), [("wrong-mode", "cel"), ("large-size", "rego")])
def test_what_is_shown(folder: Path, systo: Callable[..., Ran], rule: str, name: str) -> None:
    (folder / "t").mkdir()
    (folder / "t" / "t.pkr.hcl").write_text(TEMPLATE)
    write_bundle(folder, CEL, REGO)
    ran = systo("why", f"small/{rule}", "t", "--bundle", "small")
    assert (ran.code, ran.err) == (0, "")
    assert_snapshot(ran.out, SNAPSHOTS / f"why-{name}.txt")


def test_json_is_for_machines(debian: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("why", "unverified-iso", "debian", "--format", "json", "--var", "checksum=sha256:1")
    made = json.loads(ran.out)
    (subject,) = made["templates"][0]["subjects"]
    assert made["version"] == "1"
    jsonschema.validate(made, json.loads(systo("schema", "explanation").out))
    assert subject["outcome"] == "pass"
    assert subject["reads"][0]["value"] == '"sha256:1"'
    assert subject["reads"][0]["chain"][-1]["label"] == "--var checksum on the command line"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("unverified-is", "debian"), 2, "Did you mean `unverified-iso`?"),
        (("unverified-iso", "nowhere"), 2, "there is no such file"),
        (("unverified-iso", "empty"), 3, "there is no template here"),
        (("unverified-iso",), 2, "Missing argument 'PATH'"),
    ],
)
def test_what_cannot_be_explained(
    debian: Path, systo: Callable[..., Ran], arguments: tuple[str, ...], code: int, said: str
) -> None:
    (debian / "empty").mkdir()
    ran = systo("why", *arguments)
    assert ran.code == code
    assert said in ran.err


def test_a_hostile_template_does_not_reach_the_terminal(
    folder: Path, systo: Callable[..., Ran]
) -> None:
    (folder / "a.pkr.hcl").write_text(
        'source "qemu" "a" {\n  iso_checksum = "none\\u001b[31m\\u202e"\n}\n'
        'build {\n  sources = ["source.qemu.a"]\n}\n'
    )
    ran = systo("why", "unverified-iso", "a.pkr.hcl")
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


def test_a_path_that_is_not_there_is_told_before_the_rule(systo: Callable[..., Ran]) -> None:
    ran = systo("why", "no/such-rule", "nowhere")
    assert ran.code == 2
    assert "nowhere" in ran.err
    assert "no rule" not in ran.err
