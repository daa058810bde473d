"""What a long run keeps of each template: nothing."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine import CheckOptions, check
from packer_systo.engine.template.loaded import LoadedTemplate

if TYPE_CHECKING:
    from pathlib import Path

HCL = """
variable "api_token" {
  sensitive = true
  default   = "hunter2-hunter2"
}

source "qemu" "debian" {
  iso_url      = "http://example.org/debian.iso"
  iso_checksum = "none"
  ssh_password = var.api_token
}

build {
  sources = ["source.qemu.debian"]
  provisioner "shell" {
    inline = ["curl -k https://example.org/x", "apt-get install curl"]
  }
}
"""

LEGACY = """
{"variables": {"region": "eu-west-1"},
 "builders": [{"type": "amazon-ebs", "region": "{{user `region`}}", "access_key": "AKIA"}],
 "provisioners": [{"type": "shell", "inline": ["apt-get install curl"]}]}
"""


@pytest.mark.parametrize(("name", "text"), [("image.pkr.hcl", HCL), ("image.json", LEGACY)])
def test_a_template_is_given_up_without_the_collector_of_circles(
    tmp_path: Path, name: str, text: str
) -> None:
    """Circles of objects would stay until somebody looks for them, which takes longer each time."""
    (tmp_path / name).write_text(text)
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        report = check([str(tmp_path)], CheckOptions(cache=False))
        gc.collect()
        kept = [one for one in gc.garbage if isinstance(one, LoadedTemplate)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert report.findings
    assert any(finding.fix for finding in report.findings)
    assert not kept
