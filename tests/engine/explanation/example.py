"""A template and a bundle of two rules that have every outcome on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bundle.bundles import MANIFEST
from engine.judgment.templates import cel_rule, rego_rule
from packer_systo.engine.checking.options import CheckOptions
from packer_systo.engine.explanation.why import explain_result

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.explanation.models import Explanation, Subject

TEMPLATE = """\
variable "mode" {
  default = "wrong"
}

variable "unset" {}

locals {
  mode = "${var.mode}"
}

source "qemu" "a" {
  mode = local.mode
  size = 7
}

source "qemu" "b" {
  mode = "right"
  size = 7
}

source "qemu" "c" {
  mode = var.unset
}

source "null" "d" {
}

build {
  sources = ["source.qemu.a", "source.qemu.b", "source.qemu.c", "source.null.d"]
}
"""

CEL = cel_rule(
    "wrong-mode",
    'self.config.mode != "wrong" || self.name == "b"',
    message='"mode of " + self.name',
    when='self.type == "qemu" && has(self.config.mode)',
    inputs=["config/mode"],
    more="path: config/mode",
)
REGO = rego_rule(
    "large-size",
    """deny contains {"msg": "large", "path": ["builds", b, "sources", s, "config", "size"]} if {
	some b, build in input.builds
	some s, source in build.sources
	source.type == "qemu"
	source.config.size > limit
	not source.name == "b"
}

limit := 5""",
    inputs=["config/size"],
)


def write_bundle(folder: Path, *rules: tuple[str, str]) -> None:
    files = {".manifest": MANIFEST, "data.json": "{}"}
    for name, content in rules:
        files[f"security/{name.partition('.')[0]}/{name}"] = content
    for name, content in files.items():
        path = folder / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def explained(
    rule: str, path: str = "t", variables: tuple[tuple[str, str], ...] = ()
) -> Explanation:
    options = CheckOptions(bundles=("small",), cache=False, now="2027-01-15", variables=variables)
    return explain_result(rule, path, options)


def subjects(rule: str, variables: tuple[tuple[str, str], ...] = ()) -> dict[str, Subject]:
    (template,) = explained(rule, variables=variables).templates
    return {one.name: one for one in template.subjects}
