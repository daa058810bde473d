"""Configurations of CI systems: held against the system's schema, and their commands run in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import jsonschema
import msgspec
import yaml

from documents.commands import run_command
from documents.stand_ins import USES
from schema_files import github_workflow_schema, gitlab_ci_schema

if TYPE_CHECKING:
    from documents.fences import Fence
    from documents.workspace import Workspace

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"

_AT_END = re.compile(r"always\(\)|success\(\) \|\| failure\(\)")
_GROOVY_STEP = re.compile(r"\bsh '([^']+)'")
_GROOVY_RESULT = re.compile(r"\bjunit '([^']+)'")


class Step(msgspec.Struct, rename={"condition": "if", "values": "with"}):
    """A step of GitHub's; `on` and the like stand above it."""

    run: str = ""
    uses: str = ""
    condition: str = ""
    values: dict[str, object] = {}


class Job(msgspec.Struct):
    steps: list[Step]


class Workflow(msgspec.Struct):
    jobs: dict[str, Job]


class Artifacts(msgspec.Struct):
    reports: dict[str, str] = {}


class GitlabJob(msgspec.Struct):
    script: list[str]
    artifacts: Artifacts = msgspec.field(default_factory=Artifacts)


def run_github(fence: Fence, workspace: Workspace) -> None:
    """A workflow, or only some of its steps."""
    read: JSON = yaml.load(fence.text, _Loader)  # noqa: S506 - a safe loader without `on: true`
    if isinstance(read, list):
        read = {"steps": read}
    if isinstance(read, dict) and "jobs" not in read:
        read = {"on": "push", "jobs": {"shown": {"runs-on": "ubuntu-latest", **read}}}
    jsonschema.validate(read, github_workflow_schema())
    for job in msgspec.convert(read, Workflow).jobs.values():
        _run_steps(job.steps, fence, workspace)


def run_gitlab(fence: Fence, workspace: Workspace) -> None:
    read: JSON = yaml.load(fence.text, _Loader)  # noqa: S506 - as above
    jsonschema.validate(read, gitlab_ci_schema())
    for job in msgspec.convert(read, dict[str, GitlabJob]).values():
        _run_lines(job.script, fence, workspace)
        for report in job.artifacts.reports.values():
            assert (workspace.here / report).is_file(), f"{fence.place}: there is no {report}"


def run_jenkins(fence: Fence, workspace: Workspace) -> None:
    """Groovy is read no further than its steps; of the rest the brackets must fit."""
    for opening, closing in ("{}", "()", "[]"):
        assert fence.text.count(opening) == fence.text.count(closing), fence.place
    lines = _GROOVY_STEP.findall(fence.text)
    assert lines, f"{fence.place}: it runs nothing"
    _run_lines(lines, fence, workspace)
    for result in _GROOVY_RESULT.findall(fence.text):
        assert (workspace.here / result).is_file(), f"{fence.place}: there is no {result}"


def check_pre_commit(fence: Fence, workspace: Workspace) -> None:
    """What pre-commit itself says of its configuration; that it works the page's commands show."""
    workspace.write(fence)
    run_command(f"pre-commit validate-config {fence.title}", fence, workspace, 0)
    if fence.said.scene:
        run_command("git add --all", fence, workspace, 0)


def _run_lines(lines: list[str], fence: Fence, workspace: Workspace) -> None:
    for number, line in enumerate(lines):
        code = fence.said.code if number + 1 == len(lines) else 0
        run_command(line, fence, workspace, code)


def _run_steps(steps: list[Step], fence: Fence, workspace: Workspace) -> None:
    """As GitHub does: after a step that fails only those run whose `if` says so."""
    workspace.environment["GITHUB_STEP_SUMMARY"] = str(workspace.folder / "step-summary.md")
    codes: list[int] = []
    for step in steps:
        assert not step.condition or _AT_END.fullmatch(step.condition), fence.place
        if any(codes) and not step.condition:
            continue
        if step.run:
            code = fence.said.code if not any(codes) and "systo-policy check" in step.run else 0
            run_command(step.run, fence, workspace, code)
            codes.append(code)
            continue
        name = step.uses.partition("@")[0]
        assert name in USES, f"{fence.place}: nothing is known of `{step.uses}`"
        for file in (value for key, value in step.values.items() if key.endswith("_file")):
            assert (workspace.here / str(file)).is_file(), f"{fence.place}: there is no {file}"
    assert codes, f"{fence.place}: no step runs a command"
    assert any(codes) == bool(fence.said.code), f"{fence.place}: no step exits as the comment says"


class _Loader(yaml.SafeLoader):
    """YAML as CI systems read it: `on` is a word there, and not `true`."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
