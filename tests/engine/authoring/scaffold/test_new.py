"""New bundles and rules: they work before they are touched, and nothing is overwritten."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.authoring.scaffold.new import name_from, new_bundle, new_rule
from packer_systo.engine.authoring.testing.run import run_bundle_tests
from packer_systo.engine.bundle.archive import pack
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.bundle.load import load_bundle
from packer_systo.engine.errors import BundleError, OutputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.authoring.scaffold.rule_files import Language


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    folder = str(tmp_path / "acme")
    new_bundle(folder)
    return folder


def test_a_new_bundle_passes_its_own_tests(bundle: str) -> None:
    loaded = load_bundle(bundle)
    assert (loaded.metadata.name, loaded.version) == ("acme", "0.1.0")
    report = run_bundle_tests(bundle)
    assert report.exit_code == 0
    assert len(report.results) >= 3


@pytest.mark.parametrize("language", ["cel", "rego"])
def test_a_new_rule_passes_and_all_its_branches_are_reached(
    bundle: str, language: Language
) -> None:
    written = new_rule(bundle, "build", "weak-thing", language)
    assert [os.path.basename(path) for path in written] == [
        f"weak-thing.{'cel.yaml' if language == 'cel' else 'rego'}",
        "cases.md",
    ]
    report = run_bundle_tests(bundle)
    assert report.exit_code == 0
    assert report.coverage is not None
    (file,) = [one for one in report.coverage.files if one.rule == "acme/weak-thing"]
    assert file.branches >= 3
    assert file.unreached == ()
    kinds = [one.name for one in report.results if one.group == "acme/weak-thing"]
    assert len(kinds) == 3


def test_a_title_becomes_the_manifests(tmp_path: Path) -> None:
    folder = str(tmp_path / "x")
    new_bundle(folder, name="team-rules", title=' What "we"\n ask. ')
    about = load_bundle(folder).metadata
    assert (about.name, about.title) == ("team-rules", 'What "we" ask')


@pytest.mark.parametrize(
    ("folder", "name"),
    [("acme", "acme"), ("Acme_Policies", "acme-policies"), ("a b--c.", "a-b-c"), ("été", "t")],
)
def test_the_folder_suggests_a_name(tmp_path: Path, folder: str, name: str) -> None:
    assert name_from(str(tmp_path / folder)) == name


def test_a_folder_that_suggests_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no name"):
        name_from(str(tmp_path / "2026"))


@pytest.mark.parametrize("name", ["Acme", "-acme", "acme_x", "a" * 81, "../acme"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no name for a bundle"):
        new_bundle(str(tmp_path / "x"), name=name)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("name", ["packer-baseline", "template"])
def test_a_name_of_ours_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is taken"):
        new_bundle(str(tmp_path / "x"), name=name)


def test_files_beside_the_bundle_stay(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    (folder / ".git").mkdir(parents=True)
    (folder / "LICENSE").write_text("ours")
    new_bundle(str(folder))
    assert (folder / "LICENSE").read_text() == "ours"
    assert run_bundle_tests(str(folder)).exit_code == 0


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "README.md").write_text("mine")
    with pytest.raises(UsageError, match="is there already") as caught:
        new_bundle(str(folder))
    assert caught.value.where == str(folder / "README.md")
    assert [one.name for one in folder.iterdir()] == ["README.md"]
    assert (folder / "README.md").read_text() == "mine"


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "data.json").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="is there already"):
        new_bundle(str(folder))
    assert not (tmp_path / "elsewhere").exists()


def test_a_place_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "security").write_text("a file where a folder must be")
    with pytest.raises(OutputError, match="cannot be written"):
        new_bundle(str(folder))
    assert [one.name for one in folder.iterdir()] == ["security"]


def test_a_rule_needs_a_bundle_a_category_and_a_name_of_its_own(
    bundle: str, tmp_path: Path
) -> None:
    with pytest.raises(BundleError, match="no bundle"):
        new_rule(str(tmp_path), "build", "weak-thing", "cel")
    archive = tmp_path / "acme.tar.gz"
    archive.write_bytes(pack(read_folder(bundle), "acme"))
    with pytest.raises(UsageError, match="the folder of a bundle, and this is none"):
        new_rule(str(archive), "build", "weak-thing", "cel")
    with pytest.raises(UsageError, match="Did you mean `security`"):
        new_rule(bundle, "securty", "weak-thing", "cel")
    with pytest.raises(UsageError, match="is no name for a rule"):
        new_rule(bundle, "build", "Weak", "cel")
    new_rule(bundle, "build", "weak-thing", "cel")
    with pytest.raises(UsageError, match="has a rule `weak-thing`"):
        new_rule(bundle, "security", "weak-thing", "rego")
