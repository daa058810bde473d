"""What `packer inspect` prints, read; and our values printed as it prints them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import inf, isinf

from packer_systo.engine.values.equality import wholly_known
from packer_systo.engine.values.value import PartialString, SecretText, Value

Build = dict[str, "list[str] | list[list[str]]"]


@dataclass
class HclInspection:
    """Of an HCL2 template. The values are as printed: quoted as Go's %q quotes."""

    variables: dict[str, str] = field(default_factory=dict[str, str])
    locals: dict[str, str] = field(default_factory=dict[str, str])
    builds: list[Build] = field(default_factory=list[Build])


def read_hcl(text: str) -> HclInspection:
    """Read the output of `packer inspect` for an HCL2 template."""
    found = HclInspection()
    section = ""
    build: Build = {}
    chain: list[str] = []
    in_builds = False
    for line in text.splitlines():
        if line == "> builds:":
            in_builds = True
        if not in_builds:
            for start, values in (("var.", found.variables), ("local.", found.locals)):
                if line.startswith(start):
                    name, _, value = line[len(start) :].partition(": ")
                    values[name] = value
            continue
        word = line.strip()
        if line.startswith("  > "):
            if not word.startswith("> Description:"):
                build = {"sources": [], "provisioners": [], "post-processors": []}
                found.builds.append(build)
                section = ""
        elif line in ("    sources:", "    provisioners:", "    post-processors:"):
            section = word.rstrip(":")
        elif not word or word.startswith("<no "):
            continue
        elif section == "post-processors":
            if line.startswith("        "):
                chain.append(word)
            else:
                chain = []
                build[section].append(chain)  # type: ignore[arg-type] # a list of chains here
        elif line.startswith("      "):
            build[section].append(word)  # type: ignore[arg-type] # a list of names here
    return found


@dataclass
class LegacyInspection:
    """Of a legacy JSON template: lines as printed, of required variables in any order."""

    required: list[str] = field(default_factory=list[str])
    variables: list[str] = field(default_factory=list[str])
    builders: list[str] = field(default_factory=list[str])
    provisioners: list[str] = field(default_factory=list[str])


_LEGACY_SECTIONS = {
    "Required variables:": "required",
    "Optional variables and their defaults:": "variables",
    "Variables:": "variables",
    "Builders:": "builders",
    "Provisioners:": "provisioners",
}


def read_legacy(text: str) -> LegacyInspection:
    """Read the output of `packer inspect` for a legacy JSON template.

    The lines of a value with line breaks belong to the line before them.
    """
    found = LegacyInspection()
    lines: list[str] | None = None
    for line in text.splitlines():
        if line.startswith("Note: If your build names"):
            break
        section = _LEGACY_SECTIONS.get(line)
        if section is not None:
            lines = getattr(found, section)
        elif lines is not None:
            if line.startswith("  "):
                lines.append(line[2:].rstrip())
            elif lines:
                lines[-1] += f"\n{line}"
    for one in (found.required, found.variables, found.builders, found.provisioners):
        one[:] = [line.rstrip() for line in one if not line.startswith("<No ")]
    found.required.sort()
    return found


def line_of(value: Value, secrets: list[str]) -> str:
    """A value as `packer inspect` prints it, what is secret replaced as Packer replaces it."""
    line = quoted(printed(value, nested=False)) if wholly_known(value) else '"<unknown>"'
    for secret in secrets:
        line = line.replace(secret, "<sensitive>")
    return line


def printed(value: Value, *, nested: bool) -> str:
    """Packer's hcl2template/repl: strings plain outside, quoted within."""
    data = value.data
    if data is None:
        return "null"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, PartialString):
        data = "".join(
            part.text if isinstance(part, SecretText) else str(part) for part in data.parts
        )
    if isinstance(data, str):
        return quoted(data) if nested else data
    if isinstance(data, (int, Fraction)):
        whole = isinstance(data, int) and abs(data) < 1 << 63
        return str(data) if whole else _float(_nearest(data))
    if isinstance(data, tuple):
        items = [f"{_indented(printed(one, nested=True))},\n" for one in data]
        return f"[{chr(10) if items else ''}{''.join(items)}]"
    assert isinstance(data, dict)
    entries = [
        _indented(f"{quoted(key)} = {printed(one, nested=True)}") + "\n"
        for key, one in data.items()
        if one.data is not None
    ]
    return f"{{{chr(10) if entries else ''}{''.join(entries)}}}"


def _nearest(number: int | Fraction) -> float:
    """As Go's `big.Float.Float64`: infinite beyond the largest."""
    try:
        return float(number)
    except OverflowError:
        return inf if number > 0 else -inf


def _float(number: float) -> str:
    """Go's %g: the shortest digits, and an exponent from a million on or below 0.0001."""
    if isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    shortest = Decimal(repr(number)).normalize()
    if -4 <= shortest.adjusted() < 6 or not shortest:
        return f"{shortest:f}"
    mantissa, _, exponent = f"{shortest:e}".partition("e")
    return f"{mantissa}e{int(exponent):+03d}"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))


_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n",
    "\r": "\\r", "\t": "\\t", "\v": "\\v",
}  # fmt: skip


def quoted(text: str) -> str:
    """Go's strconv.Quote."""
    pieces = ['"']
    for character in text:
        escape = _ESCAPES.get(character)
        if escape is not None:
            pieces.append(escape)
        elif character.isprintable():
            pieces.append(character)
        elif ord(character) < 0x80:
            pieces.append(f"\\x{ord(character):02x}")
        elif ord(character) < 0x10000:
            pieces.append(f"\\u{ord(character):04x}")
        else:
            pieces.append(f"\\U{ord(character):08x}")
    pieces.append('"')
    return "".join(pieces)
