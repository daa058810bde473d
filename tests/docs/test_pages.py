"""Every command and snippet of the documentation, tried from top to bottom of its page."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from documents.blocks import check_block
from documents.fences import fences
from documents.pages import indented_code, shown, written_pages
from documents.workspace import Workspace
from packer_systo.engine.bundle.files import read_folder
from packer_systo.engine.bundle.load import load_bundle
from packer_systo.engine.judgment.case_run import run_cases
from packer_systo.engine.judgment.engines.unreadable import read_rego

if TYPE_CHECKING:
    from pathlib import Path

PAGES = {page: fences(page) for page in written_pages()}
SLOW = [page for page, blocks in PAGES.items() if any(block.said.slow for block in blocks)]
OTHERS = {
    page: frozenset(program for block in blocks for program in block.said.programs)
    for page, blocks in PAGES.items()
    if any(block.said.programs for block in blocks)
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What several pages may use, such as the wheel that they install."""
    return tmp_path_factory.mktemp("shared")


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_what_a_page_shows_is_so(page: Path, tmp_path: Path, shared: Path) -> None:
    with Workspace(tmp_path, shared) as workspace:
        try_page(page, workspace)


@pytest.mark.slow
@pytest.mark.parametrize("page", SLOW, ids=shown)
def test_what_takes_longer_is_so(page: Path, tmp_path: Path, shared: Path) -> None:
    with Workspace(tmp_path, shared, slow=True) as workspace:
        try_page(page, workspace)


@pytest.mark.parity
@pytest.mark.parametrize("page", OTHERS, ids=shown)
def test_what_other_programs_do_is_so(page: Path, tmp_path: Path, shared: Path) -> None:
    missing = sorted(name for name in OTHERS[page] if shutil.which(name) is None)
    with Workspace(tmp_path, shared, others=OTHERS[page] - set(missing)) as workspace:
        try_page(page, workspace)
    if missing:
        pytest.skip(f"not on PATH, so their blocks were left out: {', '.join(missing)}")


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_no_code_hides_from_being_tried(page: Path) -> None:
    """Code that is indented has no language and no comment, so nothing would try it."""
    assert indented_code(page) == []


def try_page(page: Path, workspace: Workspace) -> None:
    for fence in PAGES[page]:
        check_block(fence, workspace)
    manifests = [path for path in workspace.written if path.name == ".manifest"]
    bundles = [path.parent for path in manifests if '"metadata"' in path.read_text("utf-8")]
    for folder in bundles:
        _passes_its_cases(folder)
    for path in workspace.written:
        if not any(map(path.is_relative_to, bundles)):
            _stands_alone(path)


def _passes_its_cases(folder: Path) -> None:
    """A bundle that a page writes: its rules do what their cases say."""
    bundle = load_bundle(str(folder))
    results = list(run_cases(bundle, read_folder(str(folder))))
    assert results or not bundle.rules, folder
    for result in results:
        assert result.passed, (result.rule, result.case, result.failures)


def _stands_alone(path: Path) -> None:
    """A file that belongs to no bundle of its page."""
    assert not path.name.endswith((".cel.yaml", "cases.md", ".json")), f"{path}: nothing uses it"
    if path.suffix == ".rego":
        assert read_rego([path.read_text(encoding="utf-8")]) == [""], path
