"""A secret that is encoded is one: it is found, and neither form of it leaves a run."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from urllib.parse import quote_plus

import msgspec
import pytest

from packer_systo.engine import CheckOptions, check, render
from packer_systo.engine.checking.normalising import normalise_template
from packer_systo.engine.report.options import FORMATS, RenderOptions
from packer_systo.engine.secrets.detector import Detector
from packer_systo.engine.secrets.encoded import LONGEST, decoded, pieces
from packer_systo.engine.secrets.patterns import secret_patterns
from packer_systo.engine.template.document import JSON

DATA = Path(__file__).resolve().parents[3] / "policies" / "packer-baseline" / "data.json"
PLAIN = "#cloud-config\npassword: Sup3rS3cret!\nchpasswd: { expire: false }\n"


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(secret_patterns([msgspec.json.decode(DATA.read_bytes(), type=dict[str, JSON])]))


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


FORMS = {
    "base64": in_base64(PLAIN.encode()),
    "base64 without padding": in_base64(PLAIN.encode()).rstrip("="),
    "base64 for URLs": base64.urlsafe_b64encode(PLAIN.encode()).decode(),
    "base64 in lines": base64.encodebytes(PLAIN.encode() * 3).decode(),
    "base64 of UTF-16": in_base64('$password = "Sup3rS3cret!"'.encode("utf-16-le")),
    "base64 of gzip": in_base64(gzip.compress(PLAIN.encode())),
    "percent-encoded": quote_plus(PLAIN),
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_all_of_a_text_that_hides_a_secret_is_one(detector: Detector, text: str) -> None:
    assert [(hit.start, hit.end, hit.kind) for hit in detector.find(text)] == [
        (0, len(text), "password")
    ]


@pytest.mark.parametrize(
    "text",
    [
        in_base64(b"#cloud-config\npackages: [nginx]\n"),
        in_base64(b"\x89PNG\r\n\x1a\n password: Sup3rS3cret"),
        in_base64(gzip.compress(b"password: Sup3rS3cret", mtime=0)[:-20]),
        "ubuntu-noble-24",
        "AmazonLinux2023",
        "https%3A%2F%2Fexample.com%2Fiso",
        "",
    ],
)
def test_what_hides_none_is_left_alone(detector: Detector, text: str) -> None:
    assert detector.find(text) == []


KEY = (
    "-----BEGIN RSA PRIVATE KEY-----\n"
    + "MIIEowIBAAKCAQEA" * 12
    + "\n-----END RSA PRIVATE KEY-----\n"
)


@pytest.mark.parametrize(
    ("before", "piece", "after"),
    [
        ("echo ", in_base64(PLAIN.encode()), " | base64 -d > /etc/x"),
        ("key=", in_base64(PLAIN.encode()).rstrip("="), ";done"),
        ("content: ", in_base64(gzip.compress(PLAIN.encode())), "\nruncmd: []\n"),
        ("powershell -e ", in_base64('$password = "Sup3rS3cret!"'.encode("utf-16-le")), ""),
        ("cat <<X\n", base64.encodebytes(PLAIN.encode() * 3).decode().rstrip(), "\nX\n"),
        ("cat <<X\n", in_base64((PLAIN + " ").encode()), "\ndone\n"),
        ("data:;base64,", in_base64(PLAIN.encode()), "\n"),
    ],
)
def test_a_piece_of_a_text_that_hides_a_secret_is_one(
    detector: Detector, before: str, piece: str, after: str
) -> None:
    hits = detector.find(before + piece + after)
    assert [(hit.start, hit.end, hit.kind) for hit in hits] == [
        (len(before), len(before) + len(piece), "password")
    ]


def test_a_piece_and_what_is_in_clear_are_both_found(detector: Detector) -> None:
    text = f"password=Cl3arS3cret!\necho {in_base64(KEY.encode())} | base64 -d\n"
    assert [hit.kind for hit in detector.find(text)] == ["password", "private-key"]


def test_words_that_are_no_base64_hide_none_behind_them(detector: Detector) -> None:
    text = "supercalifragilisticexpialidocious " * 1_000 + in_base64(PLAIN.encode())
    assert [hit.kind for hit in detector.find(text)] == ["password"]


def test_pieces_are_unpacked_up_to_the_limit_all_together() -> None:
    bomb = in_base64(gzip.compress(b" " * (1 << 19)))
    found = list(pieces(f"{bomb} " * 300))
    assert sum(len(plain) for _, _, plain in found) == 1 << 20


def test_what_unpacks_to_more_than_the_limit_is_read_up_to_it() -> None:
    bomb = in_base64(gzip.compress(b" " * (1 << 24)))
    plain = decoded(bomb)
    assert plain is not None
    assert len(plain) == 1 << 20
    assert decoded("QUJD" * LONGEST) is None


TEMPLATE = """
locals {
  script = <<-EOF
    #cloud-config
    password: Sup3rS3cret!
  EOF
}
source "amazon-ebs" "web" {
  region    = "eu-west-1"
  user_data = base64encode(<<-EOF
    #cloud-config
    packages: [nginx]
    password: An0therS3cret!
  EOF
  )
  tags = {
    Zipped  = base64gzip("password=Zipp3dS3cret!")
    Url     = urlencode("password=Url3nc0ded!")
    Written = "%s"
    Named   = local.script
  }
}
build {
  sources = ["source.amazon-ebs.web"]
  provisioner "shell" {
    inline = ["echo An0therS3cret! > /etc/banner"]
  }
}
"""
SECRETS = ["Sup3rS3cret!", "An0therS3cret!", "Zipp3dS3cret!", "Url3nc0ded!", "Wr1tten!!"]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "web.pkr.hcl"
    path.write_text(TEMPLATE % in_base64(b"password=Wr1tten!!"))
    return path


def test_an_encoded_secret_is_a_finding(template: Path) -> None:
    report = check([str(template)], CheckOptions(cache=False))
    told = [
        (one.rule.split("/")[1], one.location.start.line)
        for one in report.findings
        if one.rule.startswith("packer-baseline/secret-in-")
    ]
    assert ("secret-in-user-data", 10) in told
    assert {line for rule, line in told if rule == "secret-in-tags"} >= {17, 18, 19}


def test_neither_form_of_an_encoded_secret_is_shown(template: Path) -> None:
    report = check([str(template)], CheckOptions(cache=False))
    shown = [render(report, one, RenderOptions(verbose=True)) for one in FORMATS]
    document = normalise_template(str(template), CheckOptions()).document
    shown.append(json.dumps(msgspec.to_builtins(document)))
    for text in shown:
        for secret in SECRETS:
            assert secret not in text
            core = in_base64(secret.encode())[:-4]
            assert core not in text
