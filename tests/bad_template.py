"""A template with one mistake, for the tests of `check`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from program import Ran

BAD = """\
source "qemu" "debian" {
  iso_url      = "https://example.org/debian.iso"
  iso_checksum = var.checksum
}

variable "checksum" {
  default = "none"
}

build {
  sources = ["source.qemu.debian"]
}
"""


GOOD = BAD.replace(
    '"none"', '"sha256:013f5b44670d81280b5b1bc02455842b250df2f0c6763398feb69af1a805a14f"'
)


RULE = "packer-baseline/unverified-iso"


ONLY = ("--only", "unverified-iso")


def findings(ran: Ran) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(ran.out)["findings"]
    return found
