"""How Packer wants the names of plugins: the address that a plugin comes from, and its own name.

As `hcl2template/addrs/plugin.go` of Packer 1.16 has it. A name is one label of an internationalised
host name; of letters beyond ASCII nothing is said here.
"""

from __future__ import annotations

import re

_PARTS = 16
_USUAL_PREFIX = "packer-plugin-"
_PREFIX = "packer-"
_CONTROL = r"[\x00-\x1f\x7f]"
_BROKEN_ESCAPE = r"%(?![0-9A-Fa-f]{2})"
_NAME = r"[0-9A-Za-z\u0080-\U0010ffff-]+"


def fault_of_source(source: str) -> str | None:
    """What is wrong with the address of a plugin, a sentence; None for `github.com/hashicorp/qemu`."""
    host, *path = source.split("/")
    if len(path) < 2 or not host or not path[-1]:
        return "A plugin's source names a host and at least two parts of a path."
    if "://" in source:
        return "A plugin's source has no scheme, such as https://, before the host."
    if ":" in host:
        return "A plugin's source begins with the host alone: no scheme, user or port."
    if "?" in source or "#" in source:
        return "A plugin's source has no query and no fragment: its version is an attribute."
    if re.search(_CONTROL, source) or re.search(_BROKEN_ESCAPE, source):
        return "A plugin's source has a character that no address may have."
    if len(path) >= _PARTS:
        return f"A plugin's source has at most {_PARTS} parts."
    name = path[-1]
    if name.startswith(_USUAL_PREFIX):
        return f'A plugin\'s source names it without "{_USUAL_PREFIX}".'
    if name.startswith(_PREFIX):
        return f'The name of a plugin does not begin with "{_PREFIX}".'
    return fault_of_name(name)


def fault_of_name(name: str) -> str | None:
    """What is wrong with a plugin's own name, a sentence; None for `qemu`."""
    if not re.fullmatch(_NAME, name) or name[0] == "-" or name[-1] == "-" or "--" in name:
        return (
            "The name of a plugin holds letters, digits and single dashes only, "
            "and no dash is at an end."
        )
    return None
