"""What is kept of a corrected finding's surroundings: no word that somebody chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.judgment.templates import loaded
from packer_systo.engine.feedback.facts import facts_of
from packer_systo.engine.feedback.models import Facts

if TYPE_CHECKING:
    from pathlib import Path

    from packer_systo.engine.template.document import JSON

CANARY = "kx8vqz2lmn"

TEMPLATE = f"""\
variable "{CANARY}_v" {{
  default = "{CANARY}"
}}

source "amazon-ebs" "{CANARY}_s" {{
  ami_name      = "{CANARY}"
  encrypt_boot  = false
  ssh_password  = "{CANARY}"
  {CANARY}_own  = true
  tags = {{
    {CANARY}_tag = "{CANARY}"
  }}
}}

source "{CANARY}" "x" {{
}}

build {{
  name    = "{CANARY}"
  sources = ["source.amazon-ebs.{CANARY}_s", "source.{CANARY}.x"]
  provisioner "shell" {{
    environment_vars = ["{CANARY}=1"]
    inline           = ["{CANARY}"]
  }}
}}
"""


def document(folder: Path) -> JSON:
    made = loaded(folder, {"a.pkr.hcl": TEMPLATE}).document
    decoded: JSON = msgspec.json.decode(msgspec.json.encode(made))
    return decoded


def test_facts_of_a_source(tmp_path: Path) -> None:
    path = ("builds", 0, "sources", 0, "config", "encrypt_boot")
    assert facts_of(document(tmp_path), path) == (
        "component=amazon-ebs",
        "format=hcl2",
        "place=/builds/*/sources/*/config/encrypt_boot",
        "set=ami_name",
        "set=encrypt_boot",
        "set=tags",
        "value=encrypt_boot=false",
    )


def test_a_component_or_key_of_somebodys_own_is_not_named(tmp_path: Path) -> None:
    made = document(tmp_path)
    assert "component=other" in facts_of(made, ("builds", 0, "sources", 1))
    tag = ("builds", 0, "sources", 0, "config", "tags", f"{CANARY}_tag")
    assert "place=/builds/*/sources/*/config/tags/*" in facts_of(made, tag)
    own = ("builds", 0, "sources", 0, "config", f"{CANARY}_own")
    assert "place=/builds/*/sources/*/config/*" in facts_of(made, own)


def test_no_fact_holds_what_somebody_wrote(tmp_path: Path) -> None:
    made = document(tmp_path)

    def every(value: JSON, path: tuple[str | int, ...]) -> None:
        facts = facts_of(made, path)
        assert CANARY not in " ".join(facts).lower()
        msgspec.convert(facts, Facts)
        if isinstance(value, dict):
            for key, inner in value.items():
                every(inner, (*path, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                every(inner, (*path, index))

    every(made, ())
    every(None, ("builds", 7, "sources", "no", "such"))
