"""How policy servers are reached: addresses, and what proves who is asking.

A token comes from a file or from an environment variable that the user names. It is in no settings,
and no error shows it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from packer_systo.engine.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.settings.engine import EngineSettings

DEFAULT_ANSWER_SECONDS = 10.0
LONGEST_TOKEN = 64 * 1024
MOST_SERVERS = 64

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 8181, "https": 443}
_WHERE = "[engine]"


class Server(msgspec.Struct, frozen=True):
    """One server. `host` is as in its address; an IPv6 address stands in brackets."""

    url: str
    secure: bool
    host: str
    port: int


class Access(msgspec.Struct, frozen=True):
    """`seconds` are for one answer. `certificate` and `key` are files for mutual TLS."""

    servers: tuple[Server, ...]
    token: str = ""
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    seconds: float = DEFAULT_ANSWER_SECONDS
    upload: bool = False

    def __repr__(self) -> str:
        """Without the token."""
        return f"Access({', '.join(server.url for server in self.servers)})"


def read_access(settings: EngineSettings, environment: Mapping[str, str]) -> Access:
    """The access that the settings describe. Raises SettingsError."""
    if not settings.servers:
        raise SettingsError(
            "no server is named",
            where="--engine opa-server",
            hint="name one with --server https://HOST:PORT, or `servers` in `[engine]` of the "
            "settings of --config",
        )
    if len(settings.servers) > MOST_SERVERS:
        raise SettingsError(f"more than {MOST_SERVERS} servers are named", where=_WHERE)
    servers = tuple(dict.fromkeys(_server(url) for url in settings.servers))
    token = _token(settings, environment)
    for server in servers:
        if token and not server.secure and server.host.strip("[]") not in _LOOPBACK:
            raise SettingsError(
                "a token would go over the network in clear text",
                where=server.url,
                hint="use https",
            )
    for name in ("ca_file", "certificate_file", "key_file"):
        path: str = getattr(settings, name)
        if path and not os.path.isfile(path):
            raise SettingsError(f"there is no file {path}", where=f"{_WHERE} {_key(name)}")
    if bool(settings.certificate_file) != bool(settings.key_file):
        raise SettingsError(
            "a certificate goes with its key", where=f"{_WHERE} certificate-file, key-file"
        )
    return Access(
        servers=servers,
        token=token,
        ca_file=settings.ca_file,
        certificate_file=settings.certificate_file,
        key_file=settings.key_file,
        seconds=settings.answer_seconds or DEFAULT_ANSWER_SECONDS,
        upload=settings.upload is True,
    )


def _server(url: str) -> Server:
    """`https://policy.example.org:8443`: no path, no user, no query."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = None, None
    if (
        parts is None
        or parts.scheme not in _PORTS
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
        or any(letter.isspace() for letter in url)
    ):
        # Not shown as written: who puts a password into an address must not find it in a log.
        raise SettingsError(
            "a server's address is https://HOST:PORT, without a path, a user or a query",
            where="--server",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = _PORTS[parts.scheme] if port is None else port
    return Server(f"{parts.scheme}://{host}:{port}", parts.scheme == "https", host, port)


def _token(settings: EngineSettings, environment: Mapping[str, str]) -> str:
    if settings.token_file and settings.token_variable:
        raise SettingsError(
            "the token is in a file or in a variable, not in both",
            where=f"{_WHERE} token-file, token-variable",
        )
    if settings.token_file:
        where = f"{_WHERE} token-file"
        try:
            with open(settings.token_file, "rb") as stream:
                content = stream.read(LONGEST_TOKEN + 1)
        except OSError as error:
            raise SettingsError(
                f"{settings.token_file} cannot be read: {error.strerror}", where=where
            ) from None
        token = content.decode("ascii", "replace").strip()
    elif settings.token_variable:
        where = f"{_WHERE} token-variable, {settings.token_variable}"
        token = environment.get(settings.token_variable, "").strip()
    else:
        return ""
    if not token:
        raise SettingsError("the token is empty", where=where)
    # What else it holds would be refused deeper down, in an error that shows it.
    if len(token) > LONGEST_TOKEN or not all("!" <= letter <= "~" for letter in token):
        raise SettingsError("the token is not one line of printable ASCII", where=where)
    return token


def _key(name: str) -> str:
    return name.replace("_", "-")
