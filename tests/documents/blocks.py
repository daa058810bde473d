"""What is done with a block of each language: run it, read it, or load it as what it is.

A language that is not here fails the page, so that nothing in it goes unchecked.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import jsonschema
import msgspec
import yaml

from documents.command_lines import PROGRAMS, in_text, mistake
from documents.workspace import run_console
from packer_systo.engine.bundle.builtin import builtin_bundles
from packer_systo.engine.bundle.cases import read_cases
from packer_systo.engine.bundle.cel_file import read_cel_rule
from packer_systo.engine.bundle.models import BundleMetadata
from packer_systo.engine.bundle.profiles import check_profiles
from packer_systo.engine.bundle.settings_schema import check_schema
from packer_systo.engine.checking.bundles import load_bundles
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.checking.plan import prepare
from packer_systo.engine.schemas import report_schema, template_schema
from packer_systo.engine.settings.load import load_settings
from packer_systo.engine.syntax.hcl.parser import parse
from program import environment
from shared_data import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable

    from documents.fences import Fence
    from documents.workspace import Workspace

TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)


def check_block(fence: Fence, workspace: Workspace) -> None:
    """Try one block. Raises AssertionError with the place of the block."""
    if fence.directive.startswith("in "):
        workspace.start(fence.directive.removeprefix("in "))
        fence = fence._replace(directive="")
    elif fence.directive.startswith("run in "):
        fixture, _, rest = fence.directive.removeprefix("run in ").partition(", ")
        workspace.start(fixture)
        fence = fence._replace(directive=rest)
    check = _CHECKS.get(fence.language)
    assert check is not None, f"{fence.place}: nothing checks blocks of `{fence.language}`"
    if fence.title:
        workspace.write(fence)
    check(fence, workspace)


def _console(fence: Fence, workspace: Workspace) -> None:
    run_console(fence, workspace)


def _sh(fence: Fence, workspace: Workspace) -> None:
    """Commands that need the network or another program: not run, but each in a form we know."""
    for line in fence.text.replace("\\\n", " ").splitlines():
        command = line.partition(" #")[0].strip()
        if command and not command.startswith("#"):
            assert _is_known(command), f"{fence.place}: nothing checks `{command}`"


def _is_known(command: str) -> bool:
    targets = set(TARGET.findall((REPOSITORY / "Makefile").read_text()))
    words = command.split()
    match words:
        case ["pip" | "pipx", "install", *packages] | ["uv", "tool", "install", *packages]:
            return packages == ["packer-systo"]
        case ["uvx" | "pipx", *rest] if "packer-systo" in rest:
            line = " ".join(rest[rest.index("packer-systo") :])
            return not mistake(line)
        case ["make", *rest]:
            names = [word for word in rest if "=" not in word]
            return bool(names) and set(names) <= targets
        case [".venv/bin/python", "-m", "pytest", *paths]:
            return all((REPOSITORY / path).exists() for path in paths if not path.startswith("-"))
        case [".venv/bin/ruff" | ".venv/bin/mypy" | ".venv/bin/pyright", *paths]:
            return all((REPOSITORY / path).exists() for path in paths if "/" in path)
        case [".venv/bin/python" | "python", path, *_]:
            return (REPOSITORY / path).is_file()
        case ["pre-commit", "install" | "run", *_]:
            return True
        case ["conftest", "test", *_] | ["opa", "eval" | "check" | "inspect" | "run", *_]:
            return True
        case ["eval", *_]:
            return bool(in_text(command)) and not any(map(mistake, in_text(command)))
        case [name, *_] if name in PROGRAMS:
            return not mistake(command)
        case _:
            return False


def _hcl(fence: Fence, workspace: Workspace) -> None:
    parsed = parse(fence.text)
    wrong = fence.directive == "wrong"
    assert bool(parsed.diagnostics) == wrong, f"{fence.place}: {parsed.diagnostics}"


def _json(fence: Fence, workspace: Workspace) -> None:
    read = msgspec.json.decode(fence.text)
    match fence.directive:
        case "":
            pass
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
    """A CEL rule, or the configuration of a CI system with our command lines in it."""
    if fence.title.endswith(".cel.yaml"):
        read_cel_rule(fence.title.rpartition("/")[2].removesuffix(".cel.yaml"), fence.text, "page")
        return
    read: object = yaml.safe_load(fence.text)
    assert isinstance(read, dict | list), fence.place
    if fence.directive == "part of a CEL rule":
        keys = {"title", "description", "custom", "assert", "message", "path", "fix"}
        assert set(msgspec.convert(read, dict[str, object])) <= keys, fence.place
        return
    _command_lines(fence)


def _command_lines(fence: Fence) -> None:
    """A configuration for another program: it must call ours, with options that exist."""
    lines = in_text(fence.text)
    assert lines or "entry: systo-policy" in fence.text or "id: systo-policy" in fence.text, (
        f"{fence.place}: there is no command line of ours in it"
    )
    for line in lines:
        assert not mistake(line), f"{fence.place}: {mistake(line)}"


def _groovy(fence: Fence, workspace: Workspace) -> None:
    assert fence.text.count("{") == fence.text.count("}"), fence.place
    _command_lines(fence)


def _markdown(fence: Fence, workspace: Workspace) -> None:
    assert fence.title.endswith("cases.md"), f"{fence.place}: Markdown that is no cases.md"
    read_cases(fence.text, fence.title)


def _rego(fence: Fence, workspace: Workspace) -> None:
    """Loaded with its bundle when the page is through; a part of a rule needs a rule to be in."""
    assert fence.title.endswith(".rego"), f"{fence.place}: a rule without a file name"


def _python(fence: Fence, workspace: Workspace) -> None:
    if fence.title:
        compile(fence.text, fence.title, "exec")
        return
    subprocess.run(
        [sys.executable, "-c", fence.text],
        cwd=workspace.here,
        env=environment(workspace.root),
        check=True,
        capture_output=True,
        timeout=60,
    )


def _text(fence: Fence, workspace: Workspace) -> None:
    """A drawing, or a tree of folders of which every entry is there."""
    if fence.directive == "drawing":
        return
    kind, _, below = fence.directive.partition(" in ")
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


_CHECKS: dict[str, Callable[[Fence, Workspace], None]] = {
    "console": _console,
    "groovy": _groovy,
    "hcl": _hcl,
    "json": _json,
    "markdown": _markdown,
    "python": _python,
    "rego": _rego,
    "sh": _sh,
    "text": _text,
    "toml": _toml,
    "yaml": _yaml,
}
