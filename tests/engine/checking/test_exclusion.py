from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.checking.exclusion import without_excluded
from packer_systo.engine.settings.models import Settings
from packer_systo.engine.source.discovery import Discovery, Target

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("pattern", "kept"),
    [
        ("vendor/**", ["a", "b"]),
        ("vendor", ["a", "b"]),
        ("images/a/", ["b", "vendor"]),
        ("*.auto.pkrvars.hcl", ["a", "b", "vendor"]),
        ("x.pkr.hcl", []),
    ],
)
def test_patterns_start_at_the_settings_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, kept: list[str]
) -> None:
    # The command runs elsewhere than where the settings are.
    (tmp_path / "images").mkdir()
    monkeypatch.chdir(tmp_path / "images")
    targets = tuple(
        Target(path, (f"{path}/x.pkr.hcl",), "hcl2", (f"{path}/y.auto.pkrvars.hcl",))
        for path in ("a", "b", "../vendor")
    )
    settings = Settings(folder=str(tmp_path), exclude=(pattern,))
    left = without_excluded(Discovery(targets), settings).targets
    assert [target.path.rpartition("/")[2] for target in left] == kept
    if "auto" in pattern:
        assert all(target.auto_var_files == () for target in left)


def test_what_is_above_the_settings_is_not_theirs_to_exclude(tmp_path: Path) -> None:
    target = Target("/elsewhere", ("/elsewhere/x.pkr.hcl",), "hcl2")
    settings = Settings(folder=str(tmp_path), exclude=("**",))
    assert without_excluded(Discovery((target,)), settings).targets == (target,)
