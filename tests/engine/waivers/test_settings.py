"""The `[[waivers]]` of the settings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine.judgment.templates import TODAY, bundle, cel_rule, loaded, said
from packer_systo.engine.judgment.judge import judge
from packer_systo.engine.settings.models import Settings, WaiverSetting
from packer_systo.engine.waivers.settings import apply_settings
from packer_systo.engine.waivers.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from packer_systo.engine.finding.models import Finding

BUNDLE = bundle(cel_rule("one", "self.config.one", more="path: config/one"))
TEXT = 'source "null" "a" {\n  one = false\n}\n\nbuild {\n  sources = ["source.null.a"]\n}\n'


@pytest.fixture
def findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    monkeypatch.chdir(tmp_path)
    found: list[Finding] = []
    for folder in ("old", "new"):
        template = loaded(tmp_path / "images" / folder, {"a.pkr.hcl": TEXT})
        found += judge(template, [BUNDLE])
    return found


def applied(found: list[Finding], folder: Path, *waivers: WaiverSetting) -> list[Finding]:
    settings = Settings(file="systo.toml", folder=str(folder), waivers=waivers)
    return apply_settings(
        found, settings, Terms([BUNDLE]), TODAY, judged=["images/old", "images/new"]
    )


@pytest.mark.parametrize(
    ("path", "waived"),
    [
        ("images/old/**", ["old"]),
        ("images/old", ["old"]),
        ("images/old/", ["old"]),
        ("images/*/a.pkr.hcl", ["old", "new"]),
        ("a.pkr.hcl", ["old", "new"]),
        ("**", ["old", "new"]),
    ],
)
def test_a_path_names_files_as_gitignore_does(
    findings: list[Finding], tmp_path: Path, path: str, waived: list[str]
) -> None:
    found = applied(
        findings, tmp_path, WaiverSetting(rule="one", path=path, reason="x", owner="me")
    )
    by_status = {finding.location.file.split("/")[1]: finding for finding in found}
    assert [name for name, one in by_status.items() if one.status == "waived"] == waived
    for name in waived:
        waiver = by_status[name].waiver
        assert waiver is not None
        assert (waiver.origin, waiver.owner, waiver.reason) == ("settings", "me", "x")


def test_paths_are_relative_to_the_settings(findings: list[Finding], tmp_path: Path) -> None:
    found = applied(
        findings, tmp_path / "images", WaiverSetting(rule="one", path="old/*", reason="x")
    )
    assert [finding.status for finding in found] == ["waived", "fail"]


def test_a_fingerprint_names_one_finding(findings: list[Finding], tmp_path: Path) -> None:
    waiver = WaiverSetting(rule="one", fingerprint=findings[1].fingerprint, reason="x")
    assert [one.status for one in applied(findings, tmp_path, waiver)] == ["fail", "waived"]


@pytest.mark.parametrize(
    ("waiver", "rule", "says"),
    [
        (WaiverSetting(rule="one", path="**", line=7), "waiver-without-reason", "no reason"),
        (WaiverSetting(rule="oen", path="**", reason="x", line=7), "unknown-waiver", "`one`"),
        (WaiverSetting(path="**", reason="x", line=7), "unknown-waiver", "names no `rule`"),
        (WaiverSetting(rule="one", reason="x", line=7), "unknown-waiver", "neither `path`"),
        (WaiverSetting(rule="one", path="[", reason="x", line=7), "unknown-waiver", "not closed"),
        (
            WaiverSetting(rule="one", path="**", reason="x", until="2027-01-01", line=7),
            "expired-waiver",
            "ended on 2027-01-01",
        ),
    ],
)
def test_a_waiver_that_is_not_followed_is_a_finding(
    findings: list[Finding], tmp_path: Path, waiver: WaiverSetting, rule: str, says: str
) -> None:
    found = applied(findings, tmp_path, waiver)
    assert [one.status for one in found] == ["fail", "fail", "fail"]
    assert (found[2].rule, found[2].location.file) == (f"template/{rule}", "systo.toml")
    assert found[2].location.start.line == 7
    assert says in found[2].message


def test_unused_is_said_only_of_what_was_judged(findings: list[Finding], tmp_path: Path) -> None:
    (tmp_path / "other" / "deep").mkdir(parents=True)
    elsewhere = WaiverSetting(rule="one", path="other/**", reason="x")
    assert len(applied(findings, tmp_path, elsewhere)) == 2
    here = WaiverSetting(rule="one", path="images/old/**", reason="x")
    again = applied(findings, tmp_path, here, here)
    assert said(again)[-1] == ("unused-waiver", "fail", 1)


def objections(findings: list[Finding], folder: Path, path: str) -> list[str]:
    """What is said of a waiver that has this path."""
    waiver = WaiverSetting(rule="one", path=path, reason="x", owner="me")
    told = [
        one for one in applied(findings, folder, waiver) if one.rule == "template/unused-waiver"
    ]
    assert all(one.severity == "info" for one in told)
    return [one.message for one in told]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with files beside those that are judged: one is in a folder that is passed over."""
    for folder in ("elsewhere", "node_modules"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.pkr.hcl").write_text(TEXT)
    return tmp_path


@pytest.mark.parametrize(
    "path", ["elsewhere/a.pkr.hcl", "/elsewhere/a.pkr.hcl", "nowhere/**", "node_modules/a.pkr.hcl"]
)
def test_a_path_that_nothing_has_is_told(
    findings: list[Finding], elsewhere: Path, path: str
) -> None:
    assert objections(findings, elsewhere, path) == [f"there is no file at {path}"]


@pytest.mark.parametrize("path", ["z.pkr.hcl", "**/z.pkr.hcl", "elsewhere/z*"])
def test_which_folders_were_not_looked_into_is_told(
    findings: list[Finding], elsewhere: Path, path: str
) -> None:
    assert objections(findings, elsewhere, path) == [
        f"there is no file at {path} (folders called node_modules are not looked into)"
    ]


@pytest.mark.parametrize(
    "path",
    [
        "elsewhere",
        "elsewhere/",
        "elsewhere/*",
        "elsewhere/elsewhere.pkr.hcl",
        "elsewhere.pkr.hcl",
        "node_modules/node_modules.pkr.hcl",
        "node_modules/*",
    ],
)
def test_of_a_path_that_something_has_nothing_is_told(
    findings: list[Finding], elsewhere: Path, path: str
) -> None:
    assert objections(findings, elsewhere, path) == []


@pytest.mark.parametrize(
    "path", ["link/elsewhere.pkr.hcl", "link/*.pkr.hcl", "*/only-behind-the-link.pkr.hcl"]
)
def test_what_a_link_leads_to_may_be_meant(
    findings: list[Finding], elsewhere: Path, path: str
) -> None:
    (elsewhere / "link").symlink_to("elsewhere", target_is_directory=True)
    assert objections(findings, elsewhere, path) == []
    assert objections(findings, elsewhere, "elsewhere/b*") != []


def test_a_dot_in_front_is_to_be_left_out(findings: list[Finding], elsewhere: Path) -> None:
    (told,) = objections(findings, elsewhere, "./elsewhere/elsewhere.pkr.hcl")
    assert told == "a path with ./ in front names nothing: write elsewhere/elsewhere.pkr.hcl"


def test_all_waivers_share_one_look_around(
    findings: list[Finding], elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_into: list[str] = []
    scandir = os.scandir

    def counted(path: str) -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
        looked_into.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", counted)
    waivers = [WaiverSetting(rule="one", path=f"**/{name}", reason="x") for name in "uvwxyz"]
    assert len(applied(findings, elsewhere, *waivers)) == len(findings) + len(waivers)
    assert len(looked_into) == len(set(looked_into))
