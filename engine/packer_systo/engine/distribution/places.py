"""A place that releases come from, as it is written: `oci://…`, `https://…`, `git+https://…`, a
folder or a file.
"""

from __future__ import annotations

import os
import re
from typing import Literal, TypeAlias

import msgspec

from packer_systo.engine.errors import SettingsError

Kind: TypeAlias = Literal["local", "https", "git", "oci"]

LONGEST = 1000

_SCHEME = re.compile(r"([a-z][a-z0-9+]*):")
_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
)
_OCI = re.compile(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_GIT = {"git+https": "https", "git+ssh": "ssh", "git+file": "file"}
_FORMS = (
    "it is oci://HOST/NAME, https://HOST/PATH, git+https://HOST/PATH, git+ssh://HOST/PATH, "
    "git+file:///PATH, or a folder or file"
)


class Place(msgspec.Struct, frozen=True):
    """`text` is the place as written. `location` is an absolute path (`local`), a URL (`https`,
    `git`) or `host/name` (`oci`). `tag` is the one release that is meant, where one is named.
    """

    kind: Kind
    text: str
    location: str
    tag: str = ""


def read_place(text: str, folder: str, where: str = "") -> Place:
    """Read a place; paths are relative to `folder`. Raises SettingsError."""
    if not text or len(text) > LONGEST or not text.isprintable():
        raise SettingsError("this is no place that bundles come from", where=where, hint=_FORMS)
    found = _SCHEME.match(text)
    scheme = found[1] if found else ""
    rest = text[len(scheme) + 1 :]
    if not scheme or len(scheme) == 1:  # a drive of Windows
        return Place("local", text, os.path.normpath(os.path.join(folder, text)))
    if not rest.startswith("//"):
        raise SettingsError("this is no place that bundles come from", where=where, hint=_FORMS)
    if scheme == "oci":
        return _oci(text, rest[2:], where)
    if scheme == "https":
        _check_host(rest[2:], where)
        if "?" in text or "#" in text:
            raise SettingsError(
                "a place has no `?` and no `#`: it is written into systo.lock, and what stands "
                "there is often a password",
                where=where,
            )
        return Place("https", text, text)
    if scheme in _GIT:
        return _git(text, scheme, rest, where)
    hint = "bundles come over https alone" if scheme == "http" else _FORMS
    raise SettingsError(f"there are no bundles by `{scheme}:`", where=where, hint=hint)


def _oci(text: str, rest: str, where: str) -> Place:
    host, _, name = rest.partition("/")
    name, colon, tag = name.partition(":")
    _check_host(rest, where)
    if not _OCI.fullmatch(name) or (colon and not _TAG.fullmatch(tag)):
        raise SettingsError(
            "this is no name in a registry",
            where=where,
            hint="such as oci://registry.example.org/policies/acme-images",
        )
    return Place("oci", text, f"{host}/{name}", tag)


def _git(text: str, scheme: str, rest: str, where: str) -> Place:
    address = rest[2:]
    path, at, tag = address.rpartition("@")
    if at and "/" in path and "/" not in tag:
        address = path
        if not _TAG.fullmatch(tag):
            raise SettingsError("this is no tag of a git repository", where=where, hint=_FORMS)
    else:
        tag = ""
    if scheme == "git+file":
        slash = address[:1] if address.startswith("/") else ""
    else:
        host, slash, _ = address.partition("/")
        if scheme == "git+ssh" and "@" in host:
            # The user's name of ssh is no credential; a password would be one.
            user, _, host = host.partition("@")
            if not _USER.fullmatch(user):
                raise _with_credentials(where)
        _check_host(host, where)
    if not slash or "#" in address or "?" in address:
        raise SettingsError("this is no git repository", where=where, hint=_FORMS)
    return Place("git", text, f"{_GIT[scheme]}://{address}", tag)


def _check_host(rest: str, where: str) -> None:
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in rest:
        raise _with_credentials(where)
    if not _HOST.fullmatch(host):
        raise SettingsError("the place names no host", where=where, hint=_FORMS)


def _with_credentials(where: str) -> SettingsError:
    """The text is not shown: there may be a password in it."""
    return SettingsError(
        "a place holds no user and no password",
        where=where,
        hint="credentials come from ~/.netrc, git's helpers or ~/.docker/config.json",
    )
