from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.checking.variants import merged, var_files
from packer_systo.engine.errors import UsageError
from report_samples import UNENCRYPTED, UNVERIFIED_ISO

if TYPE_CHECKING:
    from pathlib import Path


def test_the_files_that_a_glob_names(tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    for name in ("prod", "dev"):
        (tmp_path / "env" / f"{name}.pkrvars.hcl").touch()
    (tmp_path / "env" / "folder.pkrvars.hcl").mkdir()
    found = var_files(str(tmp_path / "env" / "*.pkrvars.hcl"))
    assert [os.path.basename(path) for path in found] == ["dev.pkrvars.hcl", "prod.pkrvars.hcl"]


def test_a_glob_that_names_nothing_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        var_files(str(tmp_path / "*.hcl"))
    assert "in quotes" in raised.value.hint


def test_equal_findings_are_one_that_names_its_variants() -> None:
    found = merged(
        [("dev", [UNVERIFIED_ISO]), ("prod", [UNENCRYPTED, UNVERIFIED_ISO]), ("test", [])]
    )
    assert [(finding.rule, finding.variants) for finding in found] == [
        (UNVERIFIED_ISO.rule, ("dev", "prod")),
        (UNENCRYPTED.rule, ("prod",)),
    ]
