from __future__ import annotations

import itertools
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.errors import BundleError
from packer_systo.engine.secrets.detector import Detector, Hit, entropy, merged
from packer_systo.engine.secrets.patterns import (
    NO_PATTERNS,
    SecretPattern,
    SecretPatterns,
    secret_patterns,
)
from packer_systo.engine.template.document import JSON

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "policies" / "packer-baseline" / "data.json"


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(secret_patterns([msgspec.json.decode(DATA.read_bytes(), type=dict[str, JSON])]))


def found(detector: Detector, text: str, name: str = "") -> list[tuple[str, str]]:
    return [(hit.kind, text[hit.start : hit.end]) for hit in detector.find(text, name)]


def joined(*parts: str) -> str:
    """Tokens are put together here, so that no scanner takes this file for a leak."""
    return "".join(parts)


LETTERS = "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0fR5xL"
DIGITS = "0123456789abcdef" * 4
TOKENS = [
    ("aws-access-key-id", joined("AKIA", "Q3EGRJ7TTKLM5N2P")),
    ("github-token", joined("ghp_", LETTERS, "9")),
    ("github-token", joined("github_pat_", LETTERS, LETTERS)),
    ("gitlab-token", joined("glpat-", LETTERS[:20])),
    ("slack-token", joined("xoxb-", "123456789012-", LETTERS[:24])),
    ("stripe-key", joined("sk_live_", LETTERS[:24])),
    ("npm-token", joined("npm_", LETTERS, "9")),
    ("pypi-token", joined("pypi-AgEI", LETTERS, LETTERS)),
    ("vault-token", joined("hvs.", LETTERS[:24])),
    ("terraform-token", joined(LETTERS[:14], ".atlasv1.", LETTERS, LETTERS)),
    ("digitalocean-token", joined("dop_v1_", DIGITS)),
    ("gcp-api-key", joined("AIza", LETTERS)),
    ("json-web-token", joined("eyJ", LETTERS[:20], ".eyJ", LETTERS[:20], ".", LETTERS[:20])),
    ("azure-client-secret", joined(LETTERS[:3], "8Q~", LETTERS[:34])),
    ("sendgrid-key", joined("SG.", LETTERS[:22], ".", LETTERS, "abCD1234")),
    ("password-hash", joined("$6$", "rounds=5000$saltsalt$", LETTERS, LETTERS)),
    ("password-hash", joined("$2b$", "12$", LETTERS, LETTERS[:18])),
]


@pytest.mark.parametrize(("kind", "token"), TOKENS, ids=[kind for kind, _ in TOKENS])
@pytest.mark.parametrize("around", ["{}", 'x = "{}"', "echo {} | cat", "TOKEN: {}\n"])
def test_tokens_are_known_by_their_look(
    detector: Detector, kind: str, token: str, around: str
) -> None:
    text = around.format(token)
    hits = found(detector, text)
    assert len(hits) == 1, hits
    assert token in hits[0][1] or hits[0][1] in token
    assert hits[0][0] == kind or kind in ("vault-token", "terraform-token", "azure-client-secret")


