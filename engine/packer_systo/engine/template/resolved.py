"""A template with its references resolved: still values, not yet a document.

Secrets are still in here; only `assembly.py` writes from it, and it never leaves the process.
"""

from __future__ import annotations

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.template.configuration import Configuration
from packer_systo.engine.template.document import RequiredPlugin
from packer_systo.engine.template.files import TemplateFile
from packer_systo.engine.template.hidden_names import Name, plain
from packer_systo.engine.values.value import Origin, Unknown, Value


class ResolvedValidation(msgspec.Struct, frozen=True):
    error_message: str
    passed: bool | None
    header: Span


class WrittenAttribute(msgspec.Struct, frozen=True):
    """Where an attribute is written: its name, and its expression."""

    name: Span
    expression: Span


class ResolvedVariable(msgspec.Struct, frozen=True):
    """`origin` is a word of `VariableEntry.origin`; `header` is where the declaration stands.

    `written` gives the attributes of the declaration by the field of `VariableEntry` that they set.
    `default` is the default where another value counts, `replaced` what else was given in vain: they
    stand in the files all the same.
    """

    name: str
    type: str
    value: Value
    origin: str
    sensitive: bool
    description: str
    validations: tuple[ResolvedValidation, ...]
    header: Span
    used: bool
    written: dict[str, WrittenAttribute] = {}
    default: Value | None = None
    replaced: tuple[Value, ...] = ()


class ResolvedLocal(msgspec.Struct, frozen=True):
    name: str
    value: Value
    sensitive: bool
    header: Span
    used: bool
    literals: tuple[Span, ...] = ()
    """Of a sensitive local: the texts within its expression."""


class ResolvedData(msgspec.Struct, frozen=True):
    type: str
    name: str
    config: Configuration
    used: bool


class HiddenNames(msgspec.Struct, frozen=True):
    """The names of a source of which some are secret; they never leave the process."""

    type: Name
    name: Name
    label: Name


class ResolvedSource(msgspec.Struct, frozen=True):
    """A source, or its use in a build. `config` is None when the build names an undefined one.

    `type`, `name` and `label` are as they are shown: without what is secret in them. `hidden` is
    what they are where that differs.
    """

    type: str
    name: str
    label: str
    header: Span
    config: Configuration | None
    hidden: HiddenNames | None = None

    @property
    def full_name(self) -> str:
        """`type.name`, as it is shown."""
        return f"{self.type}.{self.label or self.name}"

    @property
    def own_type(self) -> Name:
        return self.hidden.type if self.hidden is not None else plain(self.type)

    @property
    def own_name(self) -> Name:
        """What `source.name` is, and by which an override is found."""
        if self.hidden is not None:
            return self.hidden.label if self.hidden.label.text else self.hidden.name
        return plain(self.label or self.name)

    @property
    def matched(self) -> str:
        """`type.name`, as `only` and `except` name it."""
        if self.hidden is None:
            return self.full_name
        return f"{self.own_type.text}.{self.own_name.text}"


class Applies(msgspec.Struct, frozen=True):
    """For which sources something runs. `unknown` when `only` or `except` is not known."""

    sources: tuple[str, ...]
    unknown: Unknown | None = None


class ResolvedProvisioner(msgspec.Struct, frozen=True):
    """`settings` are the evaluated arguments that Packer itself reads, by name.

    `overrides` is by source; `overrides_unknown` when it is not known what is in it.
    """

    type: str
    kind: str
    settings: dict[str, tuple[Value, Span]]
    config: Configuration
    applies: Applies
    overrides: dict[str, Value]
    overrides_unknown: bool = False


class ResolvedPostProcessor(msgspec.Struct, frozen=True):
    type: str
    settings: dict[str, tuple[Value, Span]]
    config: Configuration
    applies: Applies


class ResolvedBuild(msgspec.Struct, frozen=True):
    """`unknown` gives, by field, why it is not known what or how much it holds."""

    header: Span
    settings: dict[str, tuple[Value, Span]]
    sources: tuple[ResolvedSource, ...]
    provisioners: tuple[ResolvedProvisioner, ...]
    post_processors: tuple[tuple[ResolvedPostProcessor, ...], ...]
    registry: Configuration | None
    unknown: dict[str, Unknown]
    sources_chosen: bool = False


class PlacedPlugin(msgspec.Struct, frozen=True):
    """A required plugin; `header` is its name, `origins` where its arguments are."""

    plugin: RequiredPlugin
    header: Span
    origins: tuple[tuple[str, Origin], ...]


class ResolvedPacker(msgspec.Struct, frozen=True):
    header: Span
    required_version: str | None
    version_span: Span | None
    plugins: tuple[PlacedPlugin, ...]


class Resolved(msgspec.Struct, frozen=True):
    """A template, all of its values with their origins.

    `lost` are the shown paths of its files that could not be read: there may be more of everything.
    """

    files: tuple[TemplateFile, ...]
    packer: ResolvedPacker | None
    variables: tuple[ResolvedVariable, ...]
    locals: tuple[ResolvedLocal, ...]
    data: tuple[ResolvedData, ...]
    sources: tuple[ResolvedSource, ...]
    builds: tuple[ResolvedBuild, ...]
    lost: tuple[str, ...] = ()
