"""The baseline: what it covers, and that it stays right when code moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from engine.judgment.templates import bundle, cel_rule, loaded
from packer_systo.engine.errors import SettingsError
from packer_systo.engine.judgment.judge import judge
from packer_systo.engine.waivers.baseline import apply_baseline, read_baseline, write_baseline
from packer_systo.engine.waivers.terms import Terms

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.finding.models import Finding

BUNDLE = bundle(
    cel_rule("one", "self.config.one", more="path: config/one", inputs=["config/one"]),
    cel_rule("fixed", "self.config.one", more="path: config/one", waivable=False),
)
TERMS = Terms([BUNDLE])
TEXT = 'source "null" "a" {\n  one = false\n}\n\nbuild {\n  sources = ["source.null.a"]\n}\n'


def found(folder: Path, text: str = TEXT) -> list[Finding]:
    return judge(loaded(folder, {"a.pkr.hcl": text}), [BUNDLE])


def test_what_was_there_is_covered_and_what_is_new_is_not(tmp_path: Path) -> None:
    path = str(tmp_path / "baseline.json")
    assert write_baseline(path, found(tmp_path), TERMS) == 1
    moved = "# new\n\n" + TEXT.replace("  one", "\n    one")
    new = (
        moved.replace("source.null.a", "source.null.b")
        + moved.replace('"a"', '"b"', 1).partition("build")[0]
    )
    after = apply_baseline(found(tmp_path, moved), read_baseline(path), TERMS)
    assert {one.rule: one.status for one in after} == {
        "small/one": "baseline",
        "small/fixed": "fail",
    }
    other = apply_baseline(found(tmp_path, new), read_baseline(path), TERMS)
    assert {one.status for one in other} == {"fail"}


def test_the_file_holds_no_value_and_no_line(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(str(path), found(tmp_path), TERMS)
    content = msgspec.json.decode(path.read_bytes(), type=dict[str, object])
    assert content["version"] == "1"
    (entry,) = msgspec.convert(content["findings"], list[dict[str, str]])
    assert entry.keys() == {"rule", "file", "fingerprint"}


def test_the_same_findings_make_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    findings = found(tmp_path)
    write_baseline(str(first), findings, TERMS)
    write_baseline(str(second), [*reversed(findings), *findings], TERMS)
    assert first.read_bytes() == second.read_bytes()


def test_what_was_undecided_does_not_cover_a_failure(tmp_path: Path) -> None:
    path = str(tmp_path / "baseline.json")
    unknown = 'variable "x" {}\n' + TEXT.replace("false", "var.x")
    write_baseline(path, found(tmp_path, unknown), TERMS)
    covered = apply_baseline(found(tmp_path, unknown), read_baseline(path), TERMS)
    assert {one.status for one in covered if one.rule == "small/one"} == {"baseline"}
    failing = unknown.replace("{}", "{\n  default = false\n}")
    after = apply_baseline(found(tmp_path, failing), read_baseline(path), TERMS)
    assert {one.status for one in after} == {"fail"}


def test_an_empty_baseline(tmp_path: Path) -> None:
    path = str(tmp_path / "baseline.json")
    assert write_baseline(path, [], TERMS) == 0
    assert len(read_baseline(path)) == 0


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"version": "2", "findings": []}', b"\xff"]
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="no baseline"):
        read_baseline(str(path), "baseline.json")


def test_a_missing_baseline_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read") as caught:
        read_baseline(str(tmp_path / "none.json"))
    assert "baseline write" in caught.value.hint