PASSWORDS = [
    ('ssh_password = "Sup3rS3cret"', "Sup3rS3cret"),
    ('"winrm_password": "Sup3rS3cret",', "Sup3rS3cret"),
    ("export DB_PASSWORD=Sup3rS3cret", "Sup3rS3cret"),
    ("$adminPassword = 'Sup3rS3cret'", "Sup3rS3cret"),
    ("mysql --user=root --password=Sup3rS3cret", "Sup3rS3cret"),
    ("subscription-manager register --username me --password 'Sup3r S3cret'", "Sup3r S3cret"),
    ("echo 'Sup3rS3cret' | sudo -S sh '{{ .Path }}'", "Sup3rS3cret"),
    ("echo 'Sup3rS3cret' | {{ .Vars }} sudo -E -S bash '{{ .Path }}'", "Sup3rS3cret"),
    ('echo \\"Sup3rS3cret\\"|sudo -S true', "Sup3rS3cret"),
    ("sshpass -p Sup3rS3cret ssh host", "Sup3rS3cret"),
    ("echo 'root:Sup3rS3cret' | chpasswd", "Sup3rS3cret"),
    ("chpasswd:\n  list: |\n    root:Sup3rS3cret\n", "    root:Sup3rS3cret\n"),
    ("echo Sup3rS3cret | passwd --stdin root", "Sup3rS3cret"),
    ("net user vagrant Sup3rS3cret /add", "Sup3rS3cret"),
    ("ConvertTo-SecureString 'Sup3rS3cret' -AsPlainText -Force", "Sup3rS3cret"),
    ("d-i passwd/user-password password Sup3rS3cret", "Sup3rS3cret"),
    ("passwd/root-password-again=Sup3rS3cret <wait>", "Sup3rS3cret"),
    ("rootpw --plaintext Sup3rS3cret", "Sup3rS3cret"),
    ("user --name=packer --plaintext --password=Sup3rS3cret", "Sup3rS3cret"),
    ("<Password>\n  <Value>Sup3rS3cret</Value>\n", "Sup3rS3cret"),
    ("https://build:Sup3rS3cret@repo.example.com/x.git", "Sup3rS3cret"),
    ("curl -s -u build:Sup3rS3cret https://example.com", "Sup3rS3cret"),
    ("curl -u build:Sup3rS3cret https://example.com", "Sup3rS3cret"),
    ("docker login -u me -p Sup3rS3cret registry.example.com", "Sup3rS3cret"),
    ("password: Sup3rS3cret\n", "Sup3rS3cret"),
    ("passwd<enter><wait>Sup3rS3cret<enter>", "Sup3rS3cret"),
    ("reg add … /v DefaultPassword /t REG_SZ /d Sup3rS3cret /f", "Sup3rS3cret"),
    ("export PASS=Sup3rS3cret", "Sup3rS3cret"),
    ("PASS='Sup3r S3cret' ./install.sh", "Sup3r S3cret"),
    ("mysql -u root -pSup3rS3cret -e 'select 1'", "Sup3rS3cret"),
    ("mysql -pSup3rS3cret", "Sup3rS3cret"),
    ("mysqldump -u root -p'Sup3r S3cret' app", "Sup3r S3cret"),
    ("useradd -m -p Sup3rS3cret build", "Sup3rS3cret"),
    ("useradd -p Sup3rS3cret build", "Sup3rS3cret"),
    ("redis-cli -h cache -a Sup3rS3cret ping", "Sup3rS3cret"),
    ("az login --service-principal -u me -p Sup3rS3cret --tenant t", "Sup3rS3cret"),
    ("openssl enc -d -aes-256-cbc -k Sup3rS3cret -in a -out b", "Sup3rS3cret"),
    ("htpasswd -b /etc/nginx/htpasswd me Sup3rS3cret", "Sup3rS3cret"),
    ("htpasswd -bc /etc/nginx/htpasswd me 'Sup3rS3cret'", "Sup3rS3cret"),
    ("htpasswd -c -b /etc/nginx/htpasswd me Sup3rS3cret", "Sup3rS3cret"),
    ("smbclient -U build%Sup3rS3cret //host/share", "Sup3rS3cret"),
    ("smbclient //host/share -U 'build%Sup3rS3cret'", "Sup3rS3cret"),
    ("users:\n  - {name: bob, plain_text_passwd: Sup3rS3cret}", "Sup3rS3cret"),
    ("Log in as packer, password: Sup3rS3cret", "Sup3rS3cret"),
    ("Built by packer. Root password: Sup3rS3cret", "Sup3rS3cret"),
    ("The account (user: packer, password: Sup3rS3cret) is removed.", "Sup3rS3cret"),
]


@pytest.mark.parametrize(("text", "secret"), PASSWORDS, ids=[t[:30] for t, _ in PASSWORDS])
def test_passwords_are_known_by_what_stands_around_them(
    detector: Detector, text: str, secret: str
) -> None:
    assert ("password", secret) in [
        (kind.replace("url-password", "password"), value) for kind, value in found(detector, text)
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("export NPM_TOKEN=Tok3nTok4n", "token"),
        ("TOKEN='Tok3nTok4n' make", "token"),
        ("PRIVATE_KEY=Tok3nTok4n", "token"),
        ("aws configure set aws_secret_access_key Tok3nTok4n", "aws-secret-key"),
        ("aws configure set profile.b.aws_secret_access_key 'Tok3nTok4n'", "aws-secret-key"),
        ("vault login Tok3nTok4n", "vault-token"),
        ("vault login -no-print token=Tok3nTok4n", "vault-token"),
    ],
)
def test_tokens_are_known_by_what_stands_around_them(
    detector: Detector, text: str, kind: str
) -> None:
    assert found(detector, text) == [(kind, "Tok3nTok4n")]


def test_a_private_key_is_one_hit_to_its_end(detector: Detector) -> None:
    key = joined("-----BEGIN RSA ", "PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----")
    assert found(detector, f"cat > key <<EOF\n{key}\nEOF\n") == [("private-key", key)]
    escaped = key.replace("\n", "\\n")
    assert found(detector, f'"key": "{escaped}"') == [("private-key", escaped)]


def test_a_private_key_without_an_end_is_hidden_to_the_end(detector: Detector) -> None:
    text = joined("-----BEGIN PRIVATE ", "KEY-----\nMIIEabcd\nefgh")
    assert found(detector, text) == [("private-key", text)]


