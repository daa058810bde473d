"""What a rule uses that the embedded engine does not have, found before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from packer_systo.engine.bundle.models import Obstacle
from packer_systo.engine.bundle.rego_tokens import REGO_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packer_systo.engine.bundle.models import Rule

MISSING = frozenset(
    {
        "all",
        "any",
        "array.flatten",
        "cast_array",
        "cast_boolean",
        "cast_null",
        "cast_object",
        "cast_set",
        "cast_string",
        "crypto.hmac.equal",
        "crypto.hmac.md5",
        "crypto.hmac.sha1",
        "crypto.hmac.sha256",
        "crypto.hmac.sha512",
        "crypto.md5",
        "crypto.parse_private_keys",
        "crypto.sha1",
        "crypto.sha256",
        "crypto.x509.parse_and_verify_certificates",
        "crypto.x509.parse_and_verify_certificates_with_options",
        "crypto.x509.parse_certificate_request",
        "crypto.x509.parse_certificates",
        "crypto.x509.parse_keypair",
        "crypto.x509.parse_rsa_private_key",
        "graphql.is_valid",
        "graphql.parse",
        "graphql.parse_and_verify",
        "graphql.parse_query",
        "graphql.parse_schema",
        "graphql.schema_is_valid",
        "io.jwt.decode",
        "io.jwt.decode_verify",
        "io.jwt.encode_sign",
        "io.jwt.encode_sign_raw",
        "io.jwt.verify_eddsa",
        "io.jwt.verify_es256",
        "io.jwt.verify_es384",
        "io.jwt.verify_es512",
        "io.jwt.verify_hs256",
        "io.jwt.verify_hs384",
        "io.jwt.verify_hs512",
        "io.jwt.verify_ps256",
        "io.jwt.verify_ps384",
        "io.jwt.verify_ps512",
        "io.jwt.verify_rs256",
        "io.jwt.verify_rs384",
        "io.jwt.verify_rs512",
        "net.cidr_contains_matches",
        "net.cidr_intersects",
        "net.cidr_merge",
        "net.cidr_overlap",
        "net.lookup_ip_addr",
        "providers.aws.sign_req",
        "re_match",
        "regex.globs_match",
        "rego.metadata.chain",
        "rego.metadata.rule",
        "rego.parse_module",
        "set_diff",
        "strings.render_template",
        "strings.split_n",
        "uri.is_valid",
        "uri.parse",
    }
)
"""Functions of OPA 1.22 that regorus 0.13 lacks; a parity test finds them anew."""

DIFFERENT = frozenset({"json.match_schema", "json.verify_schema", "uuid.parse", "yaml.marshal"})
"""Functions of which regorus 0.13 gives results of another form than OPA."""

UNSTEADY = frozenset(
    {
        "http.send", "net.lookup_ip_addr", "opa.runtime", "rand.intn", "time.now_ns",
        "uuid.rfc4122",
    }
)  # fmt: skip
"""Functions whose result is not of the document: the same input must give the same findings."""

NOWHERE = "rewrite the rule without it: the same template must always give the same findings"


def preflight(rules: Iterable[Rule], libraries: Iterable[tuple[str, str]] = ()) -> list[Obstacle]:
    """What stands in the way of the Rego rules, in their order.

    What a library uses stands in the way of each rule that names the library's package.
    """
    shared = [(package_of(text), name, list(_obstacles(text))) for name, text in libraries]
    found: list[Obstacle] = []
    for rule in rules:
        if rule.language != "rego":
            continue
        found += [
            replace(one, rule=rule.full_name, file=rule.file) for one in _obstacles(rule.rego)
        ]
        found += [
            replace(one, rule=rule.full_name, file=name)
            for package, name, theirs in shared
            if theirs and f"data.{package}" in rule.rego
            for one in theirs
        ]
    return found


def _obstacles(text: str) -> Iterator[Obstacle]:
    line = 1
    for token in REGO_TOKEN.finditer(text):
        name = token.group("name")
        if token.group("template"):
            yield Obstacle("", line, 'the embedded engine does not know $"…"; use sprintf')
        elif name in UNSTEADY:
            message = f"`{name}` gives another result each time; `input.now` is the time"
            yield Obstacle("", line, message, everywhere=True)
        elif name in MISSING:
            yield Obstacle("", line, f"the embedded engine has no function `{name}`")
        elif name in DIFFERENT:
            message = f"the embedded engine's `{name}` gives another result than OPA's"
            yield Obstacle("", line, message)
        elif name == "walk" and _arguments(text, token.end()) == 1:
            message = "the embedded engine knows `walk` with two arguments only"
            yield Obstacle("", line, f"{message}: `walk(value, [path, inner])`")
        line += token.group().count("\n")


def _arguments(text: str, start: int) -> int:
    """How many stand in the parenthesis that opens there."""
    depth = 0
    commas = 0
    for token in REGO_TOKEN.finditer(text, start):
        mark = token.group()
        if mark in {"(", "[", "{"}:
            depth += 1
        elif mark in {")", "]", "}"}:
            depth -= 1
        if depth == 0:
            break
        commas += depth == 1 and mark == ","
    return commas + 1


def package_of(text: str) -> str:
    """The package of a policy; what is no policy was refused before."""
    for line in text.splitlines():
        if line.startswith("package "):
            return line.removeprefix("package ").partition("#")[0].strip()
    return ""
