"""Secrets that are written in provisioning are found, and what only looks alike is not."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import msgspec
import pytest

from canaries import Case, canary, leaks, loaded_templates
from packer_systo.engine import CheckOptions, check, render
from packer_systo.engine.report.options import FORMATS, RenderOptions
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.template.document import JSON
from written_secrets import FORMS, NO_SECRETS

DATA = Path(__file__).resolve().parents[3] / "policies" / "packer-baseline" / "data.json"
PASSWORD = "Sup3rS3cret"
TOKEN = "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8b"


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(secret_patterns([msgspec.json.decode(DATA.read_bytes(), type=dict[str, JSON])]))


WRITTEN = [form for forms in FORMS.values() for form in forms]


def found(detector: Detector, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in detector.find(text)]


@pytest.mark.parametrize("form", WRITTEN)
def test_a_written_secret_is_found_and_nothing_beside_it(detector: Detector, form: str) -> None:
    text = form.replace("§", PASSWORD).replace("¤", TOKEN)
    secret = TOKEN if "¤" in form else PASSWORD
    hits = found(detector, text)
    assert hits
    rest = text
    for hit in hits:
        rest = rest.replace(hit, "")
        assert secret in hit
        assert len(hit) <= len(secret) * hit.count(secret) + 4, "little of what is around it"
    assert secret not in rest, "each time"


REFERENCES = [
    "$IT",
    "${IT}",
    "%IT%",
    "{{ .It }}",
    "{{user `it`}}",
    "<it>",
    "$(cat it)",
    "<unknown>",
]


@pytest.mark.parametrize("form", WRITTEN)
def test_what_comes_from_elsewhere_is_no_secret(detector: Detector, form: str) -> None:
    for reference in REFERENCES:
        text = form.replace("§", reference).replace("¤", reference)
        assert found(detector, text) == [], reference


@pytest.mark.parametrize("text", NO_SECRETS)
def test_what_looks_alike_is_no_secret(detector: Detector, text: str) -> None:
    assert found(detector, text) == []


@pytest.mark.parametrize(
    "unit",
    [
        "machine a login b ",
        "pwd=;uid=;",
        "{name: a, password: ",
        "assword: send ",
        "net use \\\\a ",
        "bundle config a.b ",
        "sudo a <<< ",
        "sed -e s/password=/",
        "sed 's/a password ",
        "su -c a <<< ",
        "exec -a mongo ",
        "requirepass /requirepass a",
        "echo a | su ",
        "curl -u ",
        "ENV A_",
        "crypt('",
        "https://aaaaaaaaaaaaaaaaaaaaaaaa@",
    ],
)
def test_a_long_text_takes_no_long_time(detector: Detector, unit: str) -> None:
    """Time grows with the length: ten times the text takes far less than a hundred times as long."""

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        started = process_time()
        detector.find(text)
        return process_time() - started

    seconds(1_000)
    assert seconds(200_000) < 40 * max(seconds(20_000), 0.005)


def test_each_form_is_told_where_it_stands_in_a_template_and_shown_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    secrets = [canary(number + 100) for number in range(len(WRITTEN))]
    steps: list[str] = []
    for form, secret in zip(WRITTEN, secrets, strict=True):
        text = msgspec.json.encode(form.replace("§", secret).replace("¤", secret)).decode()
        text = text.replace("${", "$${").replace("%{", "%%{")
        steps.append(f'  provisioner "shell" {{\n    inline = [{text}]\n  }}\n')
    Path("main.pkr.hcl").write_text(
        'source "null" "a" {\n  communicator = "none"\n}\n'
        'build {\n  sources = ["null.a"]\n' + "".join(steps) + "}\n",
        encoding="utf-8",
    )
    report = check(["."], CheckOptions(environment={}, cache=False))
    told = {
        one.path[3]
        for one in report.findings
        if one.rule
        in ("packer-baseline/secret-in-command", "packer-baseline/cloud-key-in-template")
    }
    assert told == set(range(len(WRITTEN)))
    shown = [(format, render(report, format, RenderOptions())) for format in FORMATS]
    (loaded,) = loaded_templates(Case("."))
    document = msgspec.json.encode(loaded.document).decode()
    assert leaks(secrets, iter([*shown, ("document", document)])) == []
