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
    """The local name, left of the `=`."""
    source: str | None = None
    """Where the plugin comes from, such as `github.com/hashicorp/qemu`."""
    version: str | None = None
    """The version constraint as written, such as `~> 1.1`."""


class PackerSettings(msgspec.Struct, omit_defaults=True):
    """The `packer` block; in a legacy template, `min_packer_version`."""

    required_version: str | None = None
    """The version constraint on Packer itself, as written."""
    required_plugins: list[RequiredPlugin] = []


class Validation(msgspec.Struct, omit_defaults=True):
    """A `validation` block of a variable."""

    error_message: str = ""
    passed: bool | None = None
    """Whether its condition holds; absent when that cannot be known."""


class VariableEntry(msgspec.Struct):
    """An input variable."""

    name: str
    type: str = ""
    """The type as written, such as `list(string)`; empty when not written."""
    value: JSON | msgspec.UnsetType = msgspec.UNSET
    """The value that counts; absent when it cannot be known."""
    origin: str = "none"
    """Where the value comes from: `default`, `environment`, `var-file`, `auto-var-file`,
    `command-line`, or `none` for a variable without a value."""
    sensitive: bool = False
    """Whether the variable is declared sensitive, or is listed in `sensitive-variables`."""
    description: str = ""
    validations: list[Validation] = []
    used: bool = False
    """Whether any expression of the template reads it."""


class LocalEntry(msgspec.Struct):
    """A local value, from a `locals` or a `local` block."""

    name: str
    value: JSON | msgspec.UnsetType = msgspec.UNSET
    """Absent when it cannot be known."""
    sensitive: bool = False
    """Whether it is declared sensitive."""
    used: bool = False
    """Whether any expression of the template reads it."""


class DataSource(msgspec.Struct):
    """A `data` block. It is not run, so what it gives is unknown."""

    type: str
    """The component, such as `amazon-ami`."""
    name: str
    config: Config = {}
    used: bool = False
    """Whether any expression of the template reads it."""


class Source(msgspec.Struct):
    """A source (in a legacy template: a builder). `only` and `except` name it `type.name`."""

    type: str
    """The component, such as `amazon-ebs`."""
    name: str
    config: Config = {}
    """Its attributes and nested blocks. In a build it is what the builder gets: the `source` block
    merged with the build's own."""
    label: str = ""
    """The name that a build-level `source` block gives it within the build, or empty."""


class Provisioner(msgspec.Struct, rename={"except_": "except"}):
    """A step that changes the machine."""

    type: str
    """The component, such as `shell`."""
    name: str = ""
    config: Config = {}
    """Its attributes, without those that Packer itself reads: these are fields here."""
    sources: list[str] = []
    """The sources of the build that it runs for, as `type.name`, after `only` and `except`."""
    only: list[str] = []
    """As written."""
    except_: list[str] = []
    """As written."""
    overrides: dict[str, Config] = {}
    """By `type.name`, the attributes that an `override` sets for that source."""
    pause_before: str | msgspec.UnsetType = msgspec.UNSET
    timeout: str | msgspec.UnsetType = msgspec.UNSET
    max_retries: int | msgspec.UnsetType = msgspec.UNSET
    kind: str = "provisioner"
    """`provisioner` or `error-cleanup-provisioner`."""
    continue_on_error: bool | msgspec.UnsetType = msgspec.UNSET
    """Whether the build goes on when it fails."""


class PostProcessor(msgspec.Struct, rename={"except_": "except"}):
    """A step that works on what a build made."""

    type: str
    """The component, such as `manifest`."""
    name: str = ""
    config: Config = {}
    """Its attributes, without those that Packer itself reads: these are fields here."""
    sources: list[str] = []
    """The sources of the build that it runs for, as `type.name`, after `only` and `except`."""
    only: list[str] = []
    """As written."""
    except_: list[str] = []
    """As written."""
    keep_input_artifact: bool | msgspec.UnsetType = msgspec.UNSET
    """Whether what it works on is kept; absent when not written."""


class Build(msgspec.Struct):
    """A `build` block; a legacy template has one."""

    name: str = ""
    description: str = ""
    sources: list[Source] = []
    """What is built, each with its effective `config`."""
    provisioners: list[Provisioner] = []
    """In the order in which they are written; the one for failures too."""
    post_processors: list[list[PostProcessor]] = []
    """Chains: each inner list runs in order, every chain on what the build made."""
    hcp_packer_registry: Config | msgspec.UnsetType = msgspec.UNSET
    sources_chosen: bool | msgspec.UnsetType = msgspec.UNSET
    """True where an expression chooses the sources, so that another value of a variable builds
    others; absent where they are listed."""


