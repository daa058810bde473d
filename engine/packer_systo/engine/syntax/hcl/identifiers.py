"""Names with letters beyond ASCII.

HCL names are Unicode identifiers (UAX #31: ID_Start, then ID_Continue) that may also hold dashes.
HashiCorp's reader has the tables of Unicode 17. Python has those of its own version (14 in Python
3.11), and of XID_Start and XID_Continue, which lack a few characters. What has to be added to the
oldest is listed here; for a newer Python some of it is there twice. Nothing has to be taken away.
"""

from __future__ import annotations

from functools import cache

# Code points and ranges of them, in hexadecimal.
_STARTS = """
    37a 88f c5c cdc e33 eb3 1c89-1c8a 309b-309c a7cb-a7cf a7d2 a7d4 a7da-a7dc a7f1 fc5e-fc63
    fdfa-fdfb fe70 fe72 fe74 fe76 fe78 fe7a fe7c fe7e ff9e-ff9f 105c0-105f3 10940-10959
    10d4a-10d65 10d6f-10d85 10ec2-10ec7 1123f-11240 11380-11389 1138b 1138e 11390-113b5 113b7
    113d1 113d3 11bc0-11be0 11db0-11ddb 11f02 11f04-11f10 11f12-11f33 1342f 13441-13446
    13460-143fa 16100-1611d 16d40-16d6c 16ea0-16eb8 16ebb-16ed3 16ff2-16ff6 187f8-187ff 18cff
    18d09-18d1e 18d80-18df2 1b132 1b155 1df25-1df2a 1e030-1e06d 1e4d0-1e4eb 1e5d0-1e5ed 1e5f0
    1e6c0-1e6de 1e6e0-1e6e2 1e6e4-1e6e5 1e6e7-1e6ed 1e6f0-1e6f4 1e6fe-1e6ff 2b739-2b73f
    2cea2-2cead 2ebf0-2ee5d 31350-33479
"""
_PARTS = """
    897 cf3 ece 1acf-1add 1ae0-1aeb 200c-200d 30fb ff65 10d40-10d49 10d69-10d6d 10efa-10eff
    11241 113b8-113c0 113c2 113c5 113c7-113ca 113cc-113d0 113d2 113e1-113e2 116d0-116e3
    11b60-11b67 11bf0-11bf9 11de0-11de9 11f00-11f01 11f03 11f34-11f3a 11f3e-11f42 11f50-11f5a
    13440 13447-13455 1611e-16139 16d70-16d79 1ccf0-1ccf9 1e08f 1e4ec-1e4f9 1e5ee-1e5ef
    1e5f1-1e5fa 1e6e3 1e6e6 1e6ee-1e6ef 1e6f5
"""


@cache
def _added(table: str) -> frozenset[int]:
    added: set[int] = set()
    for entry in table.split():
        first, _, last = entry.partition("-")
        added.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(added)


def _starts(character: str) -> bool:
    return character.isidentifier() or ord(character) in _added(_STARTS)


def _goes_on(character: str) -> bool:
    return (
        character == "-"
        or ("_" + character).isidentifier()
        or ord(character) in _added(_STARTS)
        or ord(character) in _added(_PARTS)
    )


def name_length(text: str) -> int:
    """How many characters from the start of `text` are a name; 0 when it does not start one."""
    if not text or not _starts(text[0]):
        return 0
    for length, character in enumerate(text):
        if length and not _goes_on(character):
            return length
    return len(text)


def is_name(text: str) -> bool:
    """Whether HCL reads all of a text as one name."""
    return bool(text) and name_length(text) == len(text)
