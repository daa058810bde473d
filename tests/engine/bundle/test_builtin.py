"""The bundles that come with the program, in a checkout and in a wheel."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path

import msgspec
import pytest

from engine.bundle.bundles import CEL_FILE, CEL_RULE, MANIFEST, small_bundle
from packer_systo.engine.bundle import builtin, index, manifest
from packer_systo.engine.bundle.digests import listing
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.errors import BundleError


def test_the_baseline_is_there() -> None:
    (baseline,) = builtin.builtin_bundles(["packer-baseline"])
    assert baseline.metadata.name == "packer-baseline"
    assert "unverified-iso" in {rule.metadata.name for rule in baseline.rules}


def test_bundles_are_loaded_by_name() -> None:
    assert {"packer-baseline", "packer-style"} <= set(builtin.builtin_names())
    (style,) = builtin.builtin_bundles(["packer-style"])
    assert style.metadata.name == "packer-style"


def test_a_folder_cannot_stand_in_for_a_built_in_bundle(tmp_path: Path) -> None:
    (tmp_path / "packer-style").mkdir()
    assert builtin.bundle_place("packer-style", str(tmp_path)) == "packer-style"
    own = str(tmp_path / "packer-style")
    assert builtin.bundle_place("./packer-style", str(tmp_path)) == own
    assert builtin.bundle_place("ours", str(tmp_path)) == str(tmp_path / "ours")


def test_the_working_directory_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "policies").mkdir()
    monkeypatch.chdir(tmp_path)
    assert "packer-baseline" in {one.metadata.name for one in builtin.builtin_bundles()}


@pytest.mark.parametrize("name", builtin.builtin_names())
def test_the_index_says_what_the_sources_say(name: str) -> None:
    """In a wheel there is one of each bundle; in a checkout the one that this run makes."""
    installed = builtin.checkout_policies() is None
    made = builtin.packaged_index(name) if installed else checkout_index(name)
    (bundle,) = builtin.builtin_bundles([name])
    files = builtin.builtin_files(name)
    assert index.decode(made, bundle.location) == load_files(files, bundle.location)
    assert made == index.encode(load_files(files, "elsewhere"))
    assert bundle == load_files(files, bundle.location)


def checkout_index(name: str) -> bytes:
    policies = builtin.checkout_policies()
    assert policies is not None
    builtin.write_indexes()
    return (Path(policies).parent / builtin.INDEXES / builtin.index_name(name)).read_bytes()


def test_a_stale_index_of_a_checkout_is_passed_over_and_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "policies" / "small"
    for name, content in small_bundle().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    monkeypatch.setattr(builtin, "checkout_policies", lambda: str(tmp_path / "policies"))
    (made,) = builtin.write_indexes()
    assert builtin.write_indexes() == []
    (folder / CEL_FILE).write_text(CEL_RULE.replace("severity: high", "severity: low"))
    (bundle,) = builtin.builtin_bundles()
    assert bundle.rules[1].metadata.severity == "low"
    assert index.made_from(Path(made).read_bytes()) != bundle.digest
    assert builtin.write_indexes() == [made]
    assert index.made_from(Path(made).read_bytes()) == bundle.digest


def test_a_program_that_is_installed_has_no_index_to_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged(tmp_path, monkeypatch, listed(small_bundle()))
    with pytest.raises(BundleError, match="no checkout"):
        builtin.write_indexes()


def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]) -> None:
    """Puts the files where a wheel has its policies, and takes the checkout away."""
    root = tmp_path / "made_up_policies"
    root.mkdir()
    made = index.encode(load_files(listed(small_bundle()), "small"))
    (root / builtin.index_name("small")).write_bytes(made)
    for name, content in files.items():
        path = root / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / "__init__.py").write_text("")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    monkeypatch.setattr(builtin, "PACKAGE", "made_up_policies")
    monkeypatch.setattr(builtin, "checkout_policies", lambda: None)
    monkeypatch.delitem(sys.modules, "made_up_policies", raising=False)


def listed(files: dict[str, bytes]) -> dict[str, bytes]:
    manifest = MANIFEST.replace(
        '"name": "small",',
        f'"name": "small", "files": {msgspec.json.encode(listing(files)).decode()},',
    )
    return {**files, ".manifest": manifest.encode()}


def test_a_wheel_is_checked_against_its_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged(tmp_path, monkeypatch, listed(small_bundle()))
    (bundle,) = builtin.builtin_bundles()
    assert bundle.location == "built-in:small"


def test_a_file_that_was_added_to_the_wheel_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**listed(small_bundle()), "lib/added.rego": b"package small.lib\n"}
    packaged(tmp_path, monkeypatch, files)
    with pytest.raises(BundleError, match="has added it"):
        builtin.builtin_bundles()


def test_a_file_that_was_changed_in_the_wheel_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = CEL_RULE.replace("severity: high", "severity: low").encode()
    packaged(tmp_path, monkeypatch, {**listed(small_bundle()), CEL_FILE: changed})
    with pytest.raises(BundleError, match="was changed"):
        builtin.builtin_bundles()


def test_a_wheel_is_not_read_from_its_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged(tmp_path, monkeypatch, listed(small_bundle()))

    def unexpected(*_: object) -> None:
        raise AssertionError("the sources are read")

    monkeypatch.setattr(manifest, "read_manifest", unexpected)
    (bundle,) = builtin.builtin_bundles()
    assert [rule.metadata.name for rule in bundle.rules] == ["other-thing", "wrong-thing"]


def test_bundles_are_read_from_inside_a_zip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged(tmp_path, monkeypatch, listed(small_bundle()))
    archive = shutil.make_archive(
        str(tmp_path / "wheel"), "zip", root_dir=tmp_path, base_dir="made_up_policies"
    )
    monkeypatch.setattr(sys, "path", [archive, *sys.path[1:]])
    importlib.invalidate_caches()
    (bundle,) = builtin.builtin_bundles()
    assert bundle.location == "built-in:small"


def test_links_of_an_installer_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged(tmp_path, monkeypatch, listed(small_bundle()))
    data = tmp_path / "made_up_policies" / "small" / "data.json"
    data.rename(tmp_path / "stored")
    data.symlink_to(tmp_path / "stored")
    (bundle,) = builtin.builtin_bundles()
    assert bundle.location == "built-in:small"