class Script(msgspec.Struct):
    """The text of a script that a provisioner names, secrets replaced."""

    path: str
    """As the template names it."""
    file: str
    """Relative to the working directory; empty when there is no such file."""
    text: str = ""
    """At most 64 KiB of it."""
    truncated: bool = False
    """Whether the script is longer than `text`."""
    crlf: bool = False
    """Whether lines end in CR LF, as on Windows."""
    missing: bool = False
    """Whether there is no such file, or it cannot be read."""
    outside: bool = False
    """Whether it lies neither in the template's project (the nearest folder with a `.git`, else a
    licence) nor below the working directory; such a file is not read."""
    used_by: list[list[str | int]] = []
    """The document paths of the attributes that name it."""


class UnknownEntry(msgspec.Struct):
    """Something that cannot be known before the build."""

    path: list[str | int]
    """Where the value is absent, or says `<unknown>`, or lacks an element."""
    expression: str
    """What is unknown, such as `var.password` or `timestamp()`."""
    reason: str
    """Why: `variable without a value`, `data source`, `build value`,
    `function of the outside world`, `file not readable: …`, or `in error`."""
    whole: bool
    """False when only a part of a string or of a list is unknown."""
    derived: bool | msgspec.UnsetType = msgspec.UNSET
    """True where a function or an operator makes something else of it, such as
    `formatdate("YYYY", timestamp())`: its own text does not stand here."""


class SecretEntry(msgspec.Struct):
    """A place where the document says `<secret>`, or the default of a variable that has one."""

    path: list[str | int]
    """Where: the path of the string. `variables/<number>/default` is a default that another value
    replaced: it is in the file, and not in the document."""
    kind: str
    """`sensitive-variable`, `secret-attribute`, or the name of the pattern that found it."""
    origin: str
    """Where the value is written: `literal`, `local`, `variable-default`, `var-file`,
    `environment`, `command-line`, or `none` for a sensitive variable without a value."""
    empty: bool = False
    """Whether the value is an empty string."""
    harmless: str | msgspec.UnsetType = msgspec.UNSET
    """Why the value is no secret, though it stands in the place of one: `placeholder`, `public`
    (the public half of a key, a certificate), or `switch` (true or false)."""
    lines: list[int] | msgspec.UnsetType = msgspec.UNSET
    """In a script or a text of several lines: the lines, from 1, that look like they hold one. A line
    that only repeats a secret which stands elsewhere too is not among them."""
    repeated: bool | msgspec.UnsetType = msgspec.UNSET
    """True where all of the value is the same text as a secret that stands elsewhere, and nothing
    else says that it is one: the name of a machine that is also its password."""


class ReadFile(msgspec.Struct):
    """A file of the template."""

    path: str
    """Relative to the working directory."""
    role: str
    """`template`, `auto-var-file` or `var-file`."""
    format: str
    """`hcl` or `json`."""


class TemplateDocument(msgspec.Struct):
    """What Packer would see of a template. Paths within are JSON paths: arrays of keys and indices."""

    format: Literal["hcl2", "json"]
    """`hcl2` for HCL and its JSON form, `json` for a legacy template."""
    path: str
    """The template's folder or file as reports show it."""
    files: list[ReadFile] = []
    """The files that it was read from, var files last."""
    packer: PackerSettings | msgspec.UnsetType = msgspec.UNSET
    """Absent when the template says nothing about Packer itself."""
    variables: list[VariableEntry] = []
    locals: list[LocalEntry] = []
    data: list[DataSource] = []
    sources: list[Source] = []
    """The `source` blocks as written. What is built is in `builds`."""
    builds: list[Build] = []
    scripts: list[Script] = []
    """The scripts that provisioners name, each once."""
    unknowns: list[UnknownEntry] = []
    """What cannot be known."""
    secrets: list[SecretEntry] = []
    """Where secrets were replaced."""
    now: str = ""
    """The day of the run, RFC 3339, midnight UTC unless `--now` says otherwise."""
    kind: Literal["template"] = "template"
    version: Literal["1"] = "1"
    """Raised when a field changes its meaning or goes; not for a new optional field."""


SECRET = "<secret>"  # noqa: S105 - what stands in place of a secret
UNKNOWN = "<unknown>"
