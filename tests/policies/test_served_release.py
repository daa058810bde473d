"""The built, signed release, served by a real OPA that verifies it, gives our findings.

Compared are the findings of the Rego rules as a user sees them, after undecided subjects are taken
out, on the templates of every case.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from opa_server import ServedEngine, served
from packer_systo.engine.bundle.builtin import builtin_files
from packer_systo.engine.bundle.cases import DOCUMENT, read_cases
from packer_systo.engine.bundle.load import load_archive
from packer_systo.engine.judgment.judge import Judge
from packer_systo.engine.judgment.selection import Selection
from packer_systo.engine.release.building import build_bundle
from packer_systo.engine.release.files import write_release
from packer_systo.engine.release.keys import load_private_key
from packer_systo.engine.release.signing import sign_bundle
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.source.discovery import find_templates
from packer_systo.engine.template.inputs import Inputs
from packer_systo.engine.template.load import load
from release_scene import no_passphrase, write_folder, write_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.template.loaded import LoadedTemplate

pytestmark = [pytest.mark.parity, pytest.mark.slow]


def templates(root: Path, bundle: Bundle) -> Iterator[LoadedTemplate]:
    detector = Detector(secret_patterns([bundle.data]))
    for name, content in builtin_files("packer-baseline").items():
        if not name.endswith("cases.md"):
            continue
        for number, case in enumerate(read_cases(content.decode(), name).cases):
            if case.files[0][0] == DOCUMENT:
                continue
            folder = root / os.path.dirname(name) / str(number)
            for file, text in case.files:
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_text(text, encoding="utf-8")
            for target in find_templates([str(folder)]).targets:
                yield load(target, Inputs(now="2026-01-01T00:00:00Z"), detector)


@pytest.mark.parametrize(("kind", "algorithm"), [("P-256", "ES256"), ("Ed25519", "EdDSA")])
def test_a_server_with_the_release_gives_our_findings(
    tmp_path: Path, kind: str, algorithm: str
) -> None:
    opa = shutil.which("opa")
    if opa is None:
        pytest.skip("there is no opa on PATH")
    source = write_folder(tmp_path / "source", builtin_files("packer-baseline"))
    write_key(tmp_path, "security", kind=kind)
    key = load_private_key(str(tmp_path / "security.pem"), no_passphrase)
    release = sign_bundle(build_bundle(str(source)).content, key, "packer-baseline")
    file = tmp_path / "packer-baseline.tar.gz"
    write_release(str(file), release)

    bundle = load_archive(release.content, "packer-baseline")
    only = Selection(only=tuple(rule.full_name for rule in bundle.rules if rule.language == "rego"))
    with (
        served(opa, file, tmp_path / "security.pub", algorithm) as port,
        closing(ServedEngine(port)) as engine,
    ):
        ours = Judge([bundle], selection=only)
        theirs = Judge([bundle], selection=only, engine=engine)
        compared = 0
        for template in templates(tmp_path / "cases", bundle):
            assert theirs.judge(template) == ours.judge(template)
            compared += 1
    assert compared > 100
    assert engine.denied > 50
