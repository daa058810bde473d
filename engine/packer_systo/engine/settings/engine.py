"""`[engine]` of the settings: what evaluates Rego rules, and within which limits."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:
    from packer_systo.engine.settings.reader import TableReader

EngineName: TypeAlias = Literal["embedded", "opa", "opa-server"]
ENGINES: tuple[EngineName, ...] = ("embedded", "opa", "opa-server")

ENGINE_KEYS = (
    "name",
    "rule-seconds",
    "rule-megabytes",
    "servers",
    "token-file",
    "token-variable",
    "ca-file",
    "certificate-file",
    "key-file",
    "answer-seconds",
    "upload",
)

LONGEST_SECONDS = 3600
FEWEST_MEGABYTES, MOST_MEGABYTES = 64, 1024 * 1024


class EngineSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What evaluates the Rego rules, and within which limits."""

    name: EngineName | None = None
    """What evaluates Rego (as `--engine`); `embedded` when not set."""
    rule_seconds: float | None = None
    """How long one rule may take on one document, in seconds; 10 when not set. A rule that takes
    longer is stopped, and the run ends with exit code 2."""
    rule_megabytes: int | None = None
    """How much memory the process that evaluates rules may take; 2048 when not set."""
    servers: tuple[str, ...] = ()
    """Addresses of OPA servers for `opa-server`, `https://HOST:PORT` each (as `--server`). If one
    does not answer, another one is asked."""
    token_file: str = ""
    """A file that holds the bearer token for the servers (as `--server-token-file`)."""
    token_variable: str = ""
    """An environment variable that holds the bearer token, instead of a file (as
    `--server-token-variable`)."""
    ca_file: str = ""
    """The CA of the servers' certificates, in PEM (as `--server-ca`)."""
    certificate_file: str = ""
    """For mutual TLS: our certificate, in PEM (as `--server-certificate`)."""
    key_file: str = ""
    """For mutual TLS: the key of our certificate (as `--server-key`)."""
    answer_seconds: float | None = None
    """How long a server may take for an answer, in seconds; 10 when not set."""
    upload: bool | None = None
    """Write our bundles to the servers first (as `--server-upload`). Otherwise they must serve the
    same ones, and a server that does not is refused."""


def over(settings: EngineSettings, options: EngineSettings) -> EngineSettings:
    """`settings` with what `options` say put over them."""
    said = {
        name: value
        for name in EngineSettings.__struct_fields__
        if (value := getattr(options, name)) not in (None, (), "")
    }
    # A token is in a file or in a variable: an option for one stands for the setting of the other.
    if options.token_variable and not options.token_file:
        said["token_file"] = ""
    elif options.token_file and not options.token_variable:
        said["token_variable"] = ""
    return msgspec.structs.replace(settings, **said)


def asks_servers(settings: EngineSettings) -> bool:
    """Whether the settings say who is asked over the network, or by what token."""
    return settings.name == "opa-server" or bool(
        settings.servers or settings.token_file or settings.token_variable or settings.upload
    )


def read_engine(reader: TableReader, folder: str) -> EngineSettings:
    """The table `[engine]`; paths are relative to `folder`. Raises SettingsError."""

    def file(key: str) -> str:
        name = reader.text_at(key)
        return os.path.normpath(os.path.join(folder, name)) if name else ""

    reader.refuse_unknown(ENGINE_KEYS)
    megabytes = reader.number("rule-megabytes", FEWEST_MEGABYTES, MOST_MEGABYTES)
    return EngineSettings(
        name=reader.choice("name", ENGINES),
        rule_seconds=reader.number("rule-seconds", 0.001, LONGEST_SECONDS),
        rule_megabytes=None if megabytes is None else int(megabytes),
        servers=reader.texts("servers"),
        token_file=file("token-file"),
        token_variable=reader.text_at("token-variable"),
        ca_file=file("ca-file"),
        certificate_file=file("certificate-file"),
        key_file=file("key-file"),
        answer_seconds=reader.number("answer-seconds", 0.001, LONGEST_SECONDS),
        upload=reader.flag("upload"),
    )