NO_SECRETS = [
    "ssh_password = var.ssh_password",
    'ssh_password = "${var.ssh_password}"',
    '"ssh_password": "{{user `ssh_password`}}"',
    "export DB_PASSWORD=$PASSWORD",
    'password="$(cat /run/secret)"',
    "set PASSWORD=%PASSWORD%",
    "password=<unknown>",
    'ssh_password = "<secret>"',
    "echo '<unknown>' | sudo -S sh",
    'read -p "Password: " password',
    "PasswordAuthentication no",
    "PermitRootLogin prohibit-password",
    "echo y | sudo pacman -S docker",
    "sudo systemctl start sshd",
    "passwd:         files systemd",
    "ALL=(ALL) NOPASSWD: ALL",
    "d-i passwd/root-login boolean false",
    "rootpw --lock",
    "rootpw --iscrypted {{ hash }}",
    'variable "ssh_password" {\n  description = "The password of the build user"\n}',
    'http_tokens = "required"',
    'name = "app/secret/password"',
    'token = "secret/data/build/registry"',
    "https://example.com/a:b@c",
    "https://user@example.com/",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    'iso_checksum = "file:https://example.com/SHA256SUMS"',
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDUXg2vJmOBNIHd5j6gWFBs0 me@example.com",
    'password = "your password here"',
    'password = "********"',
    "--password-file /run/secrets/pw",
    "export PASS=$PASSWORD",
    "PASS=${PASS}",
    'PASS="$(cat /run/secret)"',
    "PASS={{ .Pass }} BYPASS=Yes1",
    "TOKEN=$TOKEN",
    "NPM_TOKEN=${NPM_TOKEN}",
    "TOKEN=<your-token>",
    "TOKEN=required_token",
    "TOKEN=12345678",
    "PRIVATE_KEY=/etc/ssl/Key1.pem",
    "mysql -u root -p$DB_PW",
    "mysql -u root -p",
    "mysql -u root -p app < Dump1.sql",
    'mysql -u root -p"${PW}" app',
    "mkdir -p /etc/mysql && mysql --version",
    "apt-get install mysql\nmkdir -pv /srv",
    "docker run --name mysql -p3306:3306 mysql",
    "PASS=0",
    "mysql --version && mkdir -pv /etc/mysql",
    "aws configure set aws_secret_access_key $KEY",
    "aws configure set region eu-central-1",
    "useradd -p $HASH build",
    "useradd -p '*' build",
    "redis-cli -a {{ .Password }} ping",
    "vault login $VAULT_TOKEN",
    "vault login -method=userpass username=build1",
    "vault login -method=aws",
    "az login -u me -p ${var.secret}",
    "az login --identity",
    "openssl enc -d -aes-256-cbc -k $KEY -in a",
    "htpasswd -b /etc/htpasswd me $PW",
    "htpasswd -c /etc/htpasswd me",
    "smbclient -U build%$PW //host/share",
    "smbclient -U build //host/share",
    "def log_in(user, password: str):",
    "def log_in(user, password: Optional[str]) -> None:",
    "function logIn(user: string, password: string)",
    "The user name, password: see the vault of the team",
    "user, password: $PASSWORD",
    "read -p 'Enter the root password: ' password",
    "root password: see the vault",
    "echo 'Changing the root password: please wait'",
    "-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----",
]


@pytest.mark.parametrize("text", NO_SECRETS, ids=[text[:40] for text in NO_SECRETS])
def test_what_is_no_secret_is_left_alone(detector: Detector, text: str) -> None:
    assert found(detector, text) == []


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("db_password", "pw", "password"),
        ("ROOT_PASSWD", "Sup3rS3cret", "password"),
        ("vm_root_pw", "Sup3rS3cret", "password"),
        ("vcenter_api_token", LETTERS[:20], "token"),
        ("aws_secret_key", LETTERS, "token"),
    ],
)
def test_the_value_of_a_secret_name_is_a_secret(
    detector: Detector, name: str, value: str, kind: str
) -> None:
    assert found(detector, value, name) == [(kind, value)]


@pytest.mark.parametrize("name", ["token", "api_key", "db_password", "note", ""])
@pytest.mark.parametrize(("kind", "token"), TOKENS[:3])
def test_the_look_says_more_than_the_name(
    detector: Detector, name: str, kind: str, token: str
) -> None:
    assert found(detector, token, name) == [(kind, token)]


