"""`systo-policy bundle diff`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from engine.bundle.bundles import CEL_FILE, CEL_RULE, MANIFEST, small_bundle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran

TEMPLATE = """\
source "null" "a" {
  thing = "bad"
}

build {
  sources = ["source.null.a"]
}
"""


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.fixture
def bundles(folder: Path) -> Path:
    """`old` and `new`, which is stricter, under the same version; and a template."""
    write(folder / "old", small_bundle())
    write(folder / "new", small_bundle({CEL_FILE: CEL_RULE.replace('"wrong"', '"bad"')}))
    (folder / "images").mkdir()
    (folder / "images" / "a.pkr.hcl").write_text(TEMPLATE)
    return folder


def test_a_number_that_says_too_little_is_refused(bundles: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("bundle", "diff", "old", "new", "--templates", "images")
    assert ran.code == 1
    assert "images newly fails" in ran.out
    assert "1.2.0 is not enough: the least version is 1.3.0." in ran.out
    assert "error: new: 1.2.0 is too low a version" in ran.err
    assert "set it as `revision` in .manifest" in ran.err


def test_a_number_that_says_enough_passes(bundles: Path, systo: Callable[..., Ran]) -> None:
    (bundles / "new" / ".manifest").write_text(MANIFEST.replace("1.2.0", "1.3.0"))
    ran = systo("bundle", "diff", "old", "new")
    assert (ran.code, ran.err) == (0, "")
    assert systo("bundle", "diff", "old", "old").code == 0


def test_json_is_for_machines(bundles: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("bundle", "diff", "old", "new", "--templates", "images", "--format", "json")
    assert ran.code == 1
    made = json.loads(ran.out)
    assert made["enough"] is False
    jsonschema.validate(made, json.loads(systo("schema", "comparison").out))
    assert made["least"] == "1.3.0"
    assert made["newly_fail"] == ["images"]
    assert made["changes"][0]["kind"] == "assertion"
    # From `critical` on, the template passes as before.
    ran = systo(
        "bundle", "diff", "old", "new", "--templates", "images", "--fail-on", "critical",
        "--format", "json",
    )  # fmt: skip
    assert json.loads(ran.out)["newly_fail"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("old", "nowhere"), "nowhere"),
        (("old", "new", "--templates", "gone"), "gone"),
        (("old", "new", "--format", "xml"), "there is no format `xml`"),
        (("old", "new", "--fail-on", "hihg"), "Did you mean `high`?"),
        (("old",), "Missing argument 'NEW'"),
    ],
)
def test_what_cannot_be_done_is_an_error(
    bundles: Path, systo: Callable[..., Ran], arguments: tuple[str, ...], said: str
) -> None:
    ran = systo("bundle", "diff", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_hostile_name_does_not_reach_the_terminal(
    bundles: Path, systo: Callable[..., Ran]
) -> None:
    title = CEL_RULE.replace("A thing is wrong", '"A thing \\e[31m is wrong"')
    write(bundles / "new", small_bundle({CEL_FILE: title}))
    (bundles / "new" / CEL_FILE).unlink()
    (bundles / "new" / "security/wrong-thing/cases.md").unlink()
    (bundles / "old" / CEL_FILE).write_text(title)
    ran = systo("bundle", "diff", "old", "new")
    assert "rule removed" in ran.out
    assert "\x1b" not in ran.out + ran.err
