"""The METADATA block before `package`, read as `opa inspect -a` reads it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from opa_program import opa_program
from packer_systo.engine.bundle.annotations import read_annotations
from packer_systo.engine.errors import BundleError
from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from pathlib import Path

HEADS = {
    "everything": """# A licence.

# METADATA
# title: An x
# description: |
#   Two
#   lines
# related_resources:
#   - https://a.example/x
#   - ref: https://b.example/y
#     description: the y
# authors:
#   - A Name
#   - An Other Name <other@example.com>
#   - name: A Third
#     email: third@example.com
# organizations: [One, Two]
# custom:
#   severity: high
#   count: 30
#   share: 0.75
#   none:
#   inputs: [config/a, config/b]
#   deep: {er: "yes"}
package policy.security.x
""",
    "comment right before": "# METADATA\n# title: t\n# custom: {a: 1}\npackage policy.x\n",
    "gap before package": "# METADATA\n# title: t\n\npackage policy.x\n",
    "no space after the sign": "#METADATA\n#title: t\npackage policy.x\n",
    "indented item": "# METADATA\n# title: t\n# description: >-\n#  a\n#  b\npackage policy.x\n",
    "a rule's block too": """# METADATA
# title: t
package policy.x

# METADATA
# title: of the rule
a := 1
""",
    "quoted parts": '# METADATA\n# title: t\npackage policy["with-hyphen"].x\n',
}


@pytest.mark.parity
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_the_reading_equals_opas(head: str, tmp_path: Path) -> None:
    opa = opa_program()
    (tmp_path / "x.rego").write_text(head + "\nimport rego.v1\nallow := true\n")
    done = subprocess.run(
        [opa, "inspect", "-a", "-f", "json", str(tmp_path)], capture_output=True, check=True
    )
    shown = msgspec.json.decode(done.stdout, type=dict[str, JSON])
    found = read_annotations(head, "x.rego")
    packages = [
        one["annotations"]
        for one in msgspec.convert(shown.get("annotations", []), list[dict[str, JSON]])
        if msgspec.convert(one["annotations"], dict[str, JSON])["scope"] == "package"
    ]
    assert packages == ([found.metadata] if found.metadata is not None else [])
    assert f"data.{found.package}" in str(shown["namespaces"]).replace('["', ".").replace('"]', "")


@pytest.mark.parametrize(
    ("head", "package"),
    [
        ("package a.b_c.d\n", "a.b_c.d"),
        ("# a comment\n\npackage a # why\n", "a"),
        ("package a; x := 1\n", "a"),
    ],
)
def test_the_package_is_found_without_metadata(head: str, package: str) -> None:
    found = read_annotations(head, "x.rego")
    assert (found.package, found.metadata) == (package, None)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("", "no package"),
        ("# METADATA\n# title: t\n", "no package"),
        ("import rego.v1\npackage a\n", "line 1: the first statement must be `package"),
        ("package 1\n", "line 1: the first statement"),
        ("# METADATA\n# title: t\n# custum: {}\npackage a\n", "line 3: .*Did you mean `custom`"),
        ("# x\n# METADATA\n# title: [\npackage a\n", "line 3: this is not YAML"),
        ("# METADATA\n# - a\npackage a\n", "line 2: .*mapping"),
        ("# METADATA\n# scope: rule\npackage a\n", "line 2: .*scope"),
        ("# METADATA\n# title: t\n\n# METADATA\n# title: u\npackage a\n", "line 4: a second"),
    ],
)
def test_a_mistake_is_named_with_its_line(head: str, says: str) -> None:
    with pytest.raises(BundleError, match=says) as caught:
        read_annotations(head, "a/x.rego")
    assert caught.value.where == "a/x.rego"
