"""Which rules judge under a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine import CheckOptions, check
from packer_systo.engine.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine import Report

TEMPLATE = """\
source "qemu" "debian" {
  iso_url      = "https://images.example.org/debian.iso"
  iso_checksum = "none"
}

build {
  sources = ["source.qemu.debian"]
}
"""
HIGH = "packer-baseline/unverified-iso"
LOW = "packer-baseline/any-packer-version"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.pkr.hcl").write_text(TEMPLATE)
    return tmp_path


def run(
    *profiles: str,
    only: tuple[str, ...] = (),
    config: str = "",
    bundles: tuple[str, ...] = (),
    cache: bool = False,
) -> Report:
    return check(
        ["."],
        CheckOptions(profiles=profiles, only=only, config=config, bundles=bundles, cache=cache),
    )


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


def test_without_one_every_rule_judges(folder: Path) -> None:
    assert {HIGH, LOW} <= rules(run())
    assert rules(run()) == rules(run("strict"))
    assert run().rules == run("strict").rules


def test_a_profile_leaves_rules_out_and_the_count_says_so(folder: Path) -> None:
    report = run("essential")
    assert HIGH in rules(report)
    assert LOW not in rules(report)
    assert report.rules < run("recommended").rules < run().rules


def test_of_several_a_rule_belongs_to_each(folder: Path) -> None:
    assert HIGH in rules(run("essential", "qemu"))
    assert HIGH not in rules(run("essential", "aws"))


def test_the_settings_name_one_or_several(folder: Path) -> None:
    (folder / "systo.toml").write_text('profile = "essential, qemu"\n')
    assert rules(run()) == rules(run("essential", "qemu"))
    assert LOW in rules(run("strict")), "the command line wins"


def test_a_rule_that_is_asked_for_judges(folder: Path) -> None:
    (folder / "systo.toml").write_text('profile = "essential"\n')
    assert rules(run(only=(LOW,))) == {LOW}


def test_results_of_one_profile_are_not_taken_for_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "systo.toml").write_text('cache-dir = "cache"\n')
    assert LOW in rules(run(cache=True))
    assert LOW not in rules(run("essential", cache=True))


def test_a_name_that_is_no_profile_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"no profile `esential`. Did you mean `essential`\?"):
        run("esential")
    (folder / "systo.toml").write_text('profile = "esential"\n')
    with pytest.raises(SettingsError, match="no profile `esential`") as caught:
        run()
    assert caught.value.where == "systo.toml"


def test_a_repository_cannot_choose_one_under_trusted_settings(folder: Path) -> None:
    (folder / "org.toml").write_text("")
    (folder / "systo.toml").write_text('profile = "essential"\n')
    report = run(config="org.toml")
    assert LOW in rules(report)
    assert report.notes == ("systo.toml: `profile` is left out, since it could weaken org.toml",)


def test_trusted_settings_choose(folder: Path) -> None:
    (folder / "org.toml").write_text('profile = "essential"\n')
    (folder / "systo.toml").write_text('profile = "aws"\n')
    assert rules(run(config="org.toml")) == rules(run("essential"))


def test_a_bundle_without_profiles_is_not_narrowed(folder: Path) -> None:
    acme = folder / "acme"
    rule = acme / "build" / "open-door"
    rule.mkdir(parents=True)
    (acme / ".manifest").write_text(
        '{"revision": "1.0.0", "roots": ["acme"], "metadata": '
        '{"name": "acme", "title": "Acme", "judges": {"template": ["1"]}}}'
    )
    (rule / "open-door.cel.yaml").write_text(
        "title: A door is open\ndescription: It is.\ncustom:\n  severity: info\n  category: build\n"
        "  impact: low\n  why: it is\n  recovery: minutes\n  remediation: Shut it.\n  subject: /\n"
        "  inputs: [/format]\n"
        "assert: 'false'\nmessage: '\"a door is open\"'\n"
    )
    assert "acme/open-door" in rules(run("essential", bundles=("acme",)))


def test_a_waiver_of_a_rule_that_is_left_out_is_no_mistake(folder: Path) -> None:
    (folder / "systo.toml").write_text(
        f'profile = "essential"\n\n[[waivers]]\nrule = "{LOW}"\npath = "*.pkr.hcl"\n'
        'reason = "old builders"\n'
    )
    assert not any(rule.startswith("template/") for rule in rules(run()))
