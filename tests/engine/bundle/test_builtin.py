"""The bundles that come with the program, in a checkout and in a wheel."""

from __future__ import annotations

import importlib
import shutil
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest

from engine.bundle.bundles import MANIFEST, small_bundle
from packer_systo.engine.bundle import builtin
from packer_systo.engine.bundle.digests import listing
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from pathlib import Path


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


def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]) -> None:
    """Puts the files where a wheel has its policies, and takes the checkout away."""
    root = tmp_path / "made_up_policies"
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
