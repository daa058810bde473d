"""From a resolved template to its document and source map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from packer_systo.engine.functions.reading import NOT_READABLE
from packer_systo.engine.template.document import (
    Build,
    DataSource,
    LocalEntry,
    PackerSettings,
    PostProcessor,
    Provisioner,
    ReadFile,
    Script,
    Source,
    TemplateDocument,
    UnknownEntry,
    Validation,
    VariableEntry,
)
from packer_systo.engine.template.scopes import IN_ERROR
from packer_systo.engine.values.value import Origin

if TYPE_CHECKING:
    from packer_systo.engine.source.discovery import Target
    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.document import JSON, Config
    from packer_systo.engine.template.resolved import (
        Applies,
        Resolved,
        ResolvedBuild,
        ResolvedPostProcessor,
        ResolvedProvisioner,
        ResolvedSource,
    )
    from packer_systo.engine.template.scripts import FoundScript
    from packer_systo.engine.template.sourcemap import Path
    from packer_systo.engine.template.writer import DocumentWriter
    from packer_systo.engine.values.value import Value

_Settings = dict[str, "tuple[Value, Span]"]


def assemble(
    resolved: Resolved, scripts: list[FoundScript], target: Target, now: str, writer: DocumentWriter
) -> TemplateDocument:
    """The document. `now` is the day of the run."""
    document = TemplateDocument(
        format=target.format,
        path=target.shown,
        files=[ReadFile(one.source.path, one.role, one.format) for one in resolved.files],
        now=now,
    )
    from packer_systo.engine.source.text import Span

    for index, one in enumerate(resolved.files):
        start = Span(one.source, 0, 0)
        writer.source_map.add_header(("files", index), start)
        if index == 0:
            writer.source_map.add_header((), start)
    _Assembler(writer, document).fill(resolved, scripts)
    return document


class _Assembler:
    def __init__(self, writer: DocumentWriter, document: TemplateDocument) -> None:
        self._writer = writer
        self._map = writer.source_map
        self._document = document

    def fill(self, resolved: Resolved, scripts: list[FoundScript]) -> None:
        document = self._document
        self._packer(resolved)
        self._variables(resolved)
        for index, local in enumerate(resolved.locals):
            path = ("locals", index)
            self._map.add_header(path, local.header)
            value = self._present(self._writer.value(local.value, (*path, "value"), local.name))
            document.locals.append(LocalEntry(local.name, value, local.sensitive, local.used))
        for index, data in enumerate(resolved.data):
            path = ("data", index)
            self._header(path, data.config.header)
            config = self._writer.config(data.config, (*path, "config"))
            type, name = self._writer.names.parts(data.type, data.name)
            document.data.append(DataSource(type, name, config, data.used))
        document.sources = [
            self._source(source, ("sources", index))
            for index, source in enumerate(resolved.sources)
        ]
        document.builds = [
            self._build(build, ("builds", index)) for index, build in enumerate(resolved.builds)
        ]
        self._scripts(scripts)
        if resolved.lost:
            self._incomplete(resolved)
        document.unknowns = self._writer.unknowns
        document.secrets = self._writer.secrets

    def _packer(self, resolved: Resolved) -> None:
        packer = resolved.packer
        if packer is None:
            return
        self._map.add_header(("packer",), packer.header)
        if packer.version_span is not None:
            self._map.add_header(("packer", "required_version"), packer.version_span)
        for index, placed in enumerate(packer.plugins):
            path = ("packer", "required_plugins", index)
            self._map.add_header(path, placed.header)
            for name, origin in placed.origins:
                self._map.add((*path, name), origin)
        self._document.packer = PackerSettings(
            packer.required_version, [placed.plugin for placed in packer.plugins]
        )

    def _variables(self, resolved: Resolved) -> None:
        for index, variable in enumerate(resolved.variables):
            path = ("variables", index)
            self._map.add_header(path, variable.header)
            value = self._present(
                self._writer.value(variable.value, (*path, "value"), variable.name)
            )
            if variable.default is not None:
                self._writer.note(variable.default, (*path, "default"), variable.name)
            for replaced in variable.replaced:
                self._writer.hide(replaced, variable.name)
            for field, written in variable.written.items():
                self._map.add_header((*path, field), written.name)
                if field != "value":
                    self._map.add((*path, field), Origin(written.expression))
            validations: list[Validation] = []
            for number, one in enumerate(variable.validations):
                inner = (*path, "validations", number)
                self._map.add_header(inner, one.header)
                text = self._writer.text(one.error_message, (*inner, "error_message"))
                validations.append(Validation(text, one.passed))
            description = self._writer.text(variable.description, (*path, "description"))
            self._document.variables.append(
                VariableEntry(
                    variable.name,
                    variable.type,
                    value,
                    variable.origin,
                    variable.sensitive,
                    description,
                    validations,
                    variable.used,
                )
            )

    def _source(self, source: ResolvedSource, path: Path) -> Source:
        self._map.add_header(path, source.header)
        inner = (*path, "config")
        config: Config = {}
        type, name = self._writer.names.parts(source.type, source.name)
        label = self._writer.names.name(source.label)
        if source.config is not None:
            config = self._writer.config(source.config, inner)
        else:
            self._unknown(inner, f"{type}.{name}", IN_ERROR, whole=True)
        self._writer.names.call(source.full_name, f"{type}.{label or name}")
        return Source(type, name, config, label)

    def _build(self, build: ResolvedBuild, path: Path) -> Build:
        self._map.add_header(path, build.header)
        settings = build.settings
        sources = [
            self._source(one, (*path, "sources", index)) for index, one in enumerate(build.sources)
        ]
        provisioners = [
            self._provisioner(one, (*path, "provisioners", index))
            for index, one in enumerate(build.provisioners)
        ]
        chains = [
            [
                self._post_processor(one, (*path, "post_processors", number, index))
                for index, one in enumerate(chain)
            ]
            for number, chain in enumerate(build.post_processors)
        ]
        registry: Config | UnsetType = UNSET
        if build.registry is not None:
            registry = self._writer.config(build.registry, (*path, "hcp_packer_registry"))
        for field, unknown in build.unknown.items():
            for reason in unknown.reasons:
                place = (*path, _FIELDS.get(field, field))
                self._unknown(place, reason.expression, reason.reason, whole=False)
        return Build(
            self._text(settings, "name", path),
            self._text(settings, "description", path),
            sources,
            provisioners,
            chains,
            registry,
            build.sources_chosen or UNSET,
        )

    def _provisioner(self, one: ResolvedProvisioner, path: Path) -> Provisioner:
        self._header(path, one.config.header)
        settings = one.settings
        config = self._writer.config(one.config, (*path, "config"))
        overrides: dict[str, Config] = {}
        for name, value in one.overrides.items():
            shown = self._writer.names.called(name)
            written = self._writer.value(value, (*path, "overrides", shown))
            if isinstance(written, dict):
                overrides[shown] = written
        retries = self._setting(settings, "max_retries", path)
        return Provisioner(
            self._writer.names.name(one.type),
            self._text(settings, "name", path),
            config,
            self._sources(one.applies, path),
            self._texts(settings, "only", path),
            self._texts(settings, "except", path),
            overrides,
            self._optional_text(settings, "pause_before", path),
            self._optional_text(settings, "timeout", path),
            retries if isinstance(retries, int) else UNSET,
            one.kind,
            self._flag(settings, "continue_on_error", path),
        )

    def _post_processor(self, one: ResolvedPostProcessor, path: Path) -> PostProcessor:
        self._header(path, one.config.header)
        settings = one.settings
        config = self._writer.config(one.config, (*path, "config"))
        return PostProcessor(
            self._writer.names.name(one.type),
            self._text(settings, "name", path),
            config,
            self._sources(one.applies, path),
            self._texts(settings, "only", path),
            self._texts(settings, "except", path),
            self._flag(settings, "keep_input_artifact", path),
        )

    def _scripts(self, scripts: list[FoundScript]) -> None:
        for index, script in enumerate(scripts):
            path = ("scripts", index)
            text = ""
            source = script.source
            if source is not None:
                from packer_systo.engine.source.text import Span

                whole = Span(source, 0, len(source.text))
                origin = Origin(whole, script.written)
                self._map.add((*path, "text"), origin)
                text = self._writer.text(source.text, (*path, "text"), origin)
            header = self._map.origin(script.used_by[0])
            if header is not None and header.span is not None:
                self._map.add_header(path, header.span)
            self._document.scripts.append(
                Script(
                    script.written,
                    source.path if source is not None else "",
                    text,
                    script.truncated,
                    script.crlf,
                    missing=source is None and not script.outside,
                    outside=script.outside,
                    used_by=[list(place) for place in script.used_by],
                )
            )

    def _sources(self, applies: Applies, path: Path) -> list[str]:
        if applies.unknown is not None:
            for reason in applies.unknown.reasons:
                self._unknown((*path, "sources"), reason.expression, reason.reason, whole=False)
        return [self._writer.names.called(one) for one in applies.sources]

    def _setting(self, settings: _Settings, name: str, path: Path) -> JSON | UnsetType:
        setting = settings.get(name)
        if setting is None:
            return UNSET
        inner = (*path, name)
        self._map.add_header(inner, setting[1])
        return self._writer.value(setting[0], inner)

    def _text(self, settings: _Settings, name: str, path: Path) -> str:
        written = self._setting(settings, name, path)
        return written if isinstance(written, str) else ""

    def _optional_text(self, settings: _Settings, name: str, path: Path) -> str | UnsetType:
        written = self._setting(settings, name, path)
        return written if isinstance(written, str) else UNSET

    def _texts(self, settings: _Settings, name: str, path: Path) -> list[str]:
        written = self._setting(settings, name, path)
        return [one for one in written if isinstance(one, str)] if isinstance(written, list) else []

    def _flag(self, settings: _Settings, name: str, path: Path) -> bool | UnsetType:
        written = self._setting(settings, name, path)
        return written if isinstance(written, bool) else UNSET

    def _header(self, path: Path, span: Span | None) -> None:
        if span is not None:
            self._map.add_header(path, span)

    def _incomplete(self, resolved: Resolved) -> None:
        """A file could not be read: there may be more of everything, and what it uses is unknown."""
        lost = resolved.lost[0]
        if resolved.packer is None:
            self._unknown(("packer",), lost, NOT_READABLE, whole=True)
        for name in ("variables", "locals", "data", "sources", "builds"):
            self._unknown((name,), lost, NOT_READABLE, whole=False)
        used = {
            "variables": [one.used for one in resolved.variables],
            "locals": [one.used for one in resolved.locals],
            "data": [one.used for one in resolved.data],
        }
        for name, flags in used.items():
            for index, is_used in enumerate(flags):
                if not is_used:
                    self._unknown((name, index, "used"), lost, NOT_READABLE, whole=True)

    def _unknown(self, path: Path, expression: str, reason: str, *, whole: bool) -> None:
        shown = self._writer.expression(expression)
        self._writer.unknowns.append(UnknownEntry(list(path), shown, reason, whole))

    @staticmethod
    def _present(json: JSON | UnsetType) -> JSON | UnsetType:
        """Absent is not null."""
        return UNSET if json is None else json


_FIELDS = {
    "source": "sources",
    "provisioner": "provisioners",
    "error-cleanup-provisioner": "provisioners",
    "post-processor": "post_processors",
    "post-processors": "post_processors",
}
"""Fields of a build by the block type that fills them."""
