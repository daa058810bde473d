"""Templates that nobody should have to survive: broken copies of real ones, and ones that grow.

All are drawn from a seed or written out, so that a failure can be looked at again.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hcl_mutants import mutants
from packer_systo.engine.bundle.cases import read_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

BASELINE = Path(__file__).parent.parent / "policies" / "packer-baseline"
ODD_BYTES = [b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\x1b[2J", b"\xe2\x80\xae"]  # fmt: skip
JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[-+.\w]+|\s+|.', re.DOTALL)


class Hostile(NamedTuple):
    """A template; `name` says where it comes from."""

    name: str
    file: str
    content: bytes


def originals() -> tuple[list[str], list[str]]:
    """HCL and JSON templates to begin with: the cases of the baseline's rules."""
    hcl: list[str] = []
    legacy: list[str] = []
    for path in sorted(BASELINE.glob("*/*/cases.md")):
        for case in read_cases(path.read_text(encoding="utf-8"), path.name).cases:
            for name, text in case.files:
                if name.endswith(".pkr.hcl"):
                    hcl.append(text)
                elif name == "template.json":
                    legacy.append(text)
    return hcl, legacy


def broken(count: int, seed: int) -> Iterator[Hostile]:
    """Broken copies: half HCL by tokens, a quarter legacy JSON by tokens, a quarter by bytes."""
    draw = random.Random(seed)
    hcl, legacy = originals()
    for number, mutant in enumerate(mutants(hcl, count // 2, seed)):
        yield Hostile(f"hcl-{number}-{mutant.operator}", "a.pkr.hcl", _utf8(mutant.text))
    for number in range(count // 4):
        text = draw.choice(legacy)
        for _ in range(draw.randint(1, 3)):
            text = _changed_json(draw, text, legacy)
        yield Hostile(f"json-{number}", "a.json", _utf8(text))
    for number in range(count - count // 2 - count // 4):
        file, texts = ("a.pkr.hcl", hcl) if draw.randrange(3) else ("a.json", legacy)
        content = bytearray(draw.choice(texts).encode())
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(content) + 1)
            match draw.randrange(4):
                case 0:
                    content[at:at] = draw.choice(ODD_BYTES)
                case 1:
                    del content[at : at + draw.randint(1, 40)]
                case 2:
                    other = draw.choice(texts).encode()
                    content[at:] = other[draw.randrange(len(other) + 1) :]
                case _:
                    content[at:at] = bytes(draw.randrange(256) for _ in range(draw.randint(1, 8)))
        yield Hostile(f"bytes-{number}", file, bytes(content))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _changed_json(draw: random.Random, text: str, others: list[str]) -> str:
    tokens = JSON_TOKEN.findall(text) or ["{"]
    at = draw.randrange(len(tokens))
    match draw.randrange(6):
        case 0:
            del tokens[at]
        case 1:
            tokens.insert(at, tokens[at])
        case 2:
            tokens[at] = draw.choice(JSON_TOKEN.findall(draw.choice(others)))
        case 3:
            tokens[at] = draw.choice(["1e999", "-0", "null", '"\\ud800"', "[[", "{}", "01", "NaN"])
        case 4:
            tokens[at] = (
                '"{{ ' + draw.choice(["user `a`", "env", "build `ID", "isotime }}{{"]) + '"'
            )
        case _:
            tokens = tokens[:at]
    return "".join(tokens)


BUILD = (
    'source "null" "a" {\n  communicator = "none"\n}\nbuild {\n  sources = ["source.null.a"]\n}\n'
)


def growing(size: int) -> Iterator[Hostile]:
    """Templates that are long, deep, or make much of little, by `size`."""
    for name, text in _hcl(size):
        yield Hostile(name, "a.pkr.hcl", text.encode())
    for name, text in _json(size):
        yield Hostile(name, "a.json", text.encode())
    yield Hostile("empty", "a.pkr.hcl", b"")
    yield Hostile("empty-json", "a.pkr.json", b"")
    yield Hostile("utf-16", "a.pkr.hcl", BUILD.encode("utf-16"))
    yield Hostile("zeros", "a.pkr.hcl", bytes(size))
    yield Hostile("form-deep", "a.pkr.json", b'{"locals":' + b"[" * size + b"]" * size + b"}")
    yield Hostile("form-expressions", "a.pkr.json", b'{"locals":{"a":"' + b"${[" * size + b'"}}')


def _hcl(size: int) -> Iterator[tuple[str, str]]:
    for opening, closing in ("[]", "()", "{}"):
        yield f"deep-{opening}", f"locals {{\n  a = {opening * size}{closing * size}\n}}\n"
        yield f"open-{opening}", f"locals {{\n  a = {opening * size}"
        yield f"closing-{closing}", f"locals {{\n  a = 1 {closing * size}\n}}\n"
    yield "deep-blocks", "a {\n" * size + "}\n" * size
    yield "deep-templates", 'locals {\n  a = "' + '${"' * size + "x" + '"}' * size + '"\n}\n'
    yield "deep-conditionals", f"locals {{\n  a = {'true ? 1 : ' * size}1\n}}\n"
    yield "deep-not", f"locals {{\n  a = {'!' * size}true\n}}\n"
    yield "deep-sum", f"locals {{\n  a = 1{' + 1' * size}\n}}\n"
    yield "deep-index", f"locals {{\n  a = b{'[0]' * size}\n}}\n"
    yield "deep-dots", f"locals {{\n  a = var{'.x' * size}\n}}\n"
    yield "deep-ifs", 'locals {\n  a = "' + "%{ if true }" * size + '"\n}\n'
    yield "deep-for", f"locals {{\n  a = {'[for x in [1]: ' * size}1{']' * size}\n}}\n"
    yield "deep-types", f'variable "a" {{\n  type = {"list(" * size}string{")" * size}\n}}\n'
    yield "deep-calls", f"locals {{\n  a = {'upper(' * size}1{')' * size}\n}}\n"
    yield "heredocs", "locals {\n" + "  a = <<EOT\n" * size
    yield "many-names", "locals {\n" + "".join(f"  a{n} = {n}\n" for n in range(size)) + "}\n"
    yield "many-variables", "".join(f'variable "a{n}" {{}}\n' for n in range(size)) + BUILD
    yield "many-sources", "".join(f'source "null" "a{n}" {{}}\n' for n in range(size)) + BUILD
    yield "many-misspelt", "".join(f'sorce "a{n}" {{}}\n' for n in range(size))
    yield "many-wrong", "locals {\n" + "".join(f"  a{n} = var.a{n}\n" for n in range(size)) + "}\n"
    yield "same-name", 'variable "a" {}\n' * size
    chain = "".join(f"  a{n} = local.a{n + 1}\n" for n in range(size))
    yield "chain", f"locals {{\n{chain}  a{size} = 1\n}}\n"
    yield "circle", f"locals {{\n{chain}  a{size} = local.a0\n}}\n"
    doubling = "".join(f"  a{n + 1} = [local.a{n}, local.a{n}]\n" for n in range(64))
    yield "doubling", f"locals {{\n  a0 = 1\n{doubling}  end = jsonencode(local.a64)\n}}\n{BUILD}"
    text = "".join(f'  a{n + 1} = "${{local.a{n}}}${{local.a{n}}}"\n' for n in range(64))
    yield "doubling-text", f'locals {{\n  a0 = "x"\n{text}}}\n{BUILD}'
    nest = "[for a in range(1000): " * 6 + "1" + "]" * 6
    yield "for-in-for", f"locals {{\n  a = {nest}\n}}\n"
    yield "range", "locals {\n  a = range(1e15)\n  b = range(0, 1, 1e-15)\n}\n"
    yield "setproduct", f"locals {{\n  a = setproduct({', '.join(['range(1000)'] * 6)})\n}}\n"
    yield (
        "format",
        'locals {\n  a = format("%999999999d", 1)\n  b = format("%.*f", 999999, 1.5)\n}\n',
    )
    yield "numbers", f"locals {{\n  a = {'9' * size}\n  b = 1e{'9' * 9}\n  c = pow(9, 9e9)\n}}\n"
    yield "pattern", 'locals {\n  a = regex("(x+x+)+y", "' + "x" * size + '")\n}\n'
    yield "pattern-size", 'locals {\n  a = regex("((((a{1,100}){1,100}){1,100}))", "a")\n}\n'
    calls = "replace(" * 8 + '"aaaa"' + ', "a", "aaaaaaaa")' * 8
    yield "replace", f"locals {{\n  a = {calls}\n}}\n"
    yield (
        "decode",
        f'locals {{\n  a = jsondecode("{"[" * size}")\n  b = yamldecode("{"[" * size}")\n}}\n',
    )
    yield (
        "yaml",
        'locals {\n  a = yamldecode("a: &a [x,x]\\nb: &b [*a,*a]\\nc: &c [*b,*b]\\nd: [*c,*c]")\n}\n',
    )
    yield "subnets", 'locals {\n  a = cidrsubnets("10.0.0.0/8", 9999999999, -1, 0)\n}\n'
    yield "own-file", 'locals {\n  a = templatefile("a.pkr.hcl", {})\n  b = file("a.pkr.hcl")\n}\n'
    yield (
        "other-files",
        'locals {\n  a = file("/dev/zero")\n  b = fileset("/", "**")\n  c = file("..")\n}\n',
    )
    inner = 'dynamic "b" {\n  for_each = range(100)\n  content {\n' * 6 + "}\n}\n" * 6
    yield "dynamic", f'source "null" "a" {{\n{inner}}}\nbuild {{\n  sources = ["null.a"]\n}}\n'
    yield (
        "steps",
        (
            'source "null" "a" {}\nbuild {\n  sources = [for n in range(5000): "null.a"]\n'
            '  dynamic "provisioner" {\n    for_each = range(5000)\n    labels = ["shell"]\n'
            "    content {\n      inline = [provisioner.value]\n    }\n  }\n}\n"
        ),
    )
    yield "waivers", '# systo: ignore[\n# systo: ignore[a] reason="\n' * size + BUILD
    yield "steering", f'variable "\\u001b[2J\\u202e" {{}}\nlocals {{\n  "\x1b[31m" = 1\n}}\n{BUILD}'
    yield "long-line", 'locals {\n  a = "' + "x" * (size * 100) + '"\n}\n'
    yield "long-name", f"locals {{\n  {'x' * (size * 10)} = 1\n}}\nv = var.{'x' * (size * 10)}\n"
    yield "returns", "a = 1\r" * size
    yield "comments", "/*" * size
    yield "quotes", '"' * size
    yield "dollars", 'locals {\n  a = "' + "$${" * size + '"\n}\n'


def _json(size: int) -> Iterator[tuple[str, str]]:
    yield "json-deep", '{"builders": ' + "[" * size
    yield "json-objects", '{"builders": ' + '{"a":' * size
    yield (
        "json-same-key",
        '{"builders": [{"type": "null"}], ' + '"variables": {}, ' * size + '"x": 1}',
    )
    many = [{"type": "null", "name": f"a{n}"} for n in range(size)]
    steps = [{"type": "shell", "inline": ["x"]} for _ in range(size // 10)]
    yield "json-many", json.dumps({"builders": many, "provisioners": steps})
    users = {f"a{n}": f"{{{{user `a{n + 1}`}}}}" for n in range(size)}
    yield "json-chain", json.dumps({"builders": [{"type": "null"}], "variables": users})
    ring = {"a": "{{user `b`}}{{user `b`}}", "b": "{{user `a`}}{{user `a`}}"}
    yield "json-circle", json.dumps({"builders": [{"type": "null"}], "variables": ring})
    grown = {f"a{n + 1}": f"{{{{user `a{n}`}}}}" * 2 for n in range(64)} | {"a0": "x"}
    yield "json-doubling", json.dumps({
        "builders": [{"type": "null", "ssh_host": "{{user `a64`}}"}],
        "variables": grown,
    })  # fmt: skip
    for name, text in (
        ("open", "{{" * size),
        ("range", "{{range .}}" * size),
        ("pipe", "{{ upper `a`" + " | upper" * size + " }}"),
        ("parens", "{{ " + "(" * size),
        ("split", '{{ split "a" "a" 99999999999999999999 }}'),
        ("time", '{{isotime "' + "2006" * size + '"}}'),
    ):
        builder = {"type": "null", "ssh_host": text}
        yield f"json-template-{name}", json.dumps({"builders": [builder]})
    yield (
        "json-numbers",
        '{"builders": [{"type": "qemu", "cpus": ' + "9" * size + ', "x": 1e999999}]}',
    )
    yield "json-surrogates", '{"builders": [{"type": "\\ud800\\udc00\\ud800", "name": "\\udfff"}]}'
