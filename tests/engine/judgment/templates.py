"""Templates for the tests, read as a user's would be, and bundles made of a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.bundle.bundles import MANIFEST
from packer_systo.engine.bundle.load import load_files
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.finding.models import Finding
    from packer_systo.engine.template.loaded import LoadedTemplate

NOW = "2027-01-15T00:00:00Z"
TODAY = NOW[:10]


def loaded(folder: Path, files: Mapping[str, str], **inputs: object) -> LoadedTemplate:
    """Writes the files and reads the template. `inputs` are fields of Inputs."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    main = next(iter(files))
    target = str(folder if main.endswith((".pkr.hcl", ".pkr.json")) else folder / main)
    (found,) = find_templates([target]).targets
    return load(found, msgspec.convert({"now": NOW, **inputs}, Inputs))


def bundle(*rules: tuple[str, str], data: str = "{}", **more: str) -> Bundle:
    """A bundle `small` of rules: (`name.cel.yaml` | `name.rego`, text), all of `security`."""
    files = {".manifest": MANIFEST, "data.json": data, **more}
    for name, text in rules:
        files[f"security/{name.partition('.')[0]}/{name}"] = text
    return load_files({name: text.encode() for name, text in files.items()}, "small")


def cel_rule(
    name: str,
    assertion: str,
    *,
    subject: str = "/builds/*/sources/*",
    message: str = '"it is wrong"',
    more: str = "",
    **custom: object,
) -> tuple[str, str]:
    """A CEL rule; `custom` are further keys below `custom`, `more` further lines at the top."""
    fields = {**_CUSTOM, "subject": subject, **custom}
    fields.setdefault("inputs", ["config"])
    lines = [f"  {key}: {msgspec.json.encode(value).decode()}" for key, value in fields.items()]
    top = [
        "title: Something is wrong",
        "description: d",
        "custom:",
        *lines,
        f"assert: {msgspec.json.encode(assertion).decode()}",
        f"message: {msgspec.json.encode(message).decode()}",
        more,
    ]
    return f"{name}.cel.yaml", "\n".join(top)


def rego_rule(
    name: str, body: str, *, subject: str = "/builds/*/sources/*", **custom: object
) -> tuple[str, str]:
    """A Rego rule: metadata, package, `import rego.v1`, then `body`."""
    fields = {**_CUSTOM, "subject": subject, **custom}
    fields.setdefault("inputs", ["config"])
    lines = [f"#   {key}: {msgspec.json.encode(value).decode()}" for key, value in fields.items()]
    head = ["# METADATA", "# title: Something is wrong", "# description: d", "# custom:", *lines]
    package = f"package small.security.{name.replace('-', '_')}"
    return f"{name}.rego", "\n".join([*head, package, "", "import rego.v1", "", body, ""])


def said(findings: list[Finding]) -> list[tuple[str, str, int]]:
    """Rule without the bundle, status, line of each finding."""
    return [(one.rule.rpartition("/")[2], one.status, one.location.start.line) for one in findings]


_CUSTOM: dict[str, object] = {
    "severity": "high",
    "category": "security",
    "impact": "high",
    "why": "because",
    "recovery": "minutes",
    "remediation": "mend it",
}
