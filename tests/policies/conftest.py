"""What our bundles find in the corpus, once for all tests that ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from packer_systo.engine import CheckOptions, check
from shared_data import corpus_path

PACKER = "packer-v1.9.4"
"""The folder of the corpus with templates of Packer's own repository."""


@pytest.fixture(scope="session")
def reported() -> set[tuple[str, str, str, int]]:
    """All findings that fail: rule, repository (`owner/name`), file and line."""
    root = corpus_path().resolve()
    report = check([str(root)], CheckOptions(cache=False))
    assert report.errors == ()
    found: set[tuple[str, str, str, int]] = set()
    for finding in report.findings:
        path = Path(finding.location.file).resolve()
        if finding.status != "fail" or not path.is_relative_to(root):
            continue
        folder, *rest = path.relative_to(root).parts
        repository = "hashicorp/packer" if folder == PACKER else rest.pop(0).replace("+", "/", 1)
        found.add((finding.rule, repository, "/".join(rest), finding.location.start.line))
    return found
