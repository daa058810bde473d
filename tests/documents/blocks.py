"""What is done with a block of each language: run it, or use it as what it is.

A language that is not here fails the page, so that nothing in it goes unchecked.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import jsonschema
import msgspec

from documents.commands import run_console, run_script
from documents.pipelines import check_pre_commit, run_github, run_gitlab, run_jenkins
from documents.rule_parts import judge_part_of_cel_rule
from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.bundle.cases import read_cases
from packer_systo.engine.bundle.cel_file import read_cel_rule
from packer_systo.engine.bundle.models import BundleMetadata
from packer_systo.engine.bundle.profiles import check_profiles
from packer_systo.engine.bundle.settings_schema import check_schema
from packer_systo.engine.checking.bundles import load_bundles
from packer_systo.engine.checking.normalising import normalise_template
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.schemas import report_schema, template_schema
from packer_systo.engine.settings.load import load_settings
from packer_systo.engine.syntax.hcl.parser import parse
from shared_data import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from documents.fences import Fence
    from documents.workspace import Workspace


def check_block(fence: Fence, workspace: Workspace) -> None:
    """Try one block. Raises AssertionError with the place of the block.

    One that is slow, or needs a program, is left out in a workspace that does not want it.
    """
    check = _CHECKS.get(fence.language)
    assert check is not None, f"{fence.place}: nothing checks blocks of `{fence.language}`"
    kinds = _KINDS.get(fence.language, ())
    assert not fence.said.kind or fence.said.kind.startswith(kinds), (
        f"{fence.place}: nothing is known of `{fence.language}` that is `{fence.said.kind}`"
    )
    if (fence.said.slow and not workspace.slow) or set(fence.said.programs) - workspace.others:
        return
    if fence.said.scene:
        workspace.start(fence.said.scene)
    if fence.title:
        workspace.write(fence)
    check(fence, workspace)


def _hcl(fence: Fence, workspace: Workspace) -> None:
    """Normalised as its folder; a file of variables is used by the page's commands."""
    parsed = parse(fence.text)
    wrong = fence.said.kind == "wrong"
    assert bool(parsed.diagnostics) == wrong, f"{fence.place}: {parsed.diagnostics}"
    if wrong or (fence.title and not fence.title.endswith(".pkr.hcl")):
        return
    path = workspace.here / (fence.title or f"shown-{fence.line}/shown.pkr.hcl")
    if not fence.title:
        path.parent.mkdir()
        path.write_text(fence.text)
    loaded = normalise_template(str(path), CheckOptions(cache=False, own_settings=False))
    assert not loaded.problems, f"{fence.place}: {loaded.problems}"


def _json(fence: Fence, workspace: Workspace) -> None:
    read = msgspec.json.decode(fence.text)
    match fence.said.kind:
        case "":
            assert fence.title, f"{fence.place}: JSON of which nobody says what it is"
        case "report":
            jsonschema.validate(read, report_schema())
        case "document":
            jsonschema.validate(read, template_schema())
        case "part of a manifest":
            check_schema(read, fence.place)
        case "profiles of packer-baseline":
            _profiles(read, fence.place)
        case other:
            kind, _, command = other.partition(" of ")
            assert kind == "the finding", f"{fence.place}: nothing checks JSON that is `{other}`"
            (finding,) = msgspec.json.decode(workspace.run(command))["findings"]
            assert read == finding, f"{fence.place}: it is {finding}"


def _profiles(read: dict[str, object], place: str) -> None:
    """Profiles in the form of a manifest: they must name what the baseline has."""
    (baseline,) = builtin_bundles(["packer-baseline"])
    metadata = msgspec.convert(
        {"name": "acme", "title": "Acme", "judges": {}, **read}, BundleMetadata
    )
    check_profiles(metadata, (rule.metadata.name for rule in baseline.rules), place)


def _toml(fence: Fence, workspace: Workspace) -> None:
    """Settings: read, and its bundles loaded with the values that it sets."""
    path = workspace.root / (fence.title or "systo.toml")
    shown = path if fence.title else workspace.root / "shown" / path.name
    if not fence.title:
        shown.parent.mkdir(exist_ok=True)
        shown.write_text(fence.text)
    if load_settings(str(shown)).pinned:
        return  # there is nothing to load before the page's commands have pinned it
    load_bundles(prepare([str(shown.parent)], CheckOptions(cache=False)), None)


def _yaml(fence: Fence, workspace: Workspace) -> None:
    """A CEL rule, or the configuration of a CI system."""
    if fence.title.endswith(".cel.yaml"):
        read_cel_rule(fence.title.rpartition("/")[2].removesuffix(".cel.yaml"), fence.text, "page")
    elif fence.said.kind == "part of a CEL rule":
        judge_part_of_cel_rule(fence, workspace)
    elif fence.title == ".pre-commit-config.yaml":
        check_pre_commit(fence, workspace)
    elif fence.title == ".gitlab-ci.yml":
        run_gitlab(fence, workspace)
    else:
        shown = not fence.title or fence.title.startswith(".github/workflows/")
        assert shown, f"{fence.place}: nothing is known of {fence.title}"
        run_github(fence, workspace)


def _markdown(fence: Fence, workspace: Workspace) -> None:
    assert fence.title.endswith("cases.md"), f"{fence.place}: Markdown that is no cases.md"
    read_cases(fence.text, fence.title)


def _rego(fence: Fence, workspace: Workspace) -> None:
    """Loaded with its bundle when the page is through; a part of a rule needs a rule to be in."""
    assert fence.title.endswith(".rego"), f"{fence.place}: a rule without a file name"


def _python(fence: Fence, workspace: Workspace) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", fence.text],
        cwd=workspace.here,
        env=workspace.process_environment(),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, f"{fence.place}: {ran.stderr}"


def _text(fence: Fence, workspace: Workspace) -> None:
    """A drawing, or a tree of folders of which every entry is there."""
    if fence.said.kind == "drawing":
        return
    kind, _, below = fence.said.kind.partition(" in ")
    assert kind == "layout", f"{fence.place}: plain text that nothing checks"
    folders: list[str] = []
    for line in fence.text.splitlines():
        if not line.strip():
            continue
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 4
        folders = [*folders[:depth], name]
        if "…" not in name and "<" not in name:
            path = REPOSITORY.joinpath(below, *folders)
            assert path.exists(), f"{fence.place}: there is no {path.relative_to(REPOSITORY)}"


def _bash(fence: Fence, workspace: Workspace) -> None:
    run_script(fence, workspace, "/bin/bash")


_CHECKS: dict[str, Callable[[Fence, Workspace], None]] = {
    "bash": _bash,
    "console": run_console,
    "groovy": run_jenkins,
    "hcl": _hcl,
    "json": _json,
    "markdown": _markdown,
    "python": _python,
    "rego": _rego,
    "sh": run_script,
    "text": _text,
    "toml": _toml,
    "yaml": _yaml,
}

_KINDS: dict[str, tuple[str, ...]] = {
    "hcl": ("wrong",),
    "json": (
        "document", "part of a manifest", "profiles of packer-baseline", "report", "the finding of ",
    ),
    "text": ("drawing", "layout"),
    "yaml": ("part of a CEL rule",),
}  # fmt: skip
"""What the comment before a block may say that it is; of all others it says only how it is run."""
