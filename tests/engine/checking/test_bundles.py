"""Which bundles judge: the baseline, and those that are chosen."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine import CheckOptions, check
from packer_systo.engine.authoring.scaffold.new import new_bundle
from packer_systo.engine.errors import BundleError, SettingsError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine import Report

TEMPLATE = """\
variable "size" {
  default = 4
}

source "null" "a" {
  communicator = var.size == 4 ? "none" : "ssh"
}

build {
  sources = ["source.null.a"]
}
"""
STYLE = "packer-style/untyped-variable"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.pkr.hcl").write_text(TEMPLATE)
    return tmp_path


def run(*bundles: str, only: tuple[str, ...] = ()) -> Report:
    return check(["."], CheckOptions(bundles=bundles, only=only, cache=False))


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


def test_style_is_not_judged_unasked(folder: Path) -> None:
    assert {rule.partition("/")[0] for rule in rules(run())} == {"packer-baseline"}


def test_a_built_in_bundle_is_chosen_by_its_name(folder: Path) -> None:
    assert STYLE in rules(run("packer-style"))
    assert run("packer-style").rules > run().rules


def test_the_settings_choose_too(folder: Path) -> None:
    (folder / "systo.toml").write_text('bundles = ["packer-style"]\n')
    assert STYLE in rules(run())
    assert STYLE in rules(run("packer-style")), "named twice, there once"


def test_the_baseline_may_be_named(folder: Path) -> None:
    assert rules(run("packer-baseline")) == rules(run())


def test_a_folder_of_the_same_name_is_not_taken_for_it(folder: Path) -> None:
    (folder / "packer-style").mkdir()
    assert STYLE in rules(run("packer-style"))
    (error,) = run("./packer-style").errors
    assert "this is no bundle" in error.message


def test_a_name_that_is_no_bundle_says_which_was_meant(folder: Path) -> None:
    with pytest.raises(BundleError, match="Did you mean `packer-style`"):
        run("packer-stile")


def test_a_rule_of_a_bundle_that_is_not_chosen_says_how_to_choose_it(folder: Path) -> None:
    with pytest.raises(UsageError, match="its bundle is not chosen") as caught:
        run(only=(STYLE,))
    assert "--bundle packer-style" in caught.value.hint
    assert rules(run("packer-style", only=(STYLE,))) == {STYLE}


def test_a_table_with_the_name_of_a_bundle_chooses_it(folder: Path) -> None:
    (folder / "systo.toml").write_text(
        '[[bundle]]\nname = "packer-style"\n\n[bundle.settings]\nrequired_tags = ["team"]\n'
    )
    assert rules(run(only=(STYLE,))) == {STYLE}


def test_settings_of_a_bundle_that_is_not_there_are_refused(folder: Path) -> None:
    (folder / "systo.toml").write_text(
        '[[bundle]]\nname = "packer-stile"\n\n[bundle.settings]\nrequired_tags = ["team"]\n'
    )
    with pytest.raises(SettingsError, match="no bundle `packer-stile`") as caught:
        run()
    assert "without `source`" in caught.value.hint


@pytest.mark.parametrize("name", ["untyped-variable", STYLE])
def test_a_waiver_for_a_run_with_style_is_none_of_others(folder: Path, name: str) -> None:
    comment = f'# systo: ignore[{name}] reason="the type is said by its default"\n'
    (folder / "a.pkr.hcl").write_text(comment + TEMPLATE)
    assert not {rule for rule in rules(run()) if rule.startswith("template/")}
    waived = [one for one in run("packer-style").findings if one.rule == STYLE]
    assert [one.status for one in waived] == ["waived"]


def test_a_waiver_of_no_rule_is_still_told(folder: Path) -> None:
    comment = '# systo: ignore[untyped-variabel] reason="a slip"\n'
    (folder / "a.pkr.hcl").write_text(comment + TEMPLATE)
    assert "template/unknown-waiver" in rules(run())


def test_a_waiver_in_the_settings_for_a_run_with_style_is_none_of_others(folder: Path) -> None:
    (folder / "systo.toml").write_text(
        f'[[waivers]]\nrule = "{STYLE}"\npath = "**"\nreason = "the type is said by its default"\n'
    )
    assert not {rule for rule in rules(run()) if rule.startswith("template/")}
    waived = [one for one in run("packer-style").findings if one.rule == STYLE]
    assert [one.status for one in waived] == ["waived"]


def test_a_bundle_without_rules_is_named(folder: Path) -> None:
    new_bundle(str(folder / "acme"))
    shutil.rmtree(folder / "acme/security")
    assert run(str(folder / "acme"), "cis-mapped").notes == ("the bundle `acme` has no rules",)


def test_a_bundle_that_judges_no_templates_is_named(folder: Path) -> None:
    new_bundle(str(folder / "acme"))
    manifest = folder / "acme/.manifest"
    manifest.write_text(manifest.read_text().replace('"template"', '"artifact"'))
    assert run(str(folder / "acme")).notes == (
        "the bundle `acme` judges no templates, but artifact: none of its rules is asked",
    )
