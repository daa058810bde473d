"""`systo.lock`: for each bundle of the settings, the one release that judges.

    [[bundle]]
    name = "acme-images"
    source = "oci://registry.example.org/policies/acme-images"
    version = "1.2.0"
    digest = "sha256:…"     # of the archive
    signer = "sha256:…"     # the fingerprint of the key

For a bundle that nobody has to sign, `unsigned = true` stands in place of `signer`.

Written by `bundle update` alone, and committed: it is what makes two runs judge by the same rules.
"""

from __future__ import annotations

import os
import re

import msgspec

from packer_systo.engine.errors import SettingsError
from packer_systo.engine.fixes.writing import write_file
from packer_systo.engine.settings.reader import TableReader, Toml
from packer_systo.engine.source.shown import shown_path

LOCK = "systo.lock"
LARGEST = 1024 * 1024

_HEAD = """\
# Written by `systo-policy bundle update`. Commit it: it pins the bundles that judge.
form = 1
"""
_FORM = 1
_KEYS = ("name", "source", "version", "digest")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')


class Pin(msgspec.Struct, frozen=True):
    """One entry. `signer` is empty for a release that nobody has to have signed."""

    name: str
    source: str
    version: str
    digest: str
    signer: str = ""

    @property
    def unsigned(self) -> bool:
        return not self.signer


def read_lock(folder: str) -> dict[str, Pin]:
    """The pins of `systo.lock` in a folder, by bundle; none without one. Raises SettingsError."""
    path = os.path.join(folder, LOCK)
    where = shown_path(path)
    if not os.path.lexists(path):
        return {}
    if not os.path.isfile(path):
        raise SettingsError("it is no plain file", where=where)
    try:
        with open(path, "rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"it cannot be read: {error.strerror or error}", where=where) from None
    if len(content) > LARGEST:
        raise SettingsError(f"it is larger than {LARGEST // 1024} KiB", where=where)
    import tomllib

    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
        parsed: dict[str, Toml] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(
            f"this is not valid TOML: {error}",
            where=where,
            hint="`systo-policy bundle update` writes it anew, if it is deleted",
        ) from None
    reader = TableReader(parsed, file=where, text=text)
    reader.refuse_unknown(("form", "bundle"))
    if parsed.get("form") != _FORM:
        raise reader.error("form", "it is of another form; this version reads `form = 1`")
    pins: dict[str, Pin] = {}
    tables = parsed.get("bundle", [])
    if not isinstance(tables, list):
        raise reader.error("bundle", "`bundle` must be tables headed by `[[bundle]]`")
    for number, entry in enumerate(tables):
        if not isinstance(entry, dict):
            raise reader.error("bundle", "`bundle` must be tables headed by `[[bundle]]`")
        table = TableReader(entry, file=where, text=text, table=("bundle",), occurrence=number)
        table.refuse_unknown((*_KEYS, "signer", "unsigned"))
        pin = Pin(*(table.text_at(key) for key in (*_KEYS, "signer")))
        if not _DIGEST.fullmatch(pin.digest):
            raise table.error("digest", "`digest` must be `sha256:` and 64 hexadecimal digits")
        if pin.signer and not _DIGEST.fullmatch(pin.signer):
            raise table.error("signer", "`signer` must be `sha256:` and 64 hexadecimal digits")
        if pin.unsigned is not bool(table.flag("unsigned")):
            raise table.error(
                "unsigned",
                "an entry has either a `signer` or `unsigned = true`",
                hint="`systo-policy bundle update` writes the lock anew, if it is deleted",
            )
        if pin.name in pins:
            raise table.error("name", f"the bundle `{pin.name}` is pinned twice")
        pins[pin.name] = pin
    return pins


def write_lock(folder: str, pins: dict[str, Pin]) -> None:
    """Write `systo.lock`, the pins by name. Raises FixError."""
    parts = [_HEAD]
    for name in sorted(pins):
        fields = msgspec.structs.asdict(pins[name])
        lines = "".join(f"{key} = {_quoted(str(fields[key]))}\n" for key in _KEYS)
        signed = (
            "unsigned = true" if pins[name].unsigned else f"signer = {_quoted(pins[name].signer)}"
        )
        parts.append(f"\n[[bundle]]\n{lines}{signed}\n")
    write_file(os.path.join(folder, LOCK), "".join(parts).encode("utf-8"))


def _quoted(text: str) -> str:
    return '"' + _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + '"'
