"""JSON values as HCL text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.template.document import JSON

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_WORDS = frozenset({"true", "false", "null", "for", "if", "in", "else", "endif", "endfor"})


def hcl_value(value: JSON, indent: str = "") -> str:
    """The value as an expression. Objects go over several lines, indented below `indent`."""
    if isinstance(value, str):
        return hcl_string(value)
    if isinstance(value, list):
        return f"[{', '.join(hcl_value(item, indent) for item in value)}]"
    if isinstance(value, dict):
        if not value:
            return "{}"
        inner = f"{indent}  "
        width = max(len(hcl_key(key)) for key in value)
        lines = [
            f"{inner}{hcl_key(key):{width}} = {hcl_value(item, inner)}"
            for key, item in value.items()
        ]
        return "\n".join(["{", *lines, f"{indent}}}"])
    return msgspec.json.encode(value).decode()


def hcl_string(text: str) -> str:
    """A quoted string that means exactly `text`: nothing in it is interpolated."""
    quoted: list[str] = []
    for character in text:
        if character in _ESCAPES:
            quoted.append(_ESCAPES[character])
        elif not character.isprintable() and character != " ":
            code = ord(character)
            quoted.append(f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
        else:
            quoted.append(character)
    return f'"{"".join(quoted)}"'.replace("${", "$${").replace("%{", "%%{")


def hcl_key(key: str) -> str:
    """A key of an object, bare where it can be."""
    return key if _NAME.fullmatch(key) and key not in _WORDS else hcl_string(key)


def hcl_block(header: str, attributes: Mapping[str, JSON], indent: str = "") -> list[str]:
    """The lines of a block, as `packer fmt` sets them. Lists of several items have a line each."""
    if not attributes:
        return [f"{indent}{header} {{}}"]
    inner = f"{indent}  "
    lines: list[str] = []
    run: list[tuple[str, str]] = []
    for name, value in attributes.items():
        text = _many_lines(value, inner) if isinstance(value, list) else hcl_value(value, inner)
        if "\n" not in text:
            run.append((name, text))
            continue
        lines += _aligned(run, inner)
        run = []
        lines += f"{inner}{name} = {text}".split("\n")
    return [f"{indent}{header} {{", *lines, *_aligned(run, inner), f"{indent}}}"]


def _aligned(run: list[tuple[str, str]], indent: str) -> list[str]:
    width = max((len(name) for name, _ in run), default=0)
    return [f"{indent}{name:{width}} = {text}" for name, text in run]


def _many_lines(value: list[JSON], indent: str) -> str:
    if len(value) < 2:
        return hcl_value(value, indent)
    inner = f"{indent}  "
    return "\n".join(["[", *(f"{inner}{hcl_value(one, inner)}," for one in value), f"{indent}]"])