def test_the_look_says_more_than_what_stands_before_it(detector: Detector) -> None:
    token = joined("ghp_", LETTERS, "9")
    assert found(detector, f'password="of {token} here"') == [("github-token", f"of {token} here")]


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("#d-i passwd/root-password password r00tme\n", []),
        ("# d-i passwd/user-password-again password insecure\n", []),
        ("#d-i passwd/root-password password Sup3rS3cret\n", [("password", "Sup3rS3cret")]),
        ("d-i passwd/root-password password r00tme\n", [("password", "r00tme")]),
        ("echo 'd-i passwd/root-password password insecure'", [("password", "insecure")]),
    ],
)
def test_examples_in_comments_of_answer_files_are_no_secrets(
    detector: Detector, text: str, secrets: list[tuple[str, str]]
) -> None:
    assert found(detector, text) == secrets


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("passwd", "string builder"),
        ("db_password", ""),
        ("db_password", "{{ .Password }}"),
        ("ssh_password_file", "/etc/pw"),
        ("password_policy", "strict"),
        ("secret", "secret/data/app/registry"),
        ("ami_name", LETTERS),
        ("token_ttl", "3600000000000"),
    ],
)
def test_other_names_and_placeholders_are_not(detector: Detector, name: str, value: str) -> None:
    assert found(detector, value, name) == []


def test_overlapping_hits_become_one() -> None:
    hits = [Hit(5, 9, "b"), Hit(0, 6, "a"), Hit(0, 3, "c"), Hit(9, 10, "d")]
    assert merged(hits) == [Hit(0, 9, "a"), Hit(9, 10, "d")]
    assert merged(hits, frozenset({"a"})) == [Hit(0, 9, "c"), Hit(9, 10, "d")]


def test_an_expression_that_does_not_compile_is_an_error_of_the_bundle() -> None:
    broken = SecretPatterns((SecretPattern("x", "an x", ("x",), "x("),))
    with pytest.raises(BundleError, match="cannot be compiled"):
        Detector(broken).find("x")


def test_every_expression_of_the_baseline_compiles(detector: Detector) -> None:
    every = " ".join([word for one in detector.patterns.patterns for word in one.near])
    detector.find(every)
    for name in detector.patterns.names:
        detector.find("a value", name.kind)


def test_patterns_of_several_bundles_add_up() -> None:
    one: dict[str, JSON] = {"ours": {"secret_patterns": {"common_words": ["acme"]}}}
    pattern: JSON = {
        "kind": "acme",
        "title": "an acme key",
        "near": ["acme-"],
        "regex": "acme-\\d+",
    }
    other: dict[str, JSON] = {"theirs": {"secret_patterns": {"patterns": [pattern]}}, "x": 1}
    both = secret_patterns([one, other])
    assert both.common_words == {"acme"}
    assert found(Detector(both), "key acme-12") == [("acme", "acme-12")]
    assert secret_patterns([]) == NO_PATTERNS


def test_patterns_of_another_form_are_an_error_of_the_bundle() -> None:
    with pytest.raises(BundleError, match="wrong form"):
        secret_patterns([{"b": {"secret_patterns": {"pattern": []}}}])


def test_entropy() -> None:
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2


def test_the_data_is_readable_json_with_a_title_for_every_kind() -> None:
    data = json.loads(DATA.read_text(encoding="utf-8"))["packer_baseline_lib"]["secret_patterns"]
    for pattern in data["patterns"]:
        assert pattern["title"].startswith(("a ", "an "))
        assert pattern["near"]
        assert all(word == word.lower() for word in pattern["near"])


@given(st.text(max_size=200))
def test_no_text_crashes(detector: Detector, text: str) -> None:
    hits = detector.find(text + "password=" + text)
    assert all(left.end <= right.start for left, right in itertools.pairwise(hits))


def test_a_value_with_half_a_surrogate_pair_does_not_crash(detector: Detector) -> None:
    text = 'password = "\udce9Sup3rS3cret"'
    assert found(detector, text) == [("password", "\udce9Sup3rS3cret")]


def test_no_pattern_is_quadratic(detector: Detector) -> None:
    for unit in ('password="', "echo 'a' | ", "-----BEGIN A ", "eyJ" * 4, "a:b@://", "net user a "):
        detector.find(unit * (200_000 // len(unit)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("YOUR SECRET KEY HERE", "placeholder"),
        ("<password>", "placeholder"),
        ("***", "placeholder"),
        (joined("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB", LETTERS, " somebody@example.org"), "public"),
        (joined("ssh-ed25519 AAAA", LETTERS), "public"),
        ("-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----", "public"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "public"),
        ("correct-horse", ""),
        ("your-password-is-blue42", ""),
        ("blue42...", ""),
        ("a${b", ""),
        (joined("-----BEGIN ", "PRIVATE KEY-----\nMIIE"), ""),
        (joined("the ssh-rsa AAAA", LETTERS), ""),
    ],
)
def test_what_may_stand_in_the_place_of_a_secret(detector: Detector, text: str, why: str) -> None:
    assert detector.harmless(text) == why
