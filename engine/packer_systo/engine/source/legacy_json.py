"""Which JSON files are legacy Packer templates.

Most JSON files below a folder are something else, so the question must be cheap. A template is an
object with a `builders` array at its root; Packer takes keys in any case. A damaged file that has
that text is taken for a template too: the mistake in it is what its author wants to hear of.
"""

from __future__ import annotations

import re

import msgspec

from packer_systo.engine.source.reading import LARGEST, read_bytes, read_head

_HEAD = 64 * 1024
_ROOTS: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_BUILDERS_ARRAY = re.compile(rb'"builders"[ \t\r\n]*+:[ \t\r\n]*+\[', re.IGNORECASE)
_COMPANIONS = frozenset(
    {"provisioners", "post-processors", "min_packer_version", "sensitive-variables", "variables"}
)


def is_legacy_template(path: str, shown_as: str, size: int) -> bool:
    """Whether a file with a name in .json is a legacy template. Raises ReadError.

    Of a file of more than `reading.LARGEST` bytes (`size`) only the head is looked at: whoever
    reads it later refuses it with the limit named.
    """
    if size > LARGEST:
        return _BUILDERS_ARRAY.search(read_head(path, shown_as, _HEAD)) is not None
    return holds_legacy_template(read_bytes(path, shown_as))


def holds_legacy_template(data: bytes) -> bool:
    """The same of a file's contents."""
    # An escape could spell the key; a plain search settles nearly all files that are no template.
    escaped = b"\\u" in data
    if not escaped and b"builders" not in data.lower():
        return False
    try:
        roots = _ROOTS.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except msgspec.ValidationError:
        return False  # the root is no object
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _BUILDERS_ARRAY.search(data) is not None or (escaped and _has_key(data))
    names = {name.lower(): value for name, value in roots.items()}
    builders = names.get("builders")
    if builders is None:
        return False
    return bytes(builders).lstrip()[:1] == b"[" or not _COMPANIONS.isdisjoint(names)


def _has_key(data: bytes) -> bool:
    """The careful answer for a damaged text."""
    from packer_systo.engine.syntax.json.nodes import JsonObject
    from packer_systo.engine.syntax.json.reader import read

    root = read(data.decode(errors="replace")).root
    return isinstance(root, JsonObject) and any(
        key.value.lower() == "builders" for key, _ in root.items
    )
