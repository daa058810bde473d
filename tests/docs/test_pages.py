"""Every command and snippet of the documentation, tried from top to bottom of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from documents.blocks import check_block
from documents.fences import fences
from documents.pages import shown, written_pages
from documents.workspace import Workspace
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.bundle.load import load_bundle
from packer_systo.engine.judgment.case_run import run_cases

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("page", written_pages(), ids=shown)
def test_what_a_page_shows_is_so(page: Path, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    for fence in fences(page):
        check_block(fence, workspace)
    for path in workspace.written:
        if path.name == ".manifest":
            _passes_its_cases(path.parent)


def _passes_its_cases(folder: Path) -> None:
    """A bundle that a page writes: its rules do what their cases say."""
    bundle = load_bundle(str(folder))
    results = list(run_cases(bundle, read_folder(str(folder))))
    assert results or not bundle.rules, folder
    for result in results:
        assert result.passed, (result.rule, result.case, result.failures)
