"""The template document: the one form in which rules see a template.

`systo-policy schema template` prints the JSON Schema made from these classes. The version is
raised when a field changes its meaning or goes; new optional fields do not raise it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:
    JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
else:
    JSON = Any  # msgspec knows no recursive aliases: when it reads, any JSON value is one
"""A plain JSON value. What cannot be known is absent and listed in `unknowns`."""

Config: TypeAlias = dict[str, JSON]

DOCUMENT_VERSION = "1"


class RequiredPlugin(msgspec.Struct, omit_defaults=True):
    """An entry of `packer { required_plugins { … } }`."""

    name: str
    source: str | None = None
    version: str | None = None


class PackerSettings(msgspec.Struct, omit_defaults=True):
    """The `packer` block; in legacy JSON, `min_packer_version` is `required_version`."""

    required_version: str | None = None
    required_plugins: list[RequiredPlugin] = []


class Validation(msgspec.Struct, omit_defaults=True):
    """A `validation` block; `passed` is absent when its condition is unknown."""

    error_message: str = ""
    passed: bool | None = None


class VariableEntry(msgspec.Struct):
    """An input variable. `value` is in `values` semantics: absent when unknown.

    `origin`: `default`, `environment`, `var-file`, `auto-var-file`, `command-line`, `none`.
    `type` is as written (`list(string)`), empty when not written.
    """

    name: str
    type: str = ""
    value: JSON | msgspec.UnsetType = msgspec.UNSET
    origin: str = "none"
    sensitive: bool = False
    description: str = ""
    validations: list[Validation] = []
    used: bool = False


class LocalEntry(msgspec.Struct):
    name: str
    value: JSON | msgspec.UnsetType = msgspec.UNSET
    sensitive: bool = False
    used: bool = False


class DataSource(msgspec.Struct):
    type: str
    name: str
    config: Config = {}


class Source(msgspec.Struct):
    """A source. In `builds`, `config` is what the builder gets: the `source` block merged with the
    build's own. `full_name` is `type.name`, as `only` and `except` name it.
    """

    type: str
    name: str
    config: Config = {}

    label: str = ""
    """The local name within the build (`name` of a build-level `source` block), or empty."""


class Provisioner(msgspec.Struct, rename={"except_": "except"}):
    """A provisioner. `sources` are the `type.name`s that it runs for, after `only` and `except`.

    `config` is without the arguments that Packer itself reads, which are fields here.
    `overrides` gives, by `type.name`, the attributes that an `override` sets for that source.
    `kind` is `provisioner`, `error-cleanup-provisioner`.
    """

    type: str
    name: str = ""
    config: Config = {}
    sources: list[str] = []
    only: list[str] = []
    except_: list[str] = []
    overrides: dict[str, Config] = {}
    pause_before: str | msgspec.UnsetType = msgspec.UNSET
    timeout: str | msgspec.UnsetType = msgspec.UNSET
    max_retries: int | msgspec.UnsetType = msgspec.UNSET
    kind: str = "provisioner"
    continue_on_error: bool | msgspec.UnsetType = msgspec.UNSET


class PostProcessor(msgspec.Struct, rename={"except_": "except"}):
    type: str
    name: str = ""
    config: Config = {}
    sources: list[str] = []
    only: list[str] = []
    except_: list[str] = []
    keep_input_artifact: bool | msgspec.UnsetType = msgspec.UNSET


class Build(msgspec.Struct):
    """A build. `post_processors` are chains: each inner list runs in order on its own input."""

    name: str = ""
    description: str = ""
    sources: list[Source] = []
    provisioners: list[Provisioner] = []
    post_processors: list[list[PostProcessor]] = []
    hcp_packer_registry: Config | msgspec.UnsetType = msgspec.UNSET


class Script(msgspec.Struct):
    """The text of a script that a provisioner names, secrets replaced, at most 64 KiB.

    `path` is as written in the template, `file` relative to the working directory, empty when
    there is none. `crlf` when lines end in CR LF. `outside` when it lies neither below the
    template's folder nor below the working directory: such a file is not read. `used_by` are the
    document paths of the naming attributes.
    """

    path: str
    file: str
    text: str = ""
    truncated: bool = False
    crlf: bool = False
    missing: bool = False
    outside: bool = False
    used_by: list[list[str | int]] = []


class UnknownEntry(msgspec.Struct):
    """What cannot be known. `whole` is false when only a part of a string is unknown."""

    path: list[str | int]
    expression: str
    reason: str
    whole: bool


class SecretEntry(msgspec.Struct):
    """Where the document says `<secret>`. `path` leads to the string; `empty` when it was ""."""

    path: list[str | int]
    kind: str
    origin: str
    empty: bool = False


class ReadFile(msgspec.Struct):
    """A file of the template: `role` is `template`, `var-file`, `auto-var-file`, `included`."""

    path: str
    role: str
    format: str


class TemplateDocument(msgspec.Struct):
    """What Packer would see of a template. Paths within are JSON paths: arrays of keys."""

    format: Literal["hcl2", "json"]
    path: str
    """The template's folder or file as reports show it."""
    files: list[ReadFile] = []
    packer: PackerSettings | msgspec.UnsetType = msgspec.UNSET
    variables: list[VariableEntry] = []
    locals: list[LocalEntry] = []
    data: list[DataSource] = []
    sources: list[Source] = []
    builds: list[Build] = []
    scripts: list[Script] = []
    unknowns: list[UnknownEntry] = []
    secrets: list[SecretEntry] = []
    now: str = ""
    """The day of the run, RFC 3339, midnight UTC unless `--now` says otherwise."""
    kind: Literal["template"] = "template"
    version: Literal["1"] = "1"


SECRET = "<secret>"  # noqa: S105 - what stands in place of a secret
UNKNOWN = "<unknown>"
